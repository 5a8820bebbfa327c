/** One record of a resolver's answer: the address of a name (A, AAAA) or the name it stands for (CNAME). */
interface DnsRecord {
  ttl: number;
  /** Lower case, without the root dot. */
  value: string;
}

/** Records by lower-case name. */
export type DnsAnswers = ReadonlyMap<string, readonly DnsRecord[]>;

/** Where a name leads. */
export interface DnsPlace {
  /** Names and addresses on the way, the name itself left out. */
  path: string[];
  /** Smallest time to live on the way, in seconds; null without an answer. */
  ttl: number | null;
}

const longestChain = 16;

/**
 * Reads answers as `dig +noall +answer` prints them (RFC 1035, 5.1): name, TTL, class, type, value. Comments and records of other types
 * are passed over. Throws an Error that names the line of anything else.
 */
export function readDnsAnswers(text: string): DnsAnswers {
  const answers = new Map<string, DnsRecord[]>();
  for (const [at, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const words = line.replace(/;.*/, '').trim();
    if (words === '') continue;
    const found = /^(\S+)\s+(\d{1,10})\s+IN\s+([A-Z0-9]+)\s+(\S.*)$/i.exec(words);
    if (!found) {
      throw new Error(`line ${at + 1}: no answer of a resolver: ${words.slice(0, 100)}`);
    }
    const [, name = '', ttl = '', type = '', value = ''] = found;
    if (!/^(?:A|AAAA|CNAME)$/i.test(type)) continue;
    const key = bareName(name);
    const records = answers.get(key) ?? [];
    records.push({ ttl: Number(ttl), value: bareName(value) });
    answers.set(key, records);
  }
  return answers;
}

/** Follows a name through the answers. */
export function placeOf(name: string, answers: DnsAnswers): DnsPlace {
  const path: string[] = [];
  let ttl: number | null = null;
  let open = [bareName(name.replace(/:\d+$/, ''))];
  for (let step = 0; step < longestChain && open.length > 0; step++) {
    const records = open.flatMap((one) => answers.get(one) ?? []);
    open = [];
    for (const record of records) {
      ttl = Math.min(ttl ?? record.ttl, record.ttl);
      if (path.includes(record.value)) continue;
      path.push(record.value);
      open.push(record.value);
    }
  }
  return { path, ttl };
}

/** A name or address as it is compared. */
export function bareName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '');
}

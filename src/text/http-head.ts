/** Head of an HTTP message: first line and fields, one character per byte (latin1). */
export interface HttpHead {
  /** `HTTP/1.1 200 OK` or `GET / HTTP/1.1`. */
  first: string;
  fields: [name: string, value: string][];
}

/** The bytes of a head, with the empty line that ends it. */
export function writeHead(head: HttpHead): Buffer {
  const lines = head.fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${head.first}\r\n${lines.join('')}\r\n`, 'latin1');
}

/** Splits a message into its head and the place where the body starts; undefined without an empty line. */
export function readHead(bytes: Buffer): { head: HttpHead; bodyStart: number } | undefined {
  const crlf = bytes.indexOf('\r\n\r\n');
  const lf = bytes.indexOf('\n\n');
  const useCrlf = crlf >= 0 && (lf < 0 || crlf < lf);
  const end = useCrlf ? crlf : lf;
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split(/\r?\n/);
  const fields: [string, string][] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const last = fields.at(-1);
    // A folded line goes on with the value before it (RFC 9112, 5.2).
    if (/^[ \t]/.test(line) && last) last[1] += ` ${line.trim()}`;
    else if (colon > 0) fields.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { head: { first, fields }, bodyStart: end + (useCrlf ? 4 : 2) };
}

/** First value of a field, the name in any letter case; null when absent. */
export function fieldOf(fields: readonly [string, string][], name: string): string | null {
  const lower = name.toLowerCase();
  return fields.find(([field]) => field.toLowerCase() === lower)?.[1] ?? null;
}

/** Status of a response's first line, 0 when it is none. */
export function statusOf(first: string): number {
  return Number(/^HTTP\/\d(?:\.\d)? (\d{3})/.exec(first)?.[1] ?? 0);
}

import type { CutoverState } from '../model/cutover.ts';

/** What to do next for an agency's cutover, in the order of docs/cutover.md: a command, or a few words. */
export function nextStep(id: string, state: Omit<CutoverState, 'next'>): string {
  return contentStep(id, state) ?? tableStep(id, state) ?? switchStep(id, state);
}

function contentStep(
  id: string,
  { crawled, extracted, bundle, decided, named }: Omit<CutoverState, 'next'>,
): string | undefined {
  if (crawled.addresses === 0) return `kosh run ${id}`;
  if (crawled.open > 0) return `kosh crawl ${id}`;
  if (extracted === 0) return `kosh extract ${id}`;
  if (decided.all === 0) return `kosh redirects build ${id}`;
  if (!bundle) return `kosh bundle ${id}`;
  const waiting = named.all - named.final;
  if (waiting === 0) return undefined;
  return named.final === 0
    ? `import the bundle, then: kosh idmap ${id} <csv>`
    : `ask the portal for ${waiting} more addresses, then: kosh idmap ${id} <csv>`;
}

function tableStep(
  id: string,
  { lintFaults, tables, check, confirmation }: Omit<CutoverState, 'next'>,
): string | undefined {
  if (lintFaults > 0) return `kosh redirects lint ${id}`;
  if (tables.length === 0) return `kosh redirects build ${id}`;
  const isConfirmed = confirmation !== null;
  const old = tables.filter((one) => one.provisional || one.confirmed !== isConfirmed);
  if (old.length > 0) {
    return `kosh redirects build ${id} --server ${old.map(({ server }) => server).join(',')}`;
  }
  if (check === null || !check.finished || check.stale || check.partial) {
    return `kosh redirects check ${id} --against <url>`;
  }
  return check.faults > 0 ? `kosh findings ${id} --stage check` : undefined;
}

function switchStep(id: string, { dns, confirmation }: Omit<CutoverState, 'next'>): string {
  if (dns !== null && dns.state !== 'live') {
    const names = dns.elsewhere.slice(0, 3).join(', ');
    const more = dns.elsewhere.length > 3 ? ', ...' : '';
    const isLong = dns.ttl !== null && dns.ttl > 300 && dns.state === 'pre-transition';
    return isLong
      ? `lower the TTL (${dns.ttl} s), then switch DNS`
      : `switch DNS of ${names}${more}`;
  }
  if (confirmation !== null) return 'done; keep archive, ids.ndjson and decisions.db';
  return dns === null
    ? `switch DNS, watch kosh redirects hits, then: kosh redirects confirm ${id}`
    : `watch kosh redirects hits, then: kosh redirects confirm ${id}`;
}

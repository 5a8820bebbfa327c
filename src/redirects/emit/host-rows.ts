import type { Redirect } from '../../model/redirect.ts';

/**
 * Rows of one host after another. Throws when a host comes twice, since its tables must be whole: any order
 * by key keeps hosts together, that of code units as that of UTF-8 octets, in which SQLite sorts.
 */
export function* redirectsByHost(
  redirects: Iterable<Redirect>,
): Generator<[host: string, rows: Redirect[]]> {
  const seen = new Set<string>();
  let rows: Redirect[] = [];
  let host: string | undefined;
  for (const redirect of redirects) {
    const own = redirect.key.split('/', 1)[0] ?? '';
    if (own !== host) {
      if (host !== undefined) yield [host, rows];
      if (seen.has(own)) throw new Error(`redirects are not sorted at ${redirect.key}`);
      seen.add(own);
      host = own;
      rows = [];
    }
    rows.push(redirect);
  }
  if (host !== undefined) yield [host, rows];
}

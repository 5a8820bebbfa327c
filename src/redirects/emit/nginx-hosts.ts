import { UserError } from '../../errors.ts';
import type { Mapping } from '../../model/mapping.ts';
import type { Redirect } from '../../model/redirect.ts';
import { hash64 } from '../../text/hash.ts';
import { hostFileName } from './emitted-file.ts';

/** One host as its server block needs it. */
export interface ServedHost {
  /** Canonical host, with a port when the site was served on one. */
  host: string;
  aliases: readonly string[];
  /** Host as part of file names. */
  file: string;
  /** Prefix of its variables: short, since nginx hashes variable names in buckets of 64 bytes. */
  variable: string;
}

/** The hosts of a mapping. Throws a UserError for names that are none, before one could make a path or a directive. */
export function servedHosts({ id, hosts }: Pick<Mapping, 'id' | 'hosts'>): ServedHost[] {
  return hosts.map(({ host, aliases }, index) => {
    const file = hostFileName(host);
    const bad = file === undefined ? host : aliases.find((one) => hostFileName(one) === undefined);
    if (file === undefined || bad !== undefined) {
      throw new UserError(`mappings/${id}.yaml: ${bad} is no host name. Correct it.`);
    }
    return { host, aliases, file, variable: `kosh_${hash64(id).slice(0, 8)}_${index}` };
  });
}

/**
 * Rows of one host after another. Throws when a host comes twice, since its tables must be whole: any order
 * by key keeps hosts together, that of code units as that of UTF-8 octets, in which SQLite sorts.
 */
export async function* redirectsByHost(
  redirects: Iterable<Redirect> | AsyncIterable<Redirect>,
): AsyncGenerator<[host: string, rows: Redirect[]]> {
  const seen = new Set<string>();
  let rows: Redirect[] = [];
  let host: string | undefined;
  for await (const redirect of redirects) {
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

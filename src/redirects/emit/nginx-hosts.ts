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

/** Rows of one host after another. Throws when they are not sorted, since a host's tables must be whole. */
export async function* redirectsByHost(
  redirects: Iterable<Redirect> | AsyncIterable<Redirect>,
): AsyncGenerator<[host: string, rows: Redirect[]]> {
  let host = '';
  let rows: Redirect[] = [];
  let last = '';
  for await (const redirect of redirects) {
    if (redirect.key <= last) throw new Error(`redirects are not sorted at ${redirect.key}`);
    last = redirect.key;
    const own = redirect.key.split('/', 1)[0] ?? '';
    if (own !== host && rows.length > 0) {
      yield [host, rows];
      rows = [];
    }
    host = own;
    rows.push(redirect);
  }
  if (rows.length > 0) yield [host, rows];
}

import { UserError } from '../errors.ts';
import type { Mapping } from '../model/mapping.ts';
import { plainHost } from '../redirects/hits/host-name.ts';
import { sha256Hex } from '../text/hash.ts';

/** Which agency has a host (a name as `plainHost` gives it). */
export function agencyHosts(mappings: readonly Mapping[]): Map<string, Mapping> {
  const owners = new Map<string, Mapping>();
  for (const mapping of mappings) {
    for (const { host, aliases } of mapping.hosts) {
      for (const name of [host, ...aliases]) owners.set(name, mapping);
    }
  }
  return owners;
}

/** Identity of the hosts that agencies have: with another one, logs hold requests that nobody was there to count. */
export function hostsHash(owners: ReadonlyMap<string, Mapping>): string {
  const lines = [...owners].map(([host, mapping]) => `${host} ${mapping.id}`).sort();
  return sha256Hex(lines.join('\n')).slice(0, 16);
}

/**
 * The host of lines that name none: the one that is given; else the only host of the agency that is given, or of the only
 * agency there is; else empty. Throws UserError for a host or agency that no mapping knows, or an agency with several hosts.
 */
export function hostOfBareLines(
  mappings: readonly Mapping[],
  wanted: { host?: string | undefined; agency?: string | undefined },
): string {
  if (wanted.host !== undefined) {
    const host = plainHost(wanted.host);
    if (agencyHosts(mappings).has(host)) return host;
    throw new UserError(`no mapping has the host ${host}; kosh agencies list shows all hosts`);
  }
  const named = mappings.filter((mapping) => mapping.id === wanted.agency);
  if (wanted.agency !== undefined && named.length === 0) {
    throw new UserError(`no agency "${wanted.agency}"; kosh agencies list shows all`);
  }
  const only = wanted.agency === undefined ? (mappings.length === 1 ? mappings : []) : named;
  const hosts = only.flatMap((mapping) => mapping.hosts.map(({ host }) => host));
  if (hosts.length > 1 && wanted.agency !== undefined) {
    throw new UserError(
      `${wanted.agency} has the hosts ${hosts.join(', ')}; say with --host which one the log is of`,
    );
  }
  return hosts.length === 1 ? (hosts[0] ?? '') : '';
}

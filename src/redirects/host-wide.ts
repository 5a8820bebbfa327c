import type { Mapping } from '../model/mapping.ts';
import { pathAndQuery } from '../text/address.ts';
import { checkTarget } from './target.ts';

/** The answer of a whole host: for every request, its keys known or not, that has no decision of its own. */
export interface HostWide {
  /** Canonical host; its aliases answer alike. */
  host: string;
  decision: 'redirect' | 'archive' | 'gone';
  /** Checked absolute target of a redirect, else null. */
  target: string | null;
  /** The raw path and query of the request, which begin with a slash, follow the target: it ends without slash, and holds no ? or #. */
  appendPath: boolean;
  reason: string;
}

/** The host-wide answers of a mapping, in its order. Targets that are not allowed are left out; `hostWideFault` tells them. */
export function hostWideAnswers(
  mapping: Pick<Mapping, 'hosts'>,
  allowedHosts: readonly string[],
): HostWide[] {
  return mapping.hosts.flatMap(({ host, hostWide }): HostWide[] => {
    if (hostWide === undefined || hostWideFault(hostWide, allowedHosts) !== undefined) return [];
    const { to, appendPath, gone, reason } = hostWide;
    if (to === undefined) {
      const decision = gone === true ? 'gone' : 'archive';
      return [{ host, decision, target: null, appendPath: false, reason }];
    }
    const target = checkTarget(to, allowedHosts).target ?? '';
    const bare = appendPath ? target.replace(/\/+$/, '') : target;
    return [{ host, decision: 'redirect', target: bare, appendPath, reason }];
  });
}

/** What is wrong with a host-wide answer, or undefined. */
export function hostWideFault(
  { to }: NonNullable<Mapping['hosts'][number]['hostWide']>,
  allowedHosts: readonly string[],
): string | undefined {
  return to === undefined ? undefined : checkTarget(to, allowedHosts).fault;
}

/** Where a host-wide redirect leads an address of its host. */
export function hostWideTarget({ target, appendPath }: HostWide, address: string): string | null {
  return target !== null && appendPath ? target + pathAndQuery(address) : target;
}

import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { AgencyTraffic } from '../model/traffic.ts';
import { dayOf } from '../redirects/hits/log-day.ts';
import { tellTraffic } from '../redirects/hits/traffic.ts';
import { askedKeys } from '../store/asked-keys.ts';
import { asideCounts, spellingsAsked } from '../store/hits.ts';
import { decisionOf } from '../store/known-keys.ts';
import { agencyState, type PortalDb } from '../store/portal-db.ts';
import type { SiteDb } from '../store/site-db.ts';
import { keyRules } from '../text/url-key.ts';
import { lookAtAgencyHits } from './hits-databases.ts';

/** Which answers are wanted. */
export interface TrafficWishes {
  /** First day after the cutover; undefined: the day on which the redirects were confirmed. */
  since?: number | undefined;
  top: number;
}

/** What access logs say of an agency, with the decisions as they are now; undefined when none was read for it. `site` is undefined before its first crawl. */
export function agencyTraffic(
  workspace: Workspace,
  mapping: Mapping,
  site: SiteDb | undefined,
  portal: PortalDb,
  wishes: TrafficWishes,
): AgencyTraffic | undefined {
  const hits = lookAtAgencyHits(workspace, mapping, keyRules(mapping));
  if (hits === undefined) return undefined;
  try {
    return tellTraffic({
      agency: mapping.id,
      cutover: wishes.since ?? confirmedDay(portal, mapping.id),
      keys: askedKeys(hits),
      decisionOf: (key) => site && decisionOf(site, key),
      exampleOf: (key) => {
        const { spellings, referrers } = spellingsAsked(hits, key);
        return { example: spellings[0] ?? `http://${key}`, referrer: referrers[0] ?? '' };
      },
      asides: (reason) => asideCounts(hits, reason),
      top: wishes.top,
    });
  } finally {
    hits.close();
  }
}

/** The day on which a person confirmed the redirects of an agency; null before that. */
function confirmedDay(portal: PortalDb, agency: string): number | null {
  const text = agencyState(portal, agency).get('redirects-confirmed');
  if (text === undefined) return null;
  const { at } = JSON.parse(text);
  return (typeof at === 'string' ? dayOf(at) : undefined) ?? null;
}

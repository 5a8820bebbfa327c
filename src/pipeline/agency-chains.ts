import { type Finding, finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import { chainOf, Followers } from '../redirects/followers.ts';
import { followerRow, loopFinding } from '../redirects/plan-row.ts';
import { FindingsReplacement } from '../store/findings.ts';
import { openChainOf, openChainsOf, type StoredChain } from '../store/open-chains.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { recordSorter } from '../store/record-sorter.ts';
import { RedirectsWriter, redirectOf } from '../store/redirects.ts';
import { withoutSync } from '../store/site-db.ts';
import { compareKeys } from '../text/key-order.ts';
import { AgencyDatabases } from './agency-databases.ts';
import type { AgencySession } from './agency-session.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { movingKeys } from './moving-keys.ts';
import type { RedirectsSummary } from './redirects-stage.ts';

/** Findings about chains over several agencies, which are told when all agencies are decided. */
export const chainCodes: readonly Finding['code'][] = ['loop-across-agencies', 'chain-lost'];

/**
 * Decides the addresses of an agency whose chains lead into the sites of other agencies, by what those decided. Comes
 * after `runRedirects` of every agency of the run, so that their order does not matter.
 */
export function settleChains(session: AgencySession, all: readonly Mapping[]): RedirectsSummary {
  const { db, mapping, workspace } = session;
  const portal = openPortalDb(portalDbFile(workspace));
  const databases = new AgencyDatabases(workspace);
  const sorter = recordSorter();
  try {
    const followers = new Followers(sorter);
    for (const { key, record } of reachable(portal, openChainsOf(portal, mapping.id))) {
      followers.addRecord(key, record);
    }
    const { ownerOf } = movingKeys(all);
    const decided = (key: string) => {
      const owner = ownerOf(key);
      const other = owner === mapping.id ? db : owner && databases.of(owner);
      return other ? redirectOf(other, key) : undefined;
    };
    const isOurs = (key: string) => ownerOf(key) === mapping.id;
    return withoutSync(db, () => storeEnds(session, followers, decided, isOurs));
  } finally {
    sorter.close();
    databases.close();
    portal.close();
  }
}

/** Stores how the agency's own followers end, and what a person should know of them. */
function storeEnds(
  { db, mapping, workspace }: AgencySession,
  followers: Followers,
  decided: (key: string) => Redirect | undefined,
  isOurs: (key: string) => boolean,
): RedirectsSummary {
  const summary = { changed: false, decided: 0, unresolved: 0, provisional: 0 };
  const writer = new RedirectsWriter(db);
  const findings = new FindingsReplacement(db, 'redirects', { only: chainCodes });
  for (const one of followers.ends({ decided, isElsewhere: () => false })) {
    if ('loop' in one) {
      const first = one.loop.findIndex(isOurs);
      if (first < 0) continue;
      const loop = [...one.loop.slice(first), ...one.loop.slice(0, first)];
      findings.add(loopFinding('loop-across-agencies', loop));
      continue;
    }
    const { follower, end } = one;
    if (end.how === 'elsewhere' || !isOurs(follower.key)) continue;
    const row = followerRow(follower, end, { mapping, settings: workspace.settings });
    writer.putLate(row);
    summary[row.decision === 'unresolved' ? 'unresolved' : 'decided']++;
    if (row.provisional) summary.provisional++;
    if (row.decision === 'unresolved' && end.how === 'chain') findings.add(lostFinding(row));
  }
  writer.flush();
  const toldAnew = findings.finish();
  return { ...summary, changed: writer.changed > 0 || toldAnew };
}

function lostFinding({ key, spellings, reason }: Redirect): Finding {
  return finding('redirects', 'chain-lost', { address: spellings[0] ?? '', subject: key }, reason);
}

/** An agency's open chains, and those of other agencies that they lead to, by key. */
function reachable(portal: PortalDb, own: readonly StoredChain[]): StoredChain[] {
  const met = new Map(own.map((chain) => [chain.key, chain]));
  const waiting = [...own];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    const { follow } = chainOf(chain.record);
    if (met.has(follow)) continue;
    const next = openChainOf(portal, follow);
    if (next === undefined) continue;
    met.set(follow, next);
    waiting.push(next);
  }
  return [...met.values()].sort((a, b) => compareKeys(a.key, b.key));
}

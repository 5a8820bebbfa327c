import { type SharedScore, scoreShared } from './score-shared.ts';
import { type SiteScore, scoreSite } from './score-site.ts';
import type { OutputShared, ScoredSite, TruthSite } from './scored-site.ts';

/** The score of a whole migration. */
export interface MigrationScore {
  sites: SiteScore[];
  shared: SharedScore;
}

/** Scores a migration of several sites and its bundle of shared items against the truth. */
export function scoreMigration(sites: ScoredSite[], bundle: OutputShared[]): MigrationScore {
  const shared = sharedIds(sites.map((site) => site.truth));
  return {
    sites: sites.map((site) => scoreSite(site, shared)),
    shared: scoreShared(sites, bundle, shared),
  };
}

/** The `shared` ids that stand in two or more sites, sorted: those that belong into the bundle. */
function sharedIds(sites: TruthSite[]): string[] {
  const holders = new Map<string, Set<string>>();
  for (const site of sites) {
    for (const { shared } of site.items) {
      if (shared === null) continue;
      holders.set(shared, (holders.get(shared) ?? new Set()).add(site.id));
    }
  }
  return [...holders]
    .filter(([, siteIds]) => siteIds.size > 1)
    .map(([id]) => id)
    .sort();
}

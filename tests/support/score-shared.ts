import { addressKey } from './address-key.ts';
import type { OutputShared, ScoredSite } from './scored-site.ts';
import { indexTruth, matchVersion, truthKey } from './truth-index.ts';

/** How one shared id came out. */
interface SharedItemScore {
  id: string;
  /** All of the below hold: one record, all members, none foreign, its languages, nothing left. */
  right: boolean;
  /** Number of bundle records that hold an address of it; 1 is right. */
  records: number;
  /** Addresses of members that its largest record lacks. */
  missing: string[];
  /** Addresses in its records that belong to truth items that are not this shared id. */
  foreign: string[];
  /** Whether its largest record has exactly its languages. */
  languages: boolean;
  /** `site/id` of migrated items of agencies that still hold a member. */
  left: string[];
}

/** The score of the shared bundle. */
export interface SharedScore {
  right: number;
  of: number;
  items: SharedItemScore[];
  /** Titles of bundle records that hold no member of any shared id. */
  wrong: string[];
}

/** Scores the bundle against the pages marked `shared` whose ids stand in several sites. */
export function scoreShared(
  sites: ScoredSite[],
  bundle: OutputShared[],
  ids: string[],
): SharedScore {
  const sharedOf = new Map<string, string | null>();
  for (const { truth } of sites) {
    for (const item of truth.items) sharedOf.set(truthKey(truth, item), item.shared);
  }
  const records = bundle.map((record) => ({
    ...record,
    keys: new Set(record.addresses.map(addressKey)),
  }));
  const items = ids.map((id): SharedItemScore => {
    const members = [...sharedOf].filter(([, shared]) => shared === id).map(([key]) => key);
    const held = (keys: Set<string>) => members.filter((key) => keys.has(key)).length;
    const mine = records
      .filter((record) => held(record.keys) > 0)
      .sort((a, b) => held(b.keys) - held(a.keys));
    const keys = mine[0]?.keys ?? new Set<string>();
    const score = {
      id,
      records: mine.length,
      missing: members.filter((key) => !keys.has(key)),
      // Addresses of no item (lists, other pages) are unknown here, and harmless.
      foreign: mine.flatMap((record) =>
        [...record.keys].filter((key) => sharedOf.has(key) && sharedOf.get(key) !== id),
      ),
      languages: sameSet(mine[0]?.languages ?? [], languagesOf(sites, id)),
      left: leftOver(sites, id),
    };
    const clean = [score.missing, score.foreign, score.left].every((list) => list.length === 0);
    return { ...score, right: score.records === 1 && score.languages && clean };
  });
  const known = new Set(ids);
  const wrong = records
    .filter((record) => ![...record.keys].some((key) => known.has(sharedOf.get(key) ?? '')))
    .map((record) => record.title);
  return { right: items.filter((item) => item.right).length, of: ids.length, items, wrong };
}

function languagesOf(sites: ScoredSite[], id: string): string[] {
  return sites.flatMap(({ truth }) =>
    truth.items.filter((item) => item.shared === id).map((item) => item.lang),
  );
}

function leftOver(sites: ScoredSite[], id: string): string[] {
  return sites.flatMap(({ truth, output }) => {
    const index = indexTruth(truth);
    return output
      .filter((out) =>
        out.versions.some((version) =>
          matchVersion(index, version).some((item) => item.shared === id),
        ),
      )
      .map((out) => `${truth.id}/${out.id}`);
  });
}

function sameSet(a: string[], b: string[]): boolean {
  return [...new Set(a)].sort().join() === [...new Set(b)].sort().join();
}

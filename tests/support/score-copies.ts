import type { ContentItem } from '../../fixtures/engine/content.ts';
import type { Tally } from './scored-site.ts';

/** One page of the truth: a language version of a text on a site. */
export interface TruthPage {
  site: string;
  item: ContentItem;
}

/** A page of a cluster that was found; null when the truth knows no such page. */
interface FoundMember {
  page: TruthPage | null;
  /** Its address, for messages. */
  address: string;
  role: string;
}

/** Pages that were found to be copies of one text. */
export interface FoundCluster {
  title: string;
  decision: string;
  members: FoundMember[];
}

/** How the copies of the truth were found. */
export interface CopiesScore {
  /** Pages of texts that several sites hold which lie together in the cluster of their text. */
  members: Tally;
  /** The pages that do not: `site/file`. */
  missing: string[];
  /** Pages in a cluster that is not theirs, and clusters of texts that must stay apart but were adopted. */
  wrong: string[];
  /** Shared texts whose cluster was adopted, of all. */
  adopted: Tally;
  /** Members whose part is right: original, repost, or copy where nobody is known to be first. */
  roles: Tally;
}

/** The name of a page in messages: `site/file`. */
export function pageName({ site, item }: TruthPage): string {
  return `${site}/${item.file}`;
}

/** The ids of `shared` texts that two or more sites hold, sorted. */
export function sharedIds(truth: readonly TruthPage[]): string[] {
  const sites = new Map<string, Set<string>>();
  for (const { site, item } of truth) {
    if (item.shared === null) continue;
    sites.set(item.shared, (sites.get(item.shared) ?? new Set()).add(site));
  }
  return [...sites].flatMap(([id, of]) => (of.size > 1 ? [id] : [])).sort();
}

/** Scores clusters, whatever was decided about them, against the pages marked `shared` and `apart`. */
export function scoreCopies(
  truth: readonly TruthPage[],
  clusters: readonly FoundCluster[],
): CopiesScore {
  const ids = sharedIds(truth);
  const ownId = new Map(clusters.map((cluster) => [cluster, idOf(cluster, ids)]));
  const score: CopiesScore = {
    members: { right: 0, of: 0 },
    missing: [],
    wrong: clusters.flatMap((cluster) => foreignIn(cluster, ownId.get(cluster) ?? null)),
    adopted: { right: 0, of: ids.length },
    roles: { right: 0, of: 0 },
  };
  for (const id of ids) {
    const pages = truth.filter(({ item }) => item.shared === id);
    const isFirstKnown = pages.some(({ item }) => item.original);
    // Of a text that was torn apart the largest piece counts.
    const [main] = clusters
      .filter((cluster) => ownId.get(cluster) === id)
      .sort((a, b) => b.members.length - a.members.length);
    const held = new Map(main?.members.map(({ page, role }) => [page?.item, role]));
    for (const page of pages) {
      const role = held.get(page.item);
      const due = page.item.original ? 'original' : isFirstKnown ? 'repost' : 'copy';
      if (role === undefined) score.missing.push(pageName(page));
      count(score.members, role !== undefined);
      if (role !== undefined) count(score.roles, role === due);
    }
    if (main?.decision === 'adopt') score.adopted.right += 1;
  }
  return score;
}

/** The shared text that most members of a cluster are copies of; null when it holds none. */
function idOf({ members }: FoundCluster, ids: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const { page } of members) {
    const id = page?.item.shared ?? null;
    if (id !== null && ids.includes(id)) votes.set(id, (votes.get(id) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function foreignIn(cluster: FoundCluster, id: string | null): string[] {
  const { title, decision, members } = cluster;
  const apart = new Set(members.map(({ page }) => page?.item.apart ?? null));
  // To ask a person about look-alikes is right, to join them is not.
  if (id === null && apart.size === 1 && !apart.has(null) && decision !== 'adopt') return [];
  return members.flatMap(({ page, address }) =>
    page !== null && page.item.shared === id && id !== null
      ? []
      : [`"${title}" (${decision}): ${page === null ? address : pageName(page)}`],
  );
}

function count(tally: Tally, right: boolean): void {
  tally.of += 1;
  if (right) tally.right += 1;
}

import type { ContentItem } from '../../fixtures/engine/content.ts';
import type { OutputItem, OutputVersion } from './scored-site.ts';

/** A migrated version that holds the address of a truth version. */
export interface Claim {
  out: OutputItem;
  version: OutputVersion;
  item: ContentItem;
}

/** How truth items (all languages of one id together) and migrated items fit one to one. */
export interface ItemScore {
  truth: number;
  output: number;
  /** Pairs of a truth item and a migrated item, each taken once. */
  paired: number;
  /** paired / output */
  precision: number;
  /** paired / truth */
  recall: number;
  /** Truth ids that no migrated item holds. */
  missing: string[];
  /** Truth ids whose versions lie in several migrated items, none of which holds them all. */
  split: string[];
  /** Migrated ids that hold versions of several truth items. */
  merged: string[];
  /** Truth ids with a version that several migrated versions hold. */
  duplicate: string[];
  /** Migrated ids that hold no truth item of the site's own. */
  extra: string[];
}

/** Pairs truth items with migrated items, largest number of common versions first. */
export function pairItems(
  own: ContentItem[],
  output: OutputItem[],
  claims: Claim[],
): { score: ItemScore; pairs: Map<string, OutputItem> } {
  const ids = [...new Set(own.map((item) => item.item))];
  const claimsOf = (id: string, out?: OutputItem) =>
    claims.filter((claim) => claim.item.item === id && (out === undefined || claim.out === out));
  const versionsOf = (id: string, out?: OutputItem) =>
    new Set(claimsOf(id, out).map((claim) => claim.item)).size;
  const outsOf = (id: string) => new Set(claimsOf(id).map((claim) => claim.out));
  const idsOf = (out: OutputItem) => ids.filter((id) => versionsOf(id, out) > 0);

  const pairs = pair(ids, output, versionsOf);
  const score = {
    truth: ids.length,
    output: output.length,
    paired: pairs.size,
    precision: share(pairs.size, output.length, ids.length),
    recall: share(pairs.size, ids.length, output.length),
    missing: ids.filter((id) => outsOf(id).size === 0),
    split: ids.filter((id) => {
      const outs = [...outsOf(id)];
      return outs.length > 0 && outs.every((out) => versionsOf(id, out) < versionsOf(id));
    }),
    merged: output.filter((out) => idsOf(out).length > 1).map((out) => out.id),
    duplicate: ids.filter((id) => claimsOf(id).length > versionsOf(id)),
    extra: output.filter((out) => idsOf(out).length === 0).map((out) => out.id),
  };
  return { score, pairs };
}

function pair(
  ids: string[],
  output: OutputItem[],
  versionsOf: (id: string, out: OutputItem) => number,
): Map<string, OutputItem> {
  const candidates = ids
    .flatMap((id) => output.map((out) => ({ id, out, common: versionsOf(id, out) })))
    .filter((candidate) => candidate.common > 0)
    .sort((a, b) => b.common - a.common);
  const pairs = new Map<string, OutputItem>();
  const taken = new Set<OutputItem>();
  for (const { id, out } of candidates) {
    if (pairs.has(id) || taken.has(out)) continue;
    pairs.set(id, out);
    taken.add(out);
  }
  return pairs;
}

// Nothing of nothing is perfect; nothing made where something was due is worth nothing.
function share(part: number, whole: number, other: number): number {
  if (whole > 0) return part / whole;
  return other === 0 ? 1 : 0;
}

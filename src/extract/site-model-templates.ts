import type { PageRecord } from './site-model-record.ts';

const alike = 0.55;
const maxTemplates = 48;
const smallest = 6;

/**
 * Clusters pages by the sets of their container signatures: the first page of a kind, by key, leads; a
 * template needs six pages. Returns the leaders' sketches.
 */
export function findTemplates(records: readonly PageRecord[]): number[][] {
  const leaders: { sketch: number[]; pages: number }[] = [];
  for (const record of records) {
    const near = nearest(
      record.sketch,
      leaders.map((leader) => leader.sketch),
    );
    const leader = near === -1 ? undefined : leaders[near];
    if (leader) leader.pages += 1;
    else if (leaders.length < maxTemplates * 4) leaders.push({ sketch: record.sketch, pages: 1 });
  }
  return leaders
    .filter((leader) => leader.pages >= smallest)
    .sort((a, b) => b.pages - a.pages)
    .slice(0, maxTemplates)
    .map((leader) => leader.sketch);
}

/** Index of the template a sketch belongs to, -1 when none is near. */
export function nearest(
  sketch: readonly number[],
  templates: readonly (readonly number[])[],
): number {
  let best = -1;
  let bestLikeness = alike;
  for (const [index, template] of templates.entries()) {
    const likeness = sketchLikeness(sketch, template);
    if (likeness > bestLikeness) {
      best = index;
      bestLikeness = likeness;
    }
  }
  return best;
}

/** Jaccard likeness of two sets estimated from their smallest hashes (ascending). */
function sketchLikeness(a: readonly number[], b: readonly number[]): number {
  const size = Math.min(48, Math.max(a.length, b.length));
  let i = 0;
  let j = 0;
  let shared = 0;
  let union = 0;
  while (union < size && (i < a.length || j < b.length)) {
    const x = a[i] ?? Number.POSITIVE_INFINITY;
    const y = b[j] ?? Number.POSITIVE_INFINITY;
    if (x === y) shared += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
    union += 1;
  }
  return union === 0 ? 0 : shared / union;
}

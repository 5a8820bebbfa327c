import type { BundleShared } from '../model/bundle.ts';
import type { SharedMember } from '../model/item.ts';
import { byCodeUnit } from './canonical-text.ts';

/**
 * Shared items of a bundle, sorted by id: those that replace its pages, merged with those that its
 * bodies only link to, so that an importer knows every id it must find in the bundle `shared`.
 */
export function* planShared(
  replaced: Iterable<{ itemId: string; members: readonly SharedMember[] }>,
  linked: ReadonlySet<string>,
): Generator<BundleShared> {
  const waiting = [...linked].sort(byCodeUnit).reverse();
  let last = '';
  for (const { itemId, members } of replaced) {
    if (itemId <= last) throw new Error(`shared items are not sorted by id: ${last}, ${itemId}`);
    last = itemId;
    for (let next = waiting.at(-1); next !== undefined && next <= itemId; next = waiting.at(-1)) {
      waiting.pop();
      if (next !== itemId) yield { item: next, members: [] };
    }
    yield { item: itemId, members: members.map(shownMember).sort(byPlace) };
  }
  for (const item of waiting.reverse()) yield { item, members: [] };
}

function shownMember({ agency, lang, key, aliases, similarity }: SharedMember): SharedMember {
  return { agency, lang, key, aliases, similarity };
}

function byPlace(a: SharedMember, b: SharedMember): number {
  return byCodeUnit(a.agency, b.agency) || byCodeUnit(a.lang, b.lang) || byCodeUnit(a.key, b.key);
}

import type { Tombstone } from '../model/bundle.ts';
import type { Item } from '../model/item.ts';
import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';

/** An item of the previous bundle. */
interface PreviousItem {
  id: string;
  kind: ImportedKind;
  langs: readonly Language[];
}

/** How far the previous bundle's items, sorted by id, have been read. */
export interface TombstoneScan {
  rows: Iterator<PreviousItem>;
  waiting: PreviousItem | undefined;
  replacement(itemId: string): string | undefined;
}

/**
 * Tombstones of the previous items up to and including `item` (all that are left without one), by
 * walking both sorted lists side by side: nothing is held in memory.
 */
export function* tombstonesUpTo(scan: TombstoneScan, item: Item | undefined): Generator<Tombstone> {
  for (let old = next(scan); old && (!item || old.id <= item.id); old = next(scan)) {
    scan.waiting = undefined;
    const left = old.id === item?.id ? item.versions.map((version) => version.lang) : [];
    const langs = old.langs.filter((lang) => !left.includes(lang));
    if (langs.length === 0) continue;
    yield {
      id: old.id,
      kind: old.kind,
      langs,
      whole: left.length === 0,
      replaced_by: left.length === 0 ? (scan.replacement(old.id) ?? null) : null,
    };
  }
}

function next(scan: TombstoneScan): PreviousItem | undefined {
  if (scan.waiting === undefined) {
    const step = scan.rows.next();
    scan.waiting = step.done === true ? undefined : step.value;
  }
  return scan.waiting;
}

import type { SharedItem } from '../model/item.ts';
import type { ImportedKind } from '../model/kind.ts';
import type { KnownShared } from '../model/known-shared.ts';
import { type Language, languages } from '../model/language.ts';
import { normalizeText } from '../text/hash.ts';

/**
 * The entry that names a cluster by the titles of its copies: one of its phrases in one language at least, none of
 * those that exclude. Of several the one with the longest phrase, then the smallest id.
 */
export function recogniseKnown(
  titles: SharedItem['titles'],
  kind: ImportedKind,
  entries: readonly KnownShared[],
): KnownShared | undefined {
  let best: KnownShared | undefined;
  let most = 0;
  const sorted = [...entries].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const entry of sorted) {
    const length = matchLength(titles, kind, entry);
    if (length > most) [best, most] = [entry, length];
  }
  return best;
}

/** Letters of the longest phrase that a title matches; 0 when the entry does not name the cluster. */
function matchLength(
  titles: SharedItem['titles'],
  kind: ImportedKind,
  { marks }: KnownShared,
): number {
  if (marks.kinds.length > 0 && !marks.kinds.includes(kind)) return 0;
  const words = (lang: Language) => wordsOf(titles[lang] ?? '');
  const isExcluded = languages.some((lang) =>
    (marks.without[lang] ?? []).some((phrase) => matches(words(lang), phrase)),
  );
  if (isExcluded) return 0;
  const matched = languages.flatMap((lang) =>
    (marks.titleWords[lang] ?? []).filter((phrase) => matches(words(lang), phrase)),
  );
  return Math.max(0, ...matched.map((phrase) => phrase.length));
}

function matches(title: readonly string[], phrase: string): boolean {
  return wordsOf(phrase).every((start) => title.some((word) => word.startsWith(start)));
}

function wordsOf(text: string): string[] {
  return normalizeText(text).match(/[\p{L}\p{M}\p{N}]{1,100}/gu) ?? [];
}

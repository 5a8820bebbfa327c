/** How much two texts have in common, measured plainly: sets of strings of five words, figures masked. */
export interface Overlap {
  /** Strings in both, by strings in either. */
  jaccard: number;
  /** Strings in both, by strings of the text that has fewer. */
  containment: number;
  /** Words of the shorter and of the longer text. */
  shorter: number;
  longer: number;
}

/** The sets compared; a text of fewer than five words is one string. */
export function overlapOf(one: string, other: string): Overlap {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const [small, large] = [fiveWords(a), fiveWords(b)].sort((x, y) => x.size - y.size) as [
    Set<string>,
    Set<string>,
  ];
  let both = 0;
  for (const string of small) if (large.has(string)) both++;
  return {
    jaccard: both / Math.max(1, small.size + large.size - both),
    containment: both / Math.max(1, small.size),
    shorter: Math.min(a.length, b.length),
    longer: Math.max(a.length, b.length),
  };
}

/** Words in small letters; a run of digits is one figure, whatever it says. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.replace(/\p{N}+/gu, '0'),
  );
}

function fiveWords(words: readonly string[]): Set<string> {
  if (words.length < 5) return new Set(words.length === 0 ? [] : [words.join(' ')]);
  const strings = new Set<string>();
  for (let at = 0; at + 5 <= words.length; at++) strings.add(words.slice(at, at + 5).join(' '));
  return strings;
}

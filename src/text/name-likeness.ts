import { normalizeText } from './hash.ts';

/** Words that stand in the names of most state bodies, or in none that matter. */
const empty =
  /^(?:рк|қр|rk|kr|республик\p{L}*|казахстан\p{L}*|қазақстан\p{L}*|kazakhstan|republic|the|of|and|и|в|во|мен|және|по|о|об)$/u;
/** Letters of a word's ending that declension may change. */
const ending = 3;
/** Letters that two words must begin with alike. */
const leastStem = 4;

/** Words of a name or text that tell bodies apart. */
function tellingWords(text: string): string[] {
  const words = normalizeText(text).match(/[\p{L}\p{M}\p{N}]{2,60}/gu) ?? [];
  return words.filter((word) => !empty.test(word));
}

/**
 * How much of a name a text holds, 0..1, whatever the endings of its words; 0 when fewer than two words of the name
 * stand in it. For short texts: a source line, a title, the ends of a page.
 */
export function nameShare(text: string, name: string): number {
  const wanted = tellingWords(name);
  const words = tellingWords(text);
  const found = wanted.filter((one) => words.some((word) => sameStem(one, word))).length;
  return found < 2 ? 0 : found / wanted.length;
}

/** Tells whether two words can be forms of one. */
function sameStem(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < leastStem) return a === b;
  const stem = Math.max(leastStem, shorter - ending);
  return Math.abs(a.length - b.length) <= 2 * ending && a.slice(0, stem) === b.slice(0, stem);
}

import type { Page } from '../model/page.ts';
import { normalizeText } from '../text/hash.ts';

/** Gives title, lead and plain text of the page of a key, undefined when the site has no such page. */
export type TextOfKey = (key: string, lang: string) => string | undefined;

/** How much of a page is its own. */
export interface OwnWords {
  /** Words that neither name nor repeat a page it links to. */
  left: number;
  all: number;
  /** Pages of the site it links to. */
  targets: number;
}

const word = /[\p{L}\p{M}\p{N}]+/gu;
const mostTargets = 60;
const shingleWords = 3;

/** Words of a text, normalised. */
export function wordsOf(text: string): string[] {
  return normalizeText(text).match(word) ?? [];
}

/** What of a page's text its links' targets do not say themselves; undefined when it links to no page of the site. */
export function ownWordsOf(
  page: Page,
  { keyOf, textOf }: { keyOf(address: string): string | undefined; textOf: TextOfKey },
): OwnWords | undefined {
  const targets = new Map<string, string>();
  const linked: string[] = [];
  for (const link of page.links) {
    const key = keyOf(link.address);
    if (key === undefined || key === page.key) continue;
    const room = targets.size < mostTargets;
    const text = targets.get(key) ?? (room ? textOf(key, page.lang) : undefined);
    if (text === undefined) continue;
    targets.set(key, text);
    linked.push(link.text);
  }
  if (targets.size === 0) return undefined;
  const words = wordsOf(page.text);
  const covered = coveredWords(words, [...targets.values(), ...linked]);
  const names = new Set(linked.flatMap(wordsOf));
  const left = words.filter((one, at) => !covered.has(at) && !names.has(one) && !/^\d+$/.test(one));
  return { left: left.length, all: words.length, targets: targets.size };
}

/** Places of words that stand in runs of three which other texts hold too. */
function coveredWords(words: readonly string[], others: readonly string[]): Set<number> {
  const known = new Set(others.flatMap((text) => runsOf(wordsOf(text))));
  const covered = new Set<number>();
  for (const [at, run] of runsOf(words).entries()) {
    if (known.has(run)) for (let i = 0; i < shingleWords; i++) covered.add(at + i);
  }
  return covered;
}

function runsOf(words: readonly string[]): string[] {
  const runs: string[] = [];
  for (let at = 0; at + shingleWords <= words.length; at++) {
    runs.push(words.slice(at, at + shingleWords).join(' '));
  }
  return runs;
}

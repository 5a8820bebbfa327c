import type { Page } from '../model/page.ts';
import { normalizeText } from '../text/hash.ts';

/** Gives title, lead and plain text of the page of a key, undefined when the site has no such page. */
export type TextOfKey = (key: string, lang: string) => string | undefined;

/** How much of a page is its own. */
export interface OwnWords {
  /** Words that neither name nor repeat a page it links to. */
  left: number;
  all: number;
  /** Pages of the site it links to or shows excerpts of. */
  targets: number;
}

/** Bounded: millions of letters without a space overflow the stack of the expression. */
const word = /[\p{L}\p{M}\p{N}]{1,1000}/gu;
const mostTargets = 60;
const shingleWords = 3;

function isNoNumber(text: string): boolean {
  return !/^\d+$/.test(text);
}

/** Words of a text, normalised. */
export function wordsOf(text: string): string[] {
  return normalizeText(text).match(word) ?? [];
}

/**
 * What of a page's text other pages do not say themselves: those it links to, and `excerpted` (keys), whose beginnings
 * it shows. One with its title is another address of it, and one it holds the whole of a copy. Undefined when there are
 * no other pages.
 */
export function ownWordsOf(
  page: Page,
  excerpted: readonly string[],
  { keyOf, textOf }: { keyOf(address: string): string | undefined; textOf: TextOfKey },
): OwnWords | undefined {
  const targets = new Map<string, string>();
  const linked: string[] = [];
  const textFor = (key: string): string | undefined => {
    if (key === page.key) return undefined;
    return targets.get(key) ?? (targets.size < mostTargets ? textOf(key, page.lang) : undefined);
  };
  for (const link of page.links) {
    const key = keyOf(link.address);
    const text = key === undefined ? undefined : textFor(key);
    if (key === undefined || text === undefined) continue;
    targets.set(key, text);
    linked.push(link.text);
  }
  const words = wordsOf(page.text);
  const runs = new Set(runsOf(words.filter(isNoNumber)));
  for (const key of excerpted) {
    const text = textFor(key);
    if (text === undefined || text.startsWith(`${page.title}\n`) || holds(runs, text)) continue;
    targets.set(key, text);
  }
  if (targets.size === 0) return undefined;
  const covered = coveredWords(words, [...targets.values(), ...linked]);
  const names = new Set(linked.flatMap(wordsOf));
  const left = words.filter((one, at) => !covered.has(at) && !names.has(one) && isNoNumber(one));
  return { left: left.length, all: words.length, targets: targets.size };
}

/** Share of a text that another holds, from which it holds the whole of it. */
const wholeShare = 0.8;

/** Whether runs of a page's words hold the whole of a text, its title aside. */
function holds(runs: ReadonlySet<string>, text: string): boolean {
  const own = runsOf(wordsOf(text.slice(text.indexOf('\n'))).filter(isNoNumber));
  return own.filter((run) => runs.has(run)).length >= own.length * wholeShare;
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

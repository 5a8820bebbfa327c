import type { CopyDiff } from '../model/item.ts';
import { diffLines, type LineEdit } from '../text/diff-lines.ts';
import { detached, normalizeText } from '../text/hash.ts';

/** Words of a text that are compared; five times the longest page of the fixture sites. */
const mostWords = 20_000;
/** Differences shown, and letters of each side of one. */
const shownChanges = 8;
const shownLetters = 160;
/** Edits up to which the shortest script is sought: of sentences, and of words inside a changed passage. */
const mostEdits = { sentences: 400, words: 200 };

/** A text cut for comparing. */
interface Passage {
  sentences: string[][];
  words: number;
  whole: boolean;
}

/** How a text differs from the chosen copy, in sentences first and in words inside those that changed. Time and memory are bounded. */
export function compareCopies(here: string, there: string): CopyDiff {
  const a = passageOf(here);
  const b = passageOf(there);
  const edits = diffLines(
    b.sentences.map(sentenceKey),
    a.sentences.map(sentenceKey),
    mostEdits.sentences,
  );
  const tally = { added: 0, removed: 0, changes: [] as CopyDiff['changes'], more: 0 };
  let atHere = 0;
  let atThere = 0;
  for (const run of changedRuns(edits)) {
    atHere += run.keptBefore;
    atThere += run.keptBefore;
    const mine = a.sentences.slice(atHere, atHere + run.added).flat();
    const theirs = b.sentences.slice(atThere, atThere + run.removed).flat();
    atHere += run.added;
    atThere += run.removed;
    tellChange(mine, theirs, tally);
  }
  const all = a.words + b.words;
  const common = all === 0 ? 1 : (all - tally.added - tally.removed) / all;
  return { common: round(common), ...tally, whole: a.whole && b.whole };
}

/** A passage of a text that another lacks: its words, and whether the text begins with it. */
export interface Addition {
  words: string[];
  isFirst: boolean;
}

/** Passages of a text that the other lacks, in order. */
export function additionsTo(there: string, here: string): Addition[] {
  const a = passageOf(here);
  const b = passageOf(there);
  const edits = diffLines(
    b.sentences.map(sentenceKey),
    a.sentences.map(sentenceKey),
    mostEdits.sentences,
  );
  const additions: Addition[] = [];
  let atHere = 0;
  let atThere = 0;
  for (const run of changedRuns(edits)) {
    atHere += run.keptBefore;
    atThere += run.keptBefore;
    const isStart = atHere === 0;
    const mine = a.sentences.slice(atHere, atHere + run.added).flat();
    const theirs = b.sentences.slice(atThere, atThere + run.removed).flat();
    atHere += run.added;
    atThere += run.removed;
    let at = 0;
    for (const inner of changedRuns(
      diffLines(theirs.map(wordKey), mine.map(wordKey), mostEdits.words),
    )) {
      at += inner.keptBefore;
      if (inner.added > 0) {
        const words = mine.slice(at, at + inner.added);
        additions.push({ words, isFirst: isStart && at === 0 });
      }
      at += inner.added;
    }
  }
  return additions;
}

/** Share of the words of `copy` that stand in sentences which each of the other texts holds too, 0..1. */
export function commonToAll(copy: string, others: readonly string[]): number {
  const { sentences, words } = passageOf(copy);
  if (words === 0) return 1;
  const held = new Set(sentences.map(sentenceKey));
  for (const other of others) {
    if (other === copy) continue;
    const theirs = new Set(passageOf(other).sentences.map(sentenceKey));
    for (const one of held) if (!theirs.has(one)) held.delete(one);
  }
  const kept = sentences.reduce(
    (sum, one) => (held.has(sentenceKey(one)) ? sum + one.length : sum),
    0,
  );
  return round(kept / words);
}

/** Sentences and lines of a text as words, the first `mostWords` of them. */
function passageOf(text: string): Passage {
  const sentences: string[][] = [];
  let words = 0;
  // A sentence ends before white space, so that numbers and abbreviations within stay whole.
  for (const line of text.slice(0, mostWords * 40).split(/\n|(?<=[.!?…])\s/)) {
    const all = line.split(/\s+/).filter(isWord);
    const taken = all.slice(0, mostWords - words);
    if (taken.length > 0) sentences.push(taken);
    words += taken.length;
    if (words >= mostWords) break;
  }
  return { sentences, words, whole: words < mostWords && text.length <= mostWords * 40 };
}

function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word);
}

/** A word without case and the punctuation around it. */
function wordKey(word: string): string {
  return normalizeText(word).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

function sentenceKey(words: readonly string[]): string {
  return words.map(wordKey).join(' ');
}

interface Run {
  keptBefore: number;
  added: number;
  removed: number;
}

/** Neighbouring edits as runs, each with what was kept before it. */
function changedRuns(edits: readonly LineEdit[]): Run[] {
  const runs: Run[] = [];
  let open: Run = { keptBefore: 0, added: 0, removed: 0 };
  for (const { mark } of edits) {
    if (mark === '+') open.added++;
    else if (mark === '-') open.removed++;
    else {
      if (open.added + open.removed > 0) {
        runs.push(open);
        open = { keptBefore: 0, added: 0, removed: 0 };
      }
      open.keptBefore++;
    }
  }
  if (open.added + open.removed > 0) runs.push(open);
  return runs;
}

/** Tells the words of a changed passage: whole sentences on one side only, or the words that differ inside. */
function tellChange(
  here: readonly string[],
  there: readonly string[],
  tally: Pick<CopyDiff, 'added' | 'removed' | 'changes' | 'more'>,
): void {
  const edits = diffLines(there.map(wordKey), here.map(wordKey), mostEdits.words);
  let atHere = 0;
  let atThere = 0;
  for (const { keptBefore, added, removed } of changedRuns(edits)) {
    atHere += keptBefore;
    atThere += keptBefore;
    const mine = here.slice(atHere, atHere + added);
    const theirs = there.slice(atThere, atThere + removed);
    atHere += added;
    atThere += removed;
    tally.added += added;
    tally.removed += removed;
    if (tally.changes.length >= shownChanges) {
      tally.more += 1;
      continue;
    }
    const change = added === 0 ? 'removed' : removed === 0 ? 'added' : 'changed';
    tally.changes.push({ change, here: shown(mine), there: shown(theirs) });
  }
}

function shown(words: readonly string[]): string {
  const text = words.slice(0, shownLetters).join(' ');
  return detached(text.length <= shownLetters ? text : `${text.slice(0, shownLetters - 1)}…`);
}

/** Three digits; what is not all stays below 1. */
function round(share: number): number {
  return Math.floor(share * 1000) / 1000;
}

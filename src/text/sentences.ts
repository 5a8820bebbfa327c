import { comparedWords } from './shingles.ts';

/** Words of a sentence that may stand in any text by chance: names, labels, numbers. */
const fewestWords = 4;
/** Sentences that are looked at; more of them tell nothing new. */
const mostSentences = 2000;

/** How many sentences of a text another one has too, and of how many; weighed by their words. */
export interface SentenceShare {
  shared: number;
  of: number;
  /** Words of the shared sentences among all words of sentences, 0..1; 0 without sentences. */
  share: number;
}

/** Which sentences of a text stand in another one, compared without case, punctuation and digits. */
export function sentencesWithin(text: string, other: string): SentenceShare {
  const there = new Set(sentencesOf(other).map((words) => words.join(' ')));
  const own = sentencesOf(text);
  const shared = own.filter((words) => there.has(words.join(' ')));
  const count = (all: readonly string[][]) => all.reduce((sum, words) => sum + words.length, 0);
  const share = own.length === 0 ? 0 : count(shared) / count(own);
  return { shared: shared.length, of: own.length, share };
}

function sentencesOf(text: string): string[][] {
  return text
    .split(/\n|[.!?…](?=\s)/, mostSentences)
    .map(comparedWords)
    .filter((words) => words.length >= fewestWords);
}

import { detached } from './hash.ts';
import { kazakhSkeleton } from './kazakh-skeleton.ts';
import { englishWords } from './language-words.ts';
import { kazakhSkeletons, otherLatinWords, shortKazakhLatin } from './latin-words.ts';
import { wordEnd } from './letters.ts';
import { RecentMap } from './recent-map.ts';

/** Apostrophes of the alphabet of 2017, which stand inside words; those of other languages stand there as well. */
const apostrophes = "'’‘ʼʻ`";
/** қ: no other language of these sites writes q without u after it, but Uzbek, which its words tell. */
const kazakhLatinLetter = /q(?!u)|ǵ|ń/;
/** Letters that Kazakh shares with languages that are rare here. */
const likelyLatinLetter = /[äñū]|[gcy]'(?!s)/;

/** End of a word that goes on after apostrophes: a'kim, bo'lgan. */
export function latinWordEnd(text: string, end: number): number {
  let at = end;
  while (apostrophes.includes(text.charAt(at)) && at < text.length) {
    const next = wordEnd(text, at + 1);
    // The apostrophe of 2017 may end a word (Qazaqstannyn'), and then is no quotation mark that closes.
    if (next === at + 1) return /[ginoscuy]/.test(text.charAt(at - 1)) ? at + 1 : at;
    at = next;
  }
  return at;
}

/** Names of hosts, boxes and files are in Latin letters whatever the language of the text. */
function isInAddress(text: string, start: number, end: number): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (before === '@' || after === '@' || before === '/' || after === '/' || before === '_')
    return true;
  if (before === '.' && start > 1 && !/\s/.test(text.charAt(start - 2))) return true;
  return after === '.' && /[a-z]/.test(text.charAt(end + 1));
}

/** A sign of a language in one Latin word, and how much it says. */
interface LatinVote {
  for: 'english' | 'kazakhLatin' | 'otherLatin';
  weight: number;
}

const silentVote: LatinVote = { for: 'otherLatin', weight: 0 };

/** Words met lately: texts repeat their words, and the form in which they are compared takes time to make. */
const knownVotes = new RecentMap<string, LatinVote>(20_000);

/** Longer ones are addresses and noise. */
const longestRemembered = 40;

/** What the word between two places of a text (lower case) says; undefined for what is no word of a language. */
export function latinVote(text: string, start: number, end: number): LatinVote | undefined {
  const word = text.slice(start, end);
  if (word.length === 1 && word !== 'a' && word !== 'i') return undefined;
  if (isInAddress(text, start, end)) return undefined;
  const known = knownVotes.get(word);
  if (known !== undefined) return known;
  const vote = voteOf(word);
  if (word.length <= longestRemembered) knownVotes.set(detached(word), vote);
  return vote;
}

function voteOf(word: string): LatinVote {
  if (englishWords.has(word)) return { for: 'english', weight: 1 };
  if (shortKazakhLatin.has(word)) return { for: 'kazakhLatin', weight: 0.7 };
  if (otherLatinWords.has(word.replace(/[’‘ʼʻ`]/g, "'"))) return { for: 'otherLatin', weight: 1 };
  if (word.length < 3) return silentVote;
  if (kazakhSkeletons.has(kazakhSkeleton(word))) return { for: 'kazakhLatin', weight: 1 };
  if (kazakhLatinLetter.test(word)) return { for: 'kazakhLatin', weight: 0.5 };
  if (likelyLatinLetter.test(word)) return { for: 'kazakhLatin', weight: 0.3 };
  return silentVote;
}

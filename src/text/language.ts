import type { Language } from '../model/language.ts';
import { latinVote, latinWordEnd } from './language-latin.ts';
import { kazakhEndings, kazakhWords, russianEndings, russianWords } from './language-words.ts';
import { wordEnd } from './letters.ts';

/** A language and how sure it is, 0..1; `und` when the text gives too little. */
export interface LanguageGuess {
  lang: Language | 'und';
  confidence: number;
}

const kazakhLetters = codesOf('әғқңөұүһі');
const russianLetters = codesOf('ёщъ');
const cyrillic = /\p{Script=Cyrillic}/u;
/** Letters of Kazakh that neither Arabic nor Persian has, and letters of its neighbours that it has not. */
const kazakhArabicLetter = /[ەۇۋڭۆ\u0674]/;
const otherArabicLetter = /[ئېۈۅۉێڕڵڤکیةذظثصضطٱإ]/;
/** More than this tells nothing new; bounds the time for long pages. */
const maxWords = 4000;
const maxCharacters = 100 * maxWords;

interface Votes {
  kk: number;
  ru: number;
  cyrillicWords: number;
  latinWords: number;
  arabicWords: number;
  english: number;
  kazakhLatin: number;
  /** Turkish, Uzbek, Russian in Latin letters and other languages that Kazakh may be taken for. */
  otherLatin: number;
  kazakhArabic: number;
  otherArabic: number;
}

/**
 * Tells Kazakh, Russian and English apart by letters and, where letters say nothing, by function words
 * and endings. Shares decide, so that Russian text quoting Kazakh names stays Russian. `prior` is what
 * the address or the surrounding page says; it decides only what the text leaves open.
 */
export function tellLanguage(text: string, prior?: Language): LanguageGuess {
  const votes = countVotes(text);
  if (votes.cyrillicWords + votes.latinWords + votes.arabicWords === 0) {
    return prior ? { lang: prior, confidence: 0.2 } : { lang: 'und', confidence: 0 };
  }
  if (votes.arabicWords > votes.cyrillicWords && votes.arabicWords > votes.latinWords) {
    return tellArabic(votes);
  }
  return votes.cyrillicWords * 2 >= votes.latinWords
    ? tellCyrillic(votes, prior)
    : tellLatin(votes, prior);
}

function countVotes(text: string): Votes {
  const votes: Votes = {
    kk: 0,
    ru: 0,
    cyrillicWords: 0,
    latinWords: 0,
    arabicWords: 0,
    english: 0,
    kazakhLatin: 0,
    otherLatin: 0,
    kazakhArabic: 0,
    otherArabic: 0,
  };
  const lower = text.slice(0, maxCharacters).toLowerCase();
  let words = 0;
  for (let at = 0; at < lower.length && words < maxWords; ) {
    const end = wordEnd(lower, at);
    if (end > at) {
      words++;
      const word = lower.slice(at, end);
      at = end;
      if (isCyrillic(word)) voteCyrillic(word, votes);
      else if (isArabic(word)) voteArabic(word, votes);
      else {
        at = latinWordEnd(lower, end);
        voteLatin(lower, end - word.length, at, votes);
      }
    } else at++;
  }
  return votes;
}

/** Nearly all Cyrillic words begin with a letter of the block (two marks in it are no script's own); only others are looked at whole. */
function isCyrillic(word: string): boolean {
  const first = word.charCodeAt(0);
  return (
    (first >= 0x400 && first <= 0x52f && first !== 0x485 && first !== 0x486) || cyrillic.test(word)
  );
}

/** 1 at the codes of some Cyrillic letters. */
function codesOf(letters: string): Uint8Array {
  const codes = new Uint8Array(0x530);
  for (const letter of letters) codes[letter.charCodeAt(0)] = 1;
  return codes;
}

function hasOneOf(codes: Uint8Array, word: string): boolean {
  for (let at = 0; at < word.length; at++) if (codes[word.charCodeAt(at)] === 1) return true;
  return false;
}

function voteCyrillic(word: string, votes: Votes): void {
  votes.cyrillicWords += 1;
  if (hasOneOf(kazakhLetters, word)) votes.kk += 1;
  else if (russianWords.has(word)) votes.ru += 1;
  else if (kazakhWords.has(word)) votes.kk += 1;
  else if (hasOneOf(russianLetters, word) || russianEndings(word)) votes.ru += 0.8;
  else if (kazakhEndings(word)) votes.kk += 0.5;
}

function voteLatin(text: string, start: number, end: number, votes: Votes): void {
  const vote = latinVote(text, start, end);
  if (vote === undefined) return;
  votes.latinWords += 1;
  votes[vote.for] += vote.weight;
}

/** Words of the Arabic block and its presentation forms. */
function isArabic(word: string): boolean {
  const first = word.charCodeAt(0);
  return (first >= 0x600 && first <= 0x6ff) || (first >= 0xfb50 && first <= 0xfeff);
}

function voteArabic(word: string, votes: Votes): void {
  votes.arabicWords += 1;
  if (otherArabicLetter.test(word)) votes.otherArabic += 1;
  else if (kazakhArabicLetter.test(word)) votes.kazakhArabic += 1;
}

/** Kazakh running text has its own letters in about two words of three, Russian text quoting names in far fewer. */
function tellCyrillic(votes: Votes, prior: Language | undefined): LanguageGuess {
  const evidence = votes.kk + votes.ru;
  if (evidence === 0) {
    const lang = prior === 'kk' ? 'kk' : 'ru';
    return { lang, confidence: prior === lang ? 0.5 : 0.35 };
  }
  const tilt = prior === 'kk' ? 0.1 : prior === 'ru' ? -0.1 : 0;
  const share = votes.kk / evidence + tilt / Math.max(1, evidence);
  const lang = share >= 0.5 ? 'kk' : 'ru';
  const margin = Math.min(1, Math.abs(share - 0.5) * 2);
  return { lang, confidence: round(0.4 + 0.6 * margin * (evidence / (evidence + 1.5))) };
}

/**
 * Least share of Kazakh votes in a Latin text. Measured over the bundled sites' Kazakh in six alphabets: see the test;
 * English, Turkish, Uzbek and transliterated Russian stay under a third of it, or have more votes of their own.
 */
const leastKazakhLatin = 0.12;

/** Long Latin text without English function words is some other language. */
function tellLatin(votes: Votes, prior: Language | undefined): LanguageGuess {
  const { kazakhLatin, otherLatin, english, latinWords } = votes;
  if (
    kazakhLatin > english &&
    kazakhLatin > otherLatin &&
    kazakhLatin >= latinWords * leastKazakhLatin
  ) {
    return { lang: 'kk', confidence: round(Math.min(0.95, 0.4 + kazakhLatin / 10)) };
  }
  const share = english / latinWords;
  if (share >= 0.12 && english >= otherLatin) {
    return { lang: 'en', confidence: round(Math.min(0.99, 0.5 + share + english / 50)) };
  }
  if (prior === 'en') return { lang: 'en', confidence: 0.5 };
  if (latinWords >= 12) return { lang: 'und', confidence: 0.3 };
  return prior ? { lang: prior, confidence: 0.2 } : { lang: 'en', confidence: 0.3 };
}

/** Two Kazakh words of three have a letter that Arabic lacks; its neighbours have letters that Kazakh lacks. */
function tellArabic({ arabicWords, kazakhArabic, otherArabic }: Votes): LanguageGuess {
  if (kazakhArabic < arabicWords * 0.3 || otherArabic > kazakhArabic * 0.15) {
    return { lang: 'und', confidence: 0.3 };
  }
  return { lang: 'kk', confidence: round(Math.min(0.95, 0.5 + kazakhArabic / 15)) };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

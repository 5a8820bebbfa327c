import type { Language } from '../model/language.ts';
import {
  englishWords,
  kazakhEndings,
  kazakhLatinWords,
  kazakhWords,
  russianEndings,
  russianWords,
} from './language-words.ts';
import { wordEnd } from './letters.ts';

/** A language and how sure it is, 0..1; `und` when the text gives too little. */
export interface LanguageGuess {
  lang: Language | 'und';
  confidence: number;
}

const kazakhLetters = codesOf('әғқңөұүһі');
const russianLetters = codesOf('ёщъ');
const cyrillic = /\p{Script=Cyrillic}/u;
const kazakhLatinLetter = /[áäǵğıńñóöşúüý]/;
/** More than this tells nothing new; bounds the time for long pages. */
const maxWords = 4000;
const maxCharacters = 100 * maxWords;

interface Votes {
  kk: number;
  ru: number;
  cyrillicWords: number;
  latinWords: number;
  english: number;
  kazakhLatin: number;
}

/**
 * Tells Kazakh, Russian and English apart by letters and, where letters say nothing, by function words
 * and endings. Shares decide, so that Russian text quoting Kazakh names stays Russian. `prior` is what
 * the address or the surrounding page says; it decides only what the text leaves open.
 */
export function tellLanguage(text: string, prior?: Language): LanguageGuess {
  const votes = countVotes(text);
  if (votes.cyrillicWords + votes.latinWords === 0) {
    return prior ? { lang: prior, confidence: 0.2 } : { lang: 'und', confidence: 0 };
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
    english: 0,
    kazakhLatin: 0,
  };
  const lower = text.slice(0, maxCharacters).toLowerCase();
  let words = 0;
  for (let at = 0; at < lower.length && words < maxWords; ) {
    const end = wordEnd(lower, at);
    if (end > at) {
      words++;
      const word = lower.slice(at, end);
      if (isCyrillic(word)) voteCyrillic(word, votes);
      else voteLatin(word, votes);
      at = end;
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

function voteLatin(word: string, votes: Votes): void {
  if (word.length === 1 && word !== 'a' && word !== 'i') return;
  votes.latinWords += 1;
  if (kazakhLatinWords.has(word)) votes.kazakhLatin += 1;
  else if (englishWords.has(word)) votes.english += 1;
  else if (kazakhLatinLetter.test(word)) votes.kazakhLatin += 0.6;
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

/** Long Latin text without English function words is some other language. */
function tellLatin(votes: Votes, prior: Language | undefined): LanguageGuess {
  if (votes.kazakhLatin > votes.english && votes.kazakhLatin >= votes.latinWords * 0.12) {
    return { lang: 'kk', confidence: round(Math.min(0.9, 0.4 + votes.kazakhLatin / 10)) };
  }
  const share = votes.english / votes.latinWords;
  if (share >= 0.12) {
    return { lang: 'en', confidence: round(Math.min(0.99, 0.5 + share + votes.english / 50)) };
  }
  if (prior === 'en') return { lang: 'en', confidence: 0.5 };
  if (votes.latinWords >= 12) return { lang: 'und', confidence: 0.3 };
  return prior ? { lang: prior, confidence: 0.2 } : { lang: 'en', confidence: 0.3 };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

import type { Language } from '../model/language.ts';

/** Words that name a language in addresses and `lang` attributes; `kz` is Kazakh on every site of the country. */
const words: Readonly<Record<string, Language>> = {
  kk: 'kk',
  kz: 'kk',
  kaz: 'kk',
  qaz: 'kk',
  qz: 'kk',
  ru: 'ru',
  rus: 'ru',
  en: 'en',
  eng: 'en',
};

/** Longer ones, which may as well be the subject of a page. */
const names: Readonly<Record<string, Language>> = {
  kazakh: 'kk',
  'kk-kz': 'kk',
  russian: 'ru',
  'ru-ru': 'ru',
  english: 'en',
  'en-us': 'en',
  'en-gb': 'en',
};

/** Kazakh of one script: kz-lat, kk_latn, kazlatyn, qaz-tote; or the script alone, of which only Kazakh has several. */
const kazakhScript =
  /^(?:(?:kk|kz|kaz|qaz|qz)[-_]?(?:lat|latn|latin|latyn|arab|tote|cyrl|cyr|kir)|lat|latn|latyn|latyn[-_]?qaz|tote|tote[-_]?jaz[uy])$/;

/** The language that a whole word of an address names; undefined for any other word. */
export function languageOfWord(word: string): Language | undefined {
  const name = word.toLowerCase();
  if (Object.hasOwn(words, name)) return words[name];
  return kazakhScript.test(name) ? 'kk' : undefined;
}

/** The same, with words that are a name of a language in prose. */
export function languageOfName(word: string): Language | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(names, name) ? names[name] : languageOfWord(name);
}

/** The same for a tag with a country or a script behind it: `ru-RU`, `kk-Latn-KZ`, `kz_latin`. */
export function languageOfTag(tag: string): Language | undefined {
  return languageOfName(tag) ?? languageOfWord(tag.split(/[-_]/, 1)[0] ?? '');
}

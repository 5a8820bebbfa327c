import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from '../../src/model/language.ts';
import type { Random } from './bench-dedupe-random.ts';

/** A word of a sentence with what stands before and after it, and the words that may take its place. */
interface Slot {
  before: string;
  word: string;
  after: string;
  others: readonly string[] | null;
  number: boolean;
}

type Sentence = readonly Slot[];

const sites = new URL('../../fixtures/sites/', import.meta.url);

/** Sites whose pages are written each for itself, named so that figures stay comparable when sites are added. */
const sources = [
  'aqbulaq-akimat',
  'aqbulaq-bilim',
  'aqsengir-akimat',
  'kokterek-akimat',
  'tasjol-auyl',
  'tasjol-department',
  'tasjol-ecology',
  'tasjol-enbek',
  'tasjol-invest',
  'tasjol-madeniet',
];

const months: Record<Language, readonly string[]> = {
  kk: words('қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан'),
  ru: words('января февраля марта апреля мая июня июля августа сентября октября ноября декабря'),
  en: words(
    'January February March April May June July August September October November December',
  ),
};

/** How often a word that has others of its form is changed for one of them. */
const variation = 0.7;

/**
 * Sentences of the fixture sites, written for this project, and as many more as are wanted: words change places with words
 * of the same ending, so that case and number stay, names with names, months with months, numbers with numbers. A million
 * pages of the 1600 sentences as they are would hold each other's sentences by chance more often than pages of real sites.
 */
export class Sentences {
  readonly #sentences: Record<Language, Sentence[]> = { kk: [], ru: [], en: [] };
  readonly #forms: Record<Language, Map<string, string[]>>;

  constructor() {
    const texts: Record<Language, string[]> = { kk: [], ru: [], en: [] };
    for (const { lang, text } of contentFiles()) texts[lang].push(...sentencesOf(text));
    this.#forms = {
      kk: formsOf('kk', texts.kk),
      ru: formsOf('ru', texts.ru),
      en: formsOf('en', texts.en),
    };
    for (const lang of ['kk', 'ru', 'en'] as const) {
      this.#sentences[lang] = texts[lang].map((text) => slotsOf(lang, text, this.#forms[lang]));
    }
  }

  /** How many sentences there are to begin with. */
  count(lang: Language): number {
    return this.#sentences[lang].length;
  }

  /** One sentence, varied. */
  sentence(lang: Language, random: Random): string {
    return this.#varied(random.of(this.#sentences[lang]), random);
  }

  #varied(sentence: Sentence, random: Random): string {
    let text = '';
    for (const { before, word, after, others, number } of sentence) {
      text += before;
      if (others !== null && random.chance(variation)) text += random.of(others);
      else text += number ? otherNumber(word, random) : word;
      text += after;
    }
    return text;
  }

  /** Paragraphs of about as many words as asked for, parted by an empty line. */
  prose(lang: Language, wordCount: number, random: Random): string {
    let text = '';
    let count = 0;
    let inParagraph = 0;
    while (count < wordCount) {
      const sentence = random.of(this.#sentences[lang]);
      const more = sentence.length;
      if (count >= 0.8 * wordCount && count + more > wordCount + 8) break;
      if (count > 0) text += inParagraph >= 4 || random.chance(0.2) ? '\n\n' : ' ';
      inParagraph = text.endsWith('\n') ? 1 : inParagraph + 1;
      text += this.#varied(sentence, random);
      count += more;
    }
    return text;
  }

  /** Another word of the same form, or any of the language when there is none. */
  otherWord(lang: Language, word: string, random: Random): string {
    const forms = this.#forms[lang];
    const others = forms.get(formOf(lang, word) ?? '') ?? random.of([...forms.values()]);
    for (let tries = 0; tries < 20; tries++) {
      const other = random.of(others);
      if (other.toLowerCase() !== word.toLowerCase()) return other;
    }
    return `${word}-${random.of(['ақ', 'то', 'er'])}`;
  }
}

/** A number of as many digits that does not begin with zero. */
export function otherNumber(number: string, random: Random): string {
  if (/^(?:19|20)\d\d$/.test(number)) return String(random.between(1996, 2025));
  const least = 10 ** (number.length - 1);
  return number.length > 9 ? number : String(random.between(least, least * 10 - 1));
}

function* contentFiles(): Generator<{ lang: Language; text: string }> {
  for (const site of sources) {
    const folder = new URL(`${site}/content/`, sites);
    for (const name of readdirSync(folder).sort()) {
      const source = readFileSync(new URL(name, folder), 'utf8');
      const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
      const lang = /^lang: (kk|ru|en)$/m.exec(head)?.[1] as Language | undefined;
      if (lang !== undefined && !/^shared:/m.test(head)) yield { lang, text: body };
    }
  }
}

/** Whole sentences of running text; tables, lists and headings have none. */
function sentencesOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .filter((block) => !/^\s*(?:[#|>!*-]|\d+[.)])/.test(block))
    .flatMap((block) =>
      block
        .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[*_`\\]/g, '')
        .replace(/\s+/g, ' ')
        .trim()
        .split(/(?<=[.!?])\s+(?=[«"A-ZА-ЯӘҒҚҢӨҰҮІ])/u),
    )
    .filter((sentence) => /[.!?]$/.test(sentence))
    .filter((sentence) => {
      const count = sentence.split(' ').length;
      return count >= 6 && count <= 30;
    });
}

function slotsOf(lang: Language, text: string, forms: Map<string, string[]>): Sentence {
  return text.split(' ').map((token, at) => {
    const [, open = '', word = token, close = ''] =
      /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u.exec(token) ?? [];
    // The first word of a sentence is written large, which says nothing of its form.
    const form = at === 0 ? null : formOf(lang, word);
    const others = form === null ? null : (forms.get(form) ?? null);
    return {
      before: (at === 0 ? '' : ' ') + open,
      word,
      after: close,
      others,
      number: /^\d+$/.test(word),
    };
  });
}

/** Words of a language by form, forms of at least four words. */
function formsOf(lang: Language, texts: readonly string[]): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const text of texts) {
    for (const token of text.split(' ').slice(1)) {
      const word = token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
      const form = formOf(lang, word);
      if (form === null) continue;
      const known = found.get(form);
      if (known === undefined) found.set(form, new Set([word]));
      else known.add(word);
    }
  }
  const forms = new Map<string, string[]>();
  for (const [form, known] of found) if (known.size >= 4) forms.set(form, [...known].sort());
  forms.set('month', [...months[lang]]);
  return forms;
}

/** What words that may stand for one another have in common; null of words that nothing else may stand for. */
function formOf(lang: Language, word: string): string | null {
  if (months[lang].includes(word)) return 'month';
  if (!/^\p{L}{4,}$/u.test(word)) return null;
  if (/^\p{Lu}\p{Ll}+$/u.test(word)) return `name ${word.slice(-2)}`;
  if (!/^\p{Ll}+$/u.test(word)) return null;
  return word.slice(lang === 'en' ? -2 : -3);
}

function words(list: string): string[] {
  return list.split(' ');
}

import type { ImportedKind } from '../../src/model/kind.ts';
import type { Language } from '../../src/model/language.ts';
import { changeFigures, editToJaccard, editWords, replaceSentences } from './bench-dedupe-edits.ts';
import { type CorpusPlan, type Family, type Planted, usualKinds } from './bench-dedupe-plan.ts';
import { Random } from './bench-dedupe-random.ts';
import { Sentences } from './bench-dedupe-sentences.ts';
import { announcement, menuOf, notices } from './bench-dedupe-set-texts.ts';

/** A page as it comes out of the extraction of one site. */
export interface MadePage {
  key: string;
  lang: Language;
  kind: ImportedKind;
  title: string;
  /** `YYYY-MM-DD`, null where a page shows no date. */
  published: string | null;
  text: string;
}

const pageTitles: Record<Language, string> = {
  kk: 'Басшылық',
  ru: 'Руководство',
  en: 'Leadership',
};

/** Gives the text of every page of a plan, whenever it is asked for: nothing of it is kept. */
export class CorpusTexts {
  readonly #plan: CorpusPlan;
  readonly #sentences = new Sentences();

  constructor(plan: CorpusPlan) {
    this.#plan = plan;
  }

  /** The page at a place of an agency; `planted` is what the plan has there. */
  page(agency: number, item: number, planted: Planted | null): MadePage {
    const key = `${this.#plan.agencyId(agency)}.gov.kz/kk/bet/${item}`;
    if (planted === null) return { key, ...this.#ordinary(agency, item) };
    const { family, member } = planted;
    const random = this.#random(family, member, 1);
    const { title, text, day } = this.#member(planted);
    const dated = family.itemKind === 'news' || family.itemKind === 'document';
    const published = dated ? dateOf(day + (member === 0 ? 0 : random.below(4))) : null;
    return { key, lang: family.lang, kind: family.itemKind, title, published, text };
  }

  /** The text of a member of a family. */
  text(planted: Planted): string {
    return this.#member(planted).text;
  }

  #ordinary(agency: number, item: number): Omit<MadePage, 'key'> {
    const random = new Random(this.#plan.size.seed, 3, agency, item);
    const lang: Language = random.chance(0.1) ? 'en' : random.of(['kk', 'ru']);
    const text = this.#sentences.prose(lang, lengthOfPage(random), random);
    const kind = random.of(usualKinds);
    const dated = kind === 'news' || kind === 'document';
    const published = dated ? dateOf(random.below(days)) : null;
    return { lang, kind, title: titleOf(text), published, text };
  }

  #member({ family, member }: Planted): { title: string; text: string; day: number } {
    const { kind, lang, grade } = family;
    const sentences = this.#sentences;
    const base = this.#random(family, 0, 0);
    const own = this.#random(family, member, 2);
    const day = base.below(days);
    const apart = (text: string) => ({ title: titleOf(text), text, day: own.below(days) });
    if (kind === 'announcement') {
      return { ...announcement(lang, grade, own), day: own.below(days) };
    }
    if (kind === 'same-title') {
      const text = sentences.prose(lang, lengthOfPage(own), own);
      return { title: pageTitles[lang], text, day };
    }
    if (kind === 'quotation') {
      const quotation = sentences.prose(lang, base.between(60, 110), base);
      const [before, after] = [own.between(50, 120), own.between(50, 120)];
      const first = sentences.prose(lang, before, own);
      return apart(`${first}\n\n«${quotation}»\n\n${sentences.prose(lang, after, own)}`);
    }
    if (kind === 'notice') {
      const text = sentences.prose(lang, own.between(60, 250), own);
      return apart(`${text}\n\n${notices[lang][grade] ?? ''}`);
    }
    if (kind === 'menu') {
      const text = sentences.prose(lang, own.between(60, 250), own);
      return { ...apart(`${menuOf(lang, 38)}\n\n${text}`), title: titleOf(text) };
    }
    const original = this.#original(family, base);
    const title = titleOf(original);
    if (member === 0) return { title, text: original, day };
    return { title, text: this.#copy(family, member, original, own), day };
  }

  #original({ kind, lang }: Family, random: Random): string {
    const sentences = this.#sentences;
    if (kind === 'short') return sentences.prose(lang, random.between(22, 55), random);
    if (kind === 'preface') return sentences.prose(lang, random.between(80, 250), random);
    if (kind !== 'figures') return sentences.prose(lang, lengthOfPage(random), random);
    const text = sentences.prose(lang, lengthOfPage(random) - 30, random);
    return `${text}\n\n${announcement(lang, 1, random).text}`;
  }

  #copy({ kind, lang, grade }: Family, member: number, text: string, random: Random): string {
    const sentences = this.#sentences;
    switch (kind) {
      case 'edits':
        return editWords(sentences, lang, text, grade, random);
      case 'ladder':
        return editToJaccard(sentences, lang, text, grade, random);
      case 'sentences':
        return replaceSentences(sentences, lang, text, grade, random);
      case 'figures':
        return changeFigures(text, random);
      case 'short':
        if (member === 1) return editWords(sentences, lang, text, grade, random);
        return this.#withMore(lang, text, random.between(8, 20), random);
      case 'preface':
        return this.#withMore(
          lang,
          text,
          Math.round(wordCount(text) * (0.15 + 0.6 * random.fraction())),
          random,
        );
      case 'repost':
        return this.#reposted(lang, text, random);
      default:
        return text;
    }
  }

  /** A news item as an akimat posts it again: with its own figures, a slip or two, a line in front. */
  #reposted(lang: Language, text: string, random: Random): string {
    let copy = editWords(this.#sentences, lang, text, random.below(3), random);
    if (random.chance(0.3)) copy = changeFigures(copy, random);
    return random.chance(0.3) ? this.#withMore(lang, copy, 12, random) : copy;
  }

  /** The text with a preface, or as often with an addition at the end. */
  #withMore(lang: Language, text: string, words: number, random: Random): string {
    const more = this.#sentences.prose(lang, words, random);
    return random.chance(0.7) ? `${more}\n\n${text}` : `${text}\n\n${more}`;
  }

  #random(family: Family, member: number, use: number): Random {
    return new Random(this.#plan.size.seed, 4, family.number, member, use);
  }
}

/** Dates from 2006 on. */
const days = 6500;

function dateOf(day: number): string {
  return new Date((13_149 + day) * 86_400_000).toISOString().slice(0, 10);
}

/** About 300 words; one page in five is shorter, from 150 words on. */
function lengthOfPage(random: Random): number {
  return random.chance(0.2) ? random.between(165, 260) : random.between(270, 350);
}

function titleOf(text: string): string {
  return text
    .split(/\s+/, 7)
    .join(' ')
    .replace(/[.,;:!?»]+$/, '');
}

function wordCount(text: string): number {
  return text.split(/\s+/).length;
}

import fc from 'fast-check';
import { editWords } from '../support/bench-dedupe-edits.ts';
import { Random } from '../support/bench-dedupe-random.ts';
import { Sentences } from '../support/bench-dedupe-sentences.ts';
import type { ExtractedPage } from './made-workspace.ts';

const sentences = new Sentences();
/** Agencies whose pages are made. */
export const agencyIds = ['aqsu', 'bulak', 'kokjar', 'sarkol'] as const;

/** A text that agencies copy, in two languages, as one of them holds it. */
const copyIdea = fc.record({
  text: fc.nat(3),
  langs: fc.constantFrom(['kk', 'ru'] as const, ['kk'] as const, ['ru'] as const),
  edits: fc.nat(3),
  preface: fc.boolean(),
  /** How the site names its page; two of a name are one address. */
  name: fc.constantFrom('rizashylyq', 'tarih', 'rubrika/12', 'rubrika/12/print'),
});
type CopyIdea = typeof copyIdea extends fc.Arbitrary<infer T> ? T : never;

/** The pages of an agency, as an idea: copies of common texts, and two pages of its own. */
export const pagesIdea = fc.array(copyIdea, { maxLength: 4 });

/** The pages that an idea means for an agency, with two of its own. */
export function pagesOf(agency: string, ideas: readonly CopyIdea[]): ExtractedPage[] {
  const pages = new Map<string, ExtractedPage>();
  for (const { text, langs, edits, preface, name } of ideas) {
    for (const lang of langs) {
      const key = `${agency}.gov.kz/${lang}/${name}`;
      const other = lang === 'kk' ? 'ru' : 'kk';
      const base = sentences.prose(lang, 160, new Random(31, text));
      const random = new Random(32, text, agency.length);
      const copy = editWords(sentences, lang, base, edits, random);
      const first = preface ? `${sentences.prose(lang, 15, random)}\n\n` : '';
      const alternates = [
        {
          lang: other,
          address: `http://${agency}.gov.kz/${other}/${name}`,
          source: 'switch' as const,
        },
      ];
      pages.set(key, { key, lang, text: first + copy, title: `Рәсім ${text}`, alternates });
    }
  }
  for (const lang of ['kk', 'ru'] as const) {
    const key = `${agency}.gov.kz/${lang}/ozi`;
    const text = sentences.prose(lang, 90, new Random(33, agency.charCodeAt(0), lang.length));
    pages.set(key, { key, lang, text, title: 'Өз беті' });
  }
  return [...pages.values()];
}

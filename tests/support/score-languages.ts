import type { ContentItem } from '../../fixtures/engine/content.ts';
import { addressKey } from './address-key.ts';
import type { OutputItem, Tally } from './scored-site.ts';

/** A page of the truth: an address at which the text of a content file stands. */
interface TruthPage {
  key: string;
  content: ContentItem;
  /** Language of the site's branch, under which the text stands in its own language or untranslated. */
  branch: string;
}

/** What a run told about versions, by finding code: pairs of an address and a language. */
export interface ToldVersions {
  /** Addresses with the text of another language. */
  untranslated: string[];
  /** Items by one of their addresses, and the language they lack. */
  missing: { address: string; lang: string }[];
}

/** How well pages of one item were joined over languages and scripts. */
export interface LanguageScore {
  /** Pairs of pages of one item in different languages that lie in one migrated item. */
  languages: Tally;
  /** Pages of Kazakh in another script that lie with their Cyrillic page, as Kazakh. */
  scripts: Tally;
  /** Pairs of pages of different truth items in one migrated item. */
  wrong: string[];
  /** Pages whose text came out under another language than its own. */
  misread: string[];
  /** Addresses of the truth that are said to be untranslated, and those that are said so wrongly. */
  untranslated: Tally & { wrong: string[] };
  /** Versions in kk and ru that the truth has under no address, and those that are said to miss wrongly. */
  missing: Tally & { wrong: string[] };
}

/** Scores the migrated items of a site, and what was told about their versions, against its content files. */
export function scoreLanguages(
  origin: string,
  content: ContentItem[],
  output: OutputItem[],
  told: ToldVersions,
): LanguageScore {
  const pages = content.flatMap((item) => pagesOf(origin, item));
  const placed = new Map(
    output.flatMap(({ id, versions }) =>
      versions.flatMap(({ addresses, lang }) =>
        addresses.map((address) => [addressKey(address), { id, lang }] as const),
      ),
    ),
  );
  const together = ([a, b]: [TruthPage, TruthPage]) =>
    placed.has(a.key) && placed.get(a.key)?.id === placed.get(b.key)?.id;
  const pairs = pages.flatMap((a, index) =>
    pages.slice(index + 1).map((b): [TruthPage, TruthPage] => [a, b]),
  );
  const ofOneItem = pairs.filter(([a, b]) => a.content.item === b.content.item);
  const isCyrillic = ({ content: { script } }: TruthPage) => script === null;
  const overLanguages = ofOneItem.filter(
    ([a, b]) => a.content.lang !== b.content.lang && isCyrillic(a) && isCyrillic(b),
  );
  const overScripts = ofOneItem.filter(
    ([a, b]) => a.content.lang === b.content.lang && isCyrillic(a) !== isCyrillic(b),
  );
  const asKazakh = (pair: [TruthPage, TruthPage]) =>
    pair.every(({ key }) => placed.get(key)?.lang === 'kk');
  return {
    languages: { right: overLanguages.filter(together).length, of: overLanguages.length },
    scripts: {
      right: overScripts.filter((pair) => together(pair) && asKazakh(pair)).length,
      of: overScripts.length,
    },
    wrong: pairs
      .filter(([a, b]) => a.content.item !== b.content.item && together([a, b]))
      .map(([a, b]) => `${a.key} ${b.key}`),
    misread: pages
      .filter(({ key, content: { lang } }) => placed.has(key) && placed.get(key)?.lang !== lang)
      .map(({ key }) => key),
    untranslated: tally(
      pages.filter(({ content: { lang }, branch }) => branch !== lang).map(({ key }) => key),
      told.untranslated.map(addressKey).map((key) => key.replace(/\/print$/, '')),
    ),
    missing: tally(
      missingVersions(content),
      told.missing.flatMap(({ address, lang }) => {
        const item = pages.find(({ key }) => key === addressKey(address))?.content.item;
        // That a version is untranslated may be told in both ways.
        const untranslated = pages.some(
          (page) => page.content.item === item && page.branch === lang,
        );
        const own = content.some((one) => one.item === item && one.lang === lang);
        return untranslated && !own ? [] : [`${item ?? address} ${lang}`];
      }),
    ),
  };
}

function pagesOf(origin: string, content: ContentItem): TruthPage[] {
  const { address, lang, untranslated } = content;
  return [{ address, lang }, ...untranslated].map((page) => ({
    key: addressKey(new URL(page.address, origin).href),
    content,
    branch: page.lang,
  }));
}

// English is not expected of every item: what lacks it is told in one sum.
function missingVersions(content: ContentItem[]): string[] {
  const ids = [...new Set(content.map(({ item }) => item))];
  const of = (id: string) => content.filter(({ item }) => item === id);
  return ids.flatMap((id) =>
    ['kk', 'ru']
      .filter((lang) => !of(id).some((one) => one.lang === lang))
      .filter((lang) => !of(id).some((one) => one.untranslated.some((page) => page.lang === lang)))
      .map((lang) => `${id} ${lang}`),
  );
}

function tally(truth: string[], told: string[]): Tally & { wrong: string[] } {
  return {
    right: truth.filter((one) => told.includes(one)).length,
    of: truth.length,
    wrong: [...new Set(told)].filter((one) => !truth.includes(one)),
  };
}

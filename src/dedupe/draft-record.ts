import { signatureLength } from '../text/shingles.ts';
import type { CopyGroup, ItemDraft, SettledPage } from './dedupe-page.ts';

type PageRecord = Pick<
  SettledPage,
  | 'key'
  | 'address'
  | 'lang'
  | 'storedLang'
  | 'kind'
  | 'title'
  | 'published'
  | 'textHash'
  | 'words'
  | 'depth'
  | 'exactHash'
  | 'source'
  | 'script'
>;

type PageRow = [
  key: string,
  address: string,
  lang: PageRecord['lang'],
  storedLang: PageRecord['storedLang'],
  kind: PageRecord['kind'],
  title: string,
  published: string | null,
  textHash: string,
  words: number,
  depth: number,
  exactHash: string | null,
  source?: PageRecord['source'] | null,
  script?: PageRecord['script'],
];

type VersionRow = [aliases: string[], pages: PageRow[]];

type DraftRow = [agency: string, pairing: ItemDraft['pairing'], versions: VersionRow[]];

const noNumbers = new Uint32Array(0);
const noSignature = new Uint32Array(signatureLength).fill(0xffffffff);

/**
 * A draft as one line to put away, about 300 octets a page: without what only work inside its agency needs (signature,
 * numbers, links, files, section, template).
 */
export function draftRecord({ agency, pairing, versions }: ItemDraft): string {
  const row: DraftRow = [
    agency,
    pairing,
    versions.map(({ aliases, pages }) => [aliases, pages.map(pageRow)]),
  ];
  return JSON.stringify(row);
}

/** The draft of a line that `draftRecord` made. */
export function draftOf(record: string): ItemDraft {
  const [agency, pairing, versions]: DraftRow = JSON.parse(record);
  return { agency, pairing, versions: versions.map((version) => versionOf(agency, version)) };
}

function versionOf(agency: string, [aliases, rows]: VersionRow): CopyGroup {
  const pages = rows.map((row) => pageOf(agency, row));
  const [chosen] = pages;
  if (chosen === undefined) throw new Error('a stored version without a page');
  return { chosen, aliases, pages };
}

function pageRow(page: PageRecord): PageRow {
  const { key, address, lang, storedLang, kind, title, published, textHash, words, depth } = page;
  const { source, script } = page;
  const row: PageRow = [
    key,
    address,
    lang,
    storedLang,
    kind,
    title,
    published,
    textHash,
    words,
    depth,
    page.exactHash ?? null,
  ];
  if (source !== undefined || script !== undefined) row[11] = source ?? null;
  if (script !== undefined) row[12] = script;
  return row;
}

function pageOf(agency: string, row: PageRow): SettledPage {
  const [key, address, lang, storedLang, kind, title, published, textHash, words, depth] = row;
  const [exactHash, source, script] = row.slice(10) as [PageRow[10], PageRow[11], PageRow[12]];
  return {
    agency,
    key,
    address,
    lang,
    storedLang,
    kind,
    title,
    published,
    textHash,
    words,
    depth,
    ...(exactHash !== null && { exactHash }),
    ...(source && { source }),
    ...(script && { script }),
    signature: noSignature,
    numbers: noNumbers,
    alternates: [],
    canonical: null,
    assets: [],
    section: [],
    template: '',
  };
}

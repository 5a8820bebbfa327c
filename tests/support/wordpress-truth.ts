import { readFileSync } from 'node:fs';
import { bodyF1, htmlText, markdownText } from './body-f1.ts';
import { bundledItems, bundleLines } from './migrated-sites.ts';

/** One published post or page as WordPress itself holds it. */
export interface WordpressRow {
  type: 'post' | 'page';
  url: string;
  title: string;
  /** `YYYY-MM-DD HH:MM:SS`. */
  date: string;
  html: string;
}

/** What a migration made of one row. */
export interface WordpressScore {
  url: string;
  type: 'post' | 'page';
  found: boolean;
  titleEqual: boolean;
  title: string;
  dateEqual: boolean;
  date: string | null;
  words: number;
  f1: number;
  /** The decision for the permalink, null when there is none. */
  decision: string | null;
}

/** Reads gold.ndjson. */
export function readWordpressTruth(file: string): WordpressRow[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Compares an agency's bundle with the rows. */
export function scoreWordpress(
  rows: readonly WordpressRow[],
  workspace: string,
  agency: string,
): WordpressScore[] {
  const versions = bundledItems(workspace, agency).flatMap((item) => item.versions);
  const byAddress = new Map(
    versions.flatMap((version) =>
      version.addresses.map((address) => [plain(address), version] as const),
    ),
  );
  const decisions = new Map(
    bundleLines<{ spellings: string[]; decision: string }>(
      workspace,
      agency,
      'redirects.ndjson',
    ).flatMap((row) => row.spellings.map((spelling) => [plain(spelling), row.decision] as const)),
  );
  return rows.map((row) => {
    const version = byAddress.get(plain(row.url));
    const truth = htmlText(row.html);
    return {
      url: row.url,
      type: row.type,
      found: version !== undefined,
      titleEqual:
        version !== undefined && titleText(version.title) === titleText(htmlText(row.title)),
      title: version?.title ?? '',
      dateEqual: version?.date === row.date.slice(0, 10),
      date: version?.date ?? null,
      words: truth.split(/\s+/).filter(Boolean).length,
      f1: version ? bodyF1(truth, markdownText(version.markdown)) : 0,
      decision: decisions.get(plain(row.url)) ?? null,
    };
  });
}

function plain(address: string): string {
  return decodeURI(address.replace(/%([0-9a-fA-F]{2})/g, (octet) => octet.toUpperCase())).replace(
    /\/$/,
    '',
  );
}

function titleText(title: string): string {
  return title.normalize('NFC').replace(/\s+/g, ' ').trim();
}

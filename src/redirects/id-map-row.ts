import { type Language, languages } from '../model/language.ts';
import { type CsvRow, unguarded } from '../text/csv.ts';
import { checkTarget } from './target.ts';

type Column = 'id' | 'lang' | 'address' | 'agency' | 'bundle';

/** Headings that the portal may use, lower case, letters and digits only. */
const headings: Readonly<Record<string, Column>> = {
  id: 'id',
  itemid: 'id',
  item: 'id',
  assetid: 'id',
  asset: 'id',
  sha256: 'id',
  koshid: 'id',
  uuid: 'id',
  lang: 'lang',
  language: 'lang',
  locale: 'lang',
  язык: 'lang',
  тіл: 'lang',
  address: 'address',
  url: 'address',
  portalurl: 'address',
  portaladdress: 'address',
  newurl: 'address',
  target: 'address',
  адрес: 'address',
  мекенжай: 'address',
  agency: 'agency',
  entity: 'agency',
  bundle: 'bundle',
  bundleid: 'bundle',
};

/** Where the columns of an id map stand, counted from 0. */
export interface IdMapColumns extends Partial<Record<Column, number>> {
  id: number;
  address: number;
  headed: boolean;
}

/** What one row answers; what is not said is empty. */
export interface IdMapRow {
  id: string;
  lang: Language | '';
  address: string;
  agency: string;
  bundle: string;
}

const itemId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const assetId = /^[0-9a-f]{64}$/;

/** What an id names. */
export type IdKind = 'item' | 'asset' | 'home' | 'section';

/** Tells what an id names; undefined for what is no id of kosh. */
export function idKind(id: string): IdKind | undefined {
  if (itemId.test(id)) return 'item';
  if (assetId.test(id)) return 'asset';
  if (id === 'home') return 'home';
  return /^section:[^/].{0,500}$/.test(id) ? 'section' : undefined;
}

/** Finds the columns by the first row: their headings, else id, address, or id, language, address. */
export function idMapColumns(first: CsvRow): IdMapColumns | { fault: string } {
  const names = first.cells.map((cell) => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const columns = names.map((name) => (Object.hasOwn(headings, name) ? headings[name] : undefined));
  if (!columns.includes('id') || first.cells.some((cell) => idKind(plainId(cell)) === 'item')) {
    return first.cells.length > 2
      ? { id: 0, lang: 1, address: 2, headed: false }
      : { id: 0, address: 1, headed: false };
  }
  const places: Partial<Record<Column, number>> = {};
  for (const [at, column] of columns.entries()) if (column) places[column] ??= at;
  const { id, address, ...others } = places;
  if (id === undefined || address === undefined) {
    return { fault: 'the heading names no column of addresses: address, url' };
  }
  return { id, address, ...others, headed: true };
}

/** Reads a row and checks its form; whether the id is known is another matter. */
export function readIdMapRow(
  { cells }: CsvRow,
  columns: IdMapColumns,
  allowedHosts: readonly string[],
): (IdMapRow & { fault?: never }) | { fault: string } {
  const cell = (at: number | undefined) => (at === undefined ? '' : unguarded(cells[at] ?? ''));
  const id = plainId(cell(columns.id));
  const kind = idKind(id);
  if (kind === undefined) {
    return { fault: `"${id}" is no id of an item or asset, no home and no section:<path>` };
  }
  const lang = languageOf(cell(columns.lang));
  if (lang === undefined) {
    return { fault: `"${cell(columns.lang)}" is no language; known: ${languages.join(', ')}` };
  }
  if (kind === 'asset' && lang !== '') return { fault: 'a file has no language: leave it empty' };
  const raw = cell(columns.address);
  if (raw === '') return { fault: `no address for ${id}` };
  const { target, fault } = checkTarget(raw, allowedHosts);
  if (target === undefined) return { fault: `the address ${fault}: ${raw}` };
  return { id, lang, address: target, agency: cell(columns.agency), bundle: cell(columns.bundle) };
}

/** The id itself, as bundles and people also write it: `kosh:item/<id>?lang=kk`, `sha256:<hex>`, `urn:uuid:<id>`. */
function plainId(cell: string): string {
  const bare = cell.trim().replace(/^(?:kosh:(?:item|asset)\/|urn:uuid:|sha256:)/i, '');
  const id = bare.replace(/\?lang=\w+$/, '');
  return /^section:/i.test(id) ? `section:${id.slice('section:'.length)}` : id.toLowerCase();
}

function languageOf(cell: string): Language | '' | undefined {
  const name = cell.trim().toLowerCase();
  if (name === '') return '';
  // The old sites' name for Kazakh, which portals of the same authors keep.
  return languages.find((one) => one === (name === 'kz' ? 'kk' : name));
}

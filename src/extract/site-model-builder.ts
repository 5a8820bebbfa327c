import type { Language } from '../model/language.ts';
import type { Segment } from '../model/segment.ts';
import { hash64 } from '../text/hash.ts';
import type { SiteModel } from './site-model.ts';
import { groupSamePages } from './site-model-group.ts';
import { countedLanguage } from './site-model-language.ts';
import { linkFacts } from './site-model-links.ts';
import { hex, type PageRecord, pageRecord, shortHash } from './site-model-record.ts';
import { findTemplates, nearest } from './site-model-templates.ts';
import { normaliseLine, titlePieces } from './title-text.ts';

/** What the builder must know of a page beside its segment; `capturedAt` in milliseconds. */
interface PageInfo {
  key: string;
  /** `und` when nothing outside tells it: then the text does. */
  lang: Language | 'und';
  capturedAt?: number;
}

/** Collects pages of one site in any order; freeze gives the same model for the same pages. */
export interface SiteModelBuilder {
  add(segment: Segment, info: PageInfo): void;
  freeze(): SiteModel;
}

export interface BuilderOptions {
  /** url key of an address of this site, undefined for others. */
  keyOf(address: string): string | undefined;
  timeZone: string;
}

/** Names kept for a page: the smallest by hash, so that the order of pages does not matter. */
const namesPerPage = 6;
const noCapture = Date.parse('2100-01-01T00:00:00Z');

/** Starts a model. Memory: about 1 KB a page and 100 bytes for each page that is linked. */
export function createSiteModelBuilder(options: BuilderOptions): SiteModelBuilder {
  const records = new Map<string, PageRecord>();
  const names = new Map<string, Map<string, number>>();
  const dates = new Map<string, Map<string, number>>();
  const leads = new Map<string, Map<string, number>>();
  const listEntries = new Map<string, number>();
  return {
    add(segment, info) {
      const lang = info.lang === 'und' ? countedLanguage(segment) : info.lang;
      const record = pageRecord(segment, info.key, lang);
      const id = `${info.key} ${hash64(record.hashes.join())}`;
      if (records.has(id)) return;
      records.set(id, record);
      const facts = linkFacts(segment, {
        key: info.key,
        keyOf: options.keyOf,
        timeZone: options.timeZone,
        capturedAt: info.capturedAt ?? noCapture,
        undated: info.capturedAt === undefined,
      });
      for (const fact of facts) {
        count(names, fact.key, fact.name);
        for (const lead of fact.leads) count(leads, fact.key, hex(lead));
        if (fact.date) count(dates, fact.key, fact.date);
      }
      listEntries.set(info.key, facts.filter((fact) => fact.date !== null).length);
    },
    freeze() {
      const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
      const groups = groupSamePages(sorted);
      const templates = findTemplates(sorted);
      const body = {
        pages: sorted.length,
        distinctPages: new Set(groups).size,
        ...countBlocks(sorted, groups, templates),
        templates,
        siteNames: siteNames(sorted, groups),
        titles: titleOwners(sorted, names),
        hints: hints(names, dates, leads),
        lists: sorted
          .filter((record) => (listEntries.get(record.key) ?? 0) >= 4)
          .map((record) => hex(shortHash(record.key))),
      };
      return { version: hash64(JSON.stringify(body)), ...body };
    },
  };
}

function count(table: Map<string, Map<string, number>>, key: string, value: string): void {
  const values = table.get(key) ?? new Map<string, number>();
  values.set(value, (values.get(value) ?? 0) + 1);
  table.set(key, values);
  if (values.size <= namesPerPage) return;
  const largest = [...values.keys()].sort(
    (a, b) => shortHash(b) - shortHash(a) || (a < b ? 1 : -1),
  )[0];
  if (largest !== undefined) values.delete(largest);
}

/** Counts distinct pages a hash, per template and language, and over the site per language (template -1). */
function countBlocks(
  records: readonly PageRecord[],
  groups: readonly number[],
  templates: readonly number[][],
): Pick<SiteModel, 'cells' | 'counts'> {
  const cells: SiteModel['cells'] = [];
  const cellOf = new Map<string, number>();
  const counts = new Map<number, Map<number, number>>();
  const seen = new Set<string>();
  const cellIndex = (template: number, lang: PageRecord['lang']) => {
    const name = `${template} ${lang}`;
    const known = cellOf.get(name);
    if (known !== undefined) return known;
    cellOf.set(name, cells.length);
    return cells.push({ template, lang, pages: 0 }) - 1;
  };
  const counted = new Map<number, Set<number>>();
  for (const [index, record] of records.entries()) {
    const group = groups[index] ?? index;
    const own = cellIndex(nearest(record.sketch, templates), record.lang);
    const site = cellIndex(-2, record.lang);
    for (const cell of [own, site]) countGroup(cells[cell], `${cell} ${group}`, seen);
    countHashes(record, group === index ? null : groupSet(counted, group), own, site, counts);
    if (group === index) counted.set(group, new Set(record.hashes));
    else for (const hash of record.hashes) groupSet(counted, group).add(hash);
  }
  return { cells, counts: sparse(counts) };
}

/** Counts a page of a cell once for its group. */
function countGroup(
  cell: SiteModel['cells'][number] | undefined,
  name: string,
  seen: Set<string>,
): void {
  if (cell && !seen.has(name)) cell.pages += 1;
  seen.add(name);
}

function groupSet(counted: Map<number, Set<number>>, group: number): Set<number> {
  const set = counted.get(group) ?? new Set<number>();
  counted.set(group, set);
  return set;
}

/** Adds a record's hashes; those its group has shown already count no more. */
function countHashes(
  record: PageRecord,
  already: Set<number> | null,
  own: number,
  site: number,
  counts: Map<number, Map<number, number>>,
): void {
  for (const hash of record.hashes) {
    if (already?.has(hash)) continue;
    const perCell = counts.get(hash) ?? new Map<number, number>();
    perCell.set(own, (perCell.get(own) ?? 0) + 1);
    perCell.set(site, (perCell.get(site) ?? 0) + 1);
    counts.set(hash, perCell);
  }
}

function sparse(counts: Map<number, Map<number, number>>): Record<string, number[]> {
  const kept = [...counts.entries()]
    .filter(([, perCell]) => [...perCell.values()].some((pages) => pages >= 2) || perCell.size > 2)
    .sort(([a], [b]) => a - b);
  return Object.fromEntries(
    kept.map(([hash, perCell]) => [
      hex(hash),
      [...perCell.entries()].sort(([a], [b]) => a - b).flat(),
    ]),
  );
}

/** Pieces of `<title>` that stand in half of all distinct titles. */
function siteNames(records: readonly PageRecord[], groups: readonly number[]): string[] {
  const bearers = new Map<string, number>();
  const distinct = records.filter((_, index) => groups[index] === index);
  const titles = new Set<string>();
  for (const record of distinct) {
    titles.add(record.title);
    for (const piece of new Set(titlePieces(record.rawTitle).map(normaliseLine))) {
      if (piece !== '') bearers.set(piece, (bearers.get(piece) ?? 0) + 1);
    }
  }
  if (distinct.length < 4) return [];
  const needed = Math.max(3, distinct.length * 0.3);
  return [...bearers]
    .filter(([, pages]) => pages >= needed)
    .map(([piece]) => piece)
    .sort();
}

function titleOwners(
  records: readonly PageRecord[],
  names: Map<string, Map<string, number>>,
): Record<string, string> {
  const owners = new Map<string, string>();
  const claim = (line: string, key: string) => {
    if (line.length < 12) return;
    const hash = hex(shortHash(line));
    const owner = hex(shortHash(key));
    const known = owners.get(hash);
    owners.set(hash, known === undefined || known === owner ? owner : '0');
  };
  for (const record of records) {
    for (const name of names.get(record.key)?.keys() ?? []) claim(normaliseLine(name), record.key);
  }
  return Object.fromEntries([...owners].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function hints(
  names: Map<string, Map<string, number>>,
  dates: Map<string, Map<string, number>>,
  leads: Map<string, Map<string, number>>,
): SiteModel['hints'] {
  const entries = [...names.keys()].sort().map((key) => {
    const date = mostFrequent(dates.get(key))[0];
    const named = mostFrequent(names.get(key)).slice(0, 3);
    const lines = [...(leads.get(key)?.keys() ?? [])].sort();
    const hint: SiteModel['hints'][string] = { names: named };
    if (date !== undefined) hint.date = date;
    if (lines.length > 0) hint.leads = lines;
    return [hex(shortHash(key)), hint] as const;
  });
  return Object.fromEntries(entries);
}

function mostFrequent(values: Map<string, number> | undefined): string[] {
  return [...(values ?? [])]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([value]) => value);
}

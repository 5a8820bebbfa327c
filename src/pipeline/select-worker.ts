import { partFacts } from '../extract/parts.ts';
import { selectPage } from '../extract/select.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import type { SegmentNotice } from '../model/segment.ts';
import { documentFinder } from '../store/documents.ts';
import { type PackedPage, type PagerLink, packPage } from '../store/pages.ts';
import { unpackSegment } from '../store/segments.ts';
import { readSiteDb, type SiteDb } from '../store/site-db.ts';
import { RecentMap } from '../text/recent-map.ts';
import { languageRoots } from './language-roots.ts';
import type { SelectCapture, SelectSite, SelectTask } from './select-task.ts';
import { rememberedKeys, siteKeyFinder } from './site-keys.ts';

/** What was selected of one capture, ready for the store. */
export interface SelectedCapture {
  pager: PagerLink[];
  pages: PackedPage[];
  findings: Finding[];
}

/** Selects the content of some captures of a site; runs in a worker, so that the main thread only commits. */
export function selectCaptures(task: SelectTask): SelectedCapture[] {
  const site = siteOf(task);
  return task.captures.map((capture) => selectCapture(capture, site));
}

interface OpenSite extends SelectSite {
  db: SiteDb;
  keyOf: (address: string) => string | undefined;
  isDocument: (address: string) => boolean;
  languageRoots: string[];
}

/** Agencies that are extracted side by side take turns in a worker. */
const mostOpen = 8;
const openSites = new Map<string, OpenSite>();

function siteOf({ site: name, siteJson }: SelectTask): OpenSite {
  const known = openSites.get(name);
  if (known) return known;
  const json = Buffer.from(new Uint8Array(siteJson)).toString('utf8');
  const site = JSON.parse(json) as SelectSite;
  const db = readSiteDb(site.dbFile);
  const keyOf = siteKeyFinder(site.mapping, site.rules);
  const open = {
    ...{ ...site, db, keyOf, isDocument: remembered(documentFinder(db)) },
    languageRoots: languageRoots(site.mapping, site.rules),
  };
  const [oldest] = openSites;
  if (oldest && openSites.size >= mostOpen) {
    openSites.delete(oldest[0]);
    oldest[1].db.close();
  }
  openSites.set(name, open);
  return open;
}

/** Links of menus, which the pages of a site share. */
const mostRemembered = 5_000;

function remembered(isDocument: (address: string) => boolean): (address: string) => boolean {
  const known = new RecentMap<string, boolean>(mostRemembered);
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const found = isDocument(address);
    known.set(address, found);
    return found;
  };
}

function selectCapture(capture: SelectCapture, site: OpenSite): SelectedCapture {
  const { mapping, model, isDocument } = site;
  const segment = unpackSegment(capture.data);
  const keyOf = rememberedKeys(site.keyOf);
  const { pages, findings } = selectPage(segment, {
    key: capture.key,
    keyOf,
    model,
    rules: capture.matched,
    cms: mapping.cms,
    languagePrior: capture.languagePrior,
    languageRoots: site.languageRoots,
    timeZone: mapping.timeZone,
    capturedAt: Date.parse(capture.fetchedAt),
    isDocument,
  });
  const notices = segment.notices.map((notice) => noticeFinding(capture.address, notice));
  const pager = pages[0] ? partFacts(segment, pages[0], keyOf).pager : [];
  return {
    pager,
    pages: pages.map(packPage),
    findings: [...findings, ...notices].map((one) => ofVariant(one, capture.variant)),
  };
}

function ofVariant(one: Finding, variant: string): Finding {
  return variant === '' ? one : { ...one, detail: `${variant}: ${one.detail}` };
}

const noticeCodes = {
  'gave-up': 'page-failed',
  'depth-capped': 'page-simplified',
  'size-capped': 'page-simplified',
  'block-cap': 'page-simplified',
  'script-shell': 'script-shell',
  'empty-page': 'empty-page',
  'picture-in-page': 'picture-in-page',
} as const satisfies Record<SegmentNotice['code'], FindingCode>;

/** What cutting noticed of a page, as a finding. */
function noticeFinding(address: string, { code, detail }: SegmentNotice): Finding {
  return finding('extract', noticeCodes[code], { address }, detail);
}

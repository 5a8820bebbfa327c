import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Workspace } from '../mapping/workspace.ts';
import { findingCodes } from '../model/finding-codes.ts';
import type { Item, SharedItem } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import { renderMarkdown } from '../render/markdown-html.ts';
import { renderAgency } from '../report/agency-page.ts';
import { renderIndex } from '../report/index-page.ts';
import {
  type AgencyReport,
  agencyFile,
  type FindingGroup,
  type ItemReport,
  itemsPerPage,
  type SharedReport,
  type VersionReport,
} from '../report/migration-report.ts';
import { listFindings } from '../store/findings.ts';
import { overviewOf } from '../store/overview.ts';
import { pageOfVersion } from '../store/pages.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { agencyItems, agencyItemsByKind, listSharedItems } from '../store/portal-items.ts';
import type { SiteDb } from '../store/site-db.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { bundleFolder } from './bundle-stage.ts';
import { cutoverState } from './cutover-state.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { agencyTraffic } from './hits-answers.ts';

const samplesPerCode = 20;
const undecidedShown = 20;

/** Writes out/reports: an index and pages for every agency that was crawled. Returns the index file. */
export async function writeReport(
  workspace: Workspace,
  mappings: readonly Mapping[],
): Promise<string> {
  const folder = join(workspace.outFolder, 'reports');
  mkdirSync(folder, { recursive: true });
  const portal = openPortalDb(portalDbFile(workspace));
  const databases = new AgencyDatabases(workspace);
  try {
    const agencies: AgencyReport[] = [];
    for (const mapping of mappings) {
      const db = databases.of(mapping.id);
      if (!db) continue;
      const report = agencyReport(workspace, mapping, db, portal);
      agencies.push(report);
      await writeAgency(folder, report, () => itemReports(mapping.id, databases, portal));
    }
    const shared = listSharedItems(portal).map(sharedReport);
    const index = join(folder, 'index.html');
    writeFileSync(index, renderIndex({ generatedFor: basename(workspace.root), agencies, shared }));
    return index;
  } finally {
    databases.close();
    portal.close();
  }
}

async function writeAgency(
  folder: string,
  report: AgencyReport,
  items: () => Generator<ItemReport>,
): Promise<void> {
  const total = Object.values(report.itemsByKind).reduce((sum, n) => sum + n, 0);
  const of = Math.max(1, Math.ceil(total / itemsPerPage));
  const all = items();
  for (let number = 1; number <= of; number++) {
    const chunks = renderAgency(report, take(all, itemsPerPage), { number, of });
    await pipeline(
      Readable.from(chunks),
      createWriteStream(join(folder, agencyFile(report.id, number))),
    );
  }
}

/** The next `count` values, leaving the source open for more. */
function* take<Value>(source: Iterator<Value>, count: number): Generator<Value> {
  for (let taken = 0; taken < count; taken++) {
    const next = source.next();
    if (next.done) return;
    yield next.value;
  }
}

function agencyReport(
  workspace: Workspace,
  mapping: Mapping,
  db: SiteDb,
  portal: PortalDb,
): AgencyReport {
  const overview = overviewOf(db);
  const { addresses } = overview;
  const itemsByKind: AgencyReport['itemsByKind'] = {};
  const itemsByLanguage: AgencyReport['itemsByLanguage'] = {};
  for (const item of agencyItems(portal, mapping.id)) {
    itemsByKind[item.kind] = (itemsByKind[item.kind] ?? 0) + 1;
    for (const { lang } of item.versions) itemsByLanguage[lang] = (itemsByLanguage[lang] ?? 0) + 1;
  }
  return {
    id: mapping.id,
    names: mapping.names,
    hosts: mapping.hosts.map((entry) => entry.host),
    addresses: {
      done: addresses.done,
      failed: addresses.failed,
      refused: addresses.refused,
      queued: addresses.found + addresses.queued + addresses['in-flight'],
    },
    refusedBy: overview.refusedBy,
    captures: overview.captures,
    bytes: overview.bytes,
    pagesByKind: overview.pagesByKind,
    itemsByKind,
    itemsByLanguage,
    assets: bundledAssets(workspace, mapping.id),
    redirects: overview.redirects,
    provisional: overview.provisional,
    findings: findingGroups(db),
    traffic: agencyTraffic(workspace, mapping, db, portal, { top: undecidedShown }),
    cutover: cutoverState(workspace, mapping, null).cutover,
  };
}

/** Number and bytes of the assets in the agency's bundle; none before there is one. */
function bundledAssets(workspace: Workspace, agency: string): AgencyReport['assets'] {
  const file = join(bundleFolder(workspace, agency), 'data', 'bundle.json');
  if (!existsSync(file)) return { count: 0, bytes: 0 };
  const { counts } = JSON.parse(readFileSync(file, 'utf8'));
  return { count: counts.assets, bytes: counts.asset_bytes };
}

function findingGroups(db: SiteDb): FindingGroup[] {
  const groups = new Map<
    string,
    FindingGroup & { samples: { address: string; detail: string }[] }
  >();
  for (const { code, severity, address, subject, detail } of listFindings(db)) {
    const group = groups.get(code) ?? {
      code,
      severity,
      advice: findingCodes[code].advice,
      count: 0,
      samples: [],
    };
    group.count++;
    if (group.samples.length < samplesPerCode)
      group.samples.push({ address: address || subject, detail });
    groups.set(code, group);
  }
  return [...groups.values()];
}

function* itemReports(
  agency: string,
  databases: AgencyDatabases,
  portal: PortalDb,
): Generator<ItemReport> {
  for (const item of agencyItemsByKind(portal, agency)) {
    yield {
      ...itemHead(item),
      versions: item.versions.flatMap((version) => versionReport(version, databases) ?? []),
    };
  }
}

function itemHead({ id, kind, anchor, pairing }: Item): Omit<ItemReport, 'versions'> {
  return { id, kind, anchor, pairing };
}

function versionReport(
  { agency, key, lang }: Item['versions'][number],
  databases: AgencyDatabases,
): VersionReport | undefined {
  const db = databases.of(agency);
  const page = db && pageOfVersion(db, key, lang)?.page;
  if (!page) return undefined;
  return {
    lang,
    title: page.title,
    date: page.published?.value ?? null,
    address: page.address,
    words: page.text.split(/\s+/).filter(Boolean).length,
    confidence: page.confidence,
    html: renderMarkdown(page.markdown, { own: ownAddresses(page), portalHosts: [] }).html,
    removed: page.removed.map(({ step, rule, reason, text }) => ({ step, rule, reason, text })),
  };
}

/** Pictures and files that move with the page; those over plain http would be left out otherwise. */
function ownAddresses(page: Page): Set<string> {
  return new Set(page.assets.map(({ address }) => address));
}

/** Members of a shared item in the report: those that differ first, since a thousand agencies hold the flag. */
const membersShown = 40;

function sharedReport({ item, ...shared }: SharedItem): SharedReport {
  const { members } = shared;
  const shown = [...members].sort((a, b) => a.similarity - b.similarity).slice(0, membersShown);
  return {
    ...shared,
    id: item.id,
    kind: item.kind,
    agencies: [...new Set(members.map((member) => member.agency))].sort(),
    similarity: Math.min(1, ...members.map((member) => member.similarity)),
    members: members.length <= membersShown ? members : shown,
    moreMembers: Math.max(0, members.length - membersShown),
  };
}

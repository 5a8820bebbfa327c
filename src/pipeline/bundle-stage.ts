import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BundlePlan, planBundle } from '../bundle/plan.ts';
import type { BundleInput, CaptureFacts } from '../bundle/plan-input.ts';
import { type WrittenBundle, writeBundle } from '../bundle/write.ts';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Finding } from '../model/finding.ts';
import { type Item, type SharedItem, sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import { koshVersion } from '../model/version.ts';
import { knownAddress } from '../store/address-keys.ts';
import { listFindings, replaceStageFindings } from '../store/findings.ts';
import { pageOfVersion } from '../store/pages.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { adoptedSharedItems, agencyItems, sharedItemsOf } from '../store/portal-items.ts';
import { redirectBatch } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { openAgency } from './agency-session.ts';
import { assetFiles } from './asset-files.ts';
import { blockVerdicts } from './block-verdicts.ts';
import { confirmedBundle } from './confirmed-bundle.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { linkTargets } from './link-targets.ts';

/** What writing a bundle needs beside the workspace. `mappings` are all of the workspace: links lead between agencies. */
export interface BundleContext {
  workspace: Workspace;
  mappings: readonly Mapping[];
  signal: AbortSignal;
}

/** Folder of an agency's bundle. */
export function bundleFolder(workspace: Workspace, agency: string): string {
  return join(workspace.outFolder, 'bundles', agency);
}

/** Writes an agency's bundle, unless the one on disk is this very bundle. */
export async function runBundle(context: BundleContext, mapping: Mapping): Promise<WrittenBundle> {
  return await withSources(context, async (sources) => {
    const findings: Finding[] = [];
    const written = await write(context, agencyInput(context, mapping, sources), (one) =>
      findings.push(one),
    );
    storeFindings(context.workspace, mapping, findings);
    return written;
  });
}

/** Writes the bundle of shared items; undefined when agencies share nothing. */
export async function runSharedBundle(context: BundleContext): Promise<WrittenBundle | undefined> {
  return await withSources(context, async (sources) => {
    if (adoptedSharedItems(sources.portal).next().done === true) return undefined;
    return await write(context, sharedInput(context, sources), () => {});
  });
}

/**
 * Lends the plan of a bundle (an agency's, or the shared one, which is undefined when agencies share
 * nothing) to `work`, made from what the stages before last stored; its sources close afterwards.
 */
export async function withBundlePlan<Result>(
  context: BundleContext,
  owner: Mapping | typeof sharedAgency,
  work: (plan: BundlePlan | undefined) => Promise<Result>,
): Promise<Result> {
  return await withSources(context, async (sources) => {
    if (owner !== sharedAgency) return await work(planBundle(agencyInput(context, owner, sources)));
    const none = adoptedSharedItems(sources.portal).next().done === true;
    return await work(none ? undefined : planBundle(sharedInput(context, sources)));
  });
}

interface Sources {
  portal: PortalDb;
  databases: AgencyDatabases;
}

async function withSources<Result>(
  { workspace }: BundleContext,
  work: (sources: Sources) => Promise<Result>,
): Promise<Result> {
  const portal = openPortalDb(portalDbFile(workspace));
  const databases = new AgencyDatabases(workspace);
  try {
    return await work({ portal, databases });
  } finally {
    databases.close();
    portal.close();
  }
}

async function write(
  { workspace, signal }: BundleContext,
  input: BundleInput,
  report: (finding: Finding) => void,
): Promise<WrittenBundle> {
  mkdirSync(join(workspace.outFolder, 'bundles'), { recursive: true });
  return await writeBundle(planBundle(input), bundleFolder(workspace, input.agency), {
    report,
    signal,
  });
}

function commonInput(
  { workspace, mappings }: BundleContext,
  { portal, databases }: Sources,
  agencies: readonly string[],
) {
  return {
    portalHosts: workspace.settings.portal.allowedHosts,
    koshVersion,
    pages: {
      page: (agency: string, key: string, lang: string) => {
        const db = databases.of(agency);
        const page = db && pageOfVersion(db, key, lang)?.page;
        if (page) return page;
        throw new UserError(
          `${agency}: its pages changed since they were compared (no ${lang} page ${key}). Run: kosh dedupe`,
        );
      },
    },
    assets: assetFiles(workspace, databases, agencies),
    capture: (agency: string, address: string) => {
      const db = databases.of(agency);
      return db && captureFacts(db, address);
    },
    targetOf: linkTargets(mappings, databases, portal),
    verdictOf: blockVerdicts(portal, mappings),
  };
}

function agencyInput(context: BundleContext, mapping: Mapping, sources: Sources): BundleInput {
  const { portal, databases } = sources;
  const { id } = mapping;
  return {
    ...commonInput(context, sources, [id]),
    agency: id,
    mapping,
    items: () => agencyItems(portal, id),
    previous: confirmedBundle(context.workspace, portal, id, () => agencyItems(portal, id)),
    redirects: () => everyRedirect(() => databases.of(id)),
    findings: () => findingsBefore(databases.of(id)),
    shared: () => replacedItems(portal, id),
  };
}

function sharedInput(context: BundleContext, sources: Sources): BundleInput {
  const { portal } = sources;
  const items = () => itemsOf(adoptedSharedItems(portal));
  const holders = new Set<string>();
  for (const { versions } of items()) for (const { agency } of versions) holders.add(agency);
  return {
    ...commonInput(context, sources, [...holders].sort()),
    agency: sharedAgency,
    mapping: {
      entity: context.workspace.settings.portal.sharedEntity,
      names: { kk: 'Ортақ материалдар', ru: 'Общие материалы', en: 'Shared items' },
      rules: [],
    },
    items,
    previous: confirmedBundle(context.workspace, portal, sharedAgency, items),
    redirects: () => [],
    findings: () => [],
    shared: () => heldItems(adoptedSharedItems(portal)),
  };
}

function* itemsOf(shared: Iterable<SharedItem>): Generator<Item> {
  for (const { item } of shared) yield item;
}

function* heldItems(shared: Iterable<SharedItem>) {
  for (const { item, members } of shared) yield { itemId: item.id, members };
}

/** The shared items that replace pages of an agency, with those pages. */
function* replacedItems(portal: PortalDb, agency: string) {
  for (const { item, members } of sharedItemsOf(portal, agency)) {
    yield { itemId: item.id, members: members.filter((member) => member.agency === agency) };
  }
}

function captureFacts(db: SiteDb, address: string): CaptureFacts | undefined {
  const known = knownAddress(db, address);
  if (!known || known.fetchedAt === null || known.status === null) return undefined;
  return {
    fetchedAt: known.fetchedAt,
    status: known.status,
    declaredType: known.declaredType,
    encoding: known.encoding ?? '',
    payloadDigest: `sha256:${known.sha256 ?? ''}`,
  };
}

function* everyRedirect(db: () => SiteDb | undefined): Generator<Redirect> {
  for (let after = ''; ; ) {
    const open = db();
    const batch = open ? redirectBatch(open, after) : [];
    const last = batch.at(-1);
    if (!last) return;
    after = last.key;
    yield* batch;
  }
}

function findingsBefore(db: SiteDb | undefined): Finding[] {
  return db ? listFindings(db).filter((one) => one.stage !== 'bundle') : [];
}

function storeFindings(workspace: Workspace, mapping: Mapping, findings: readonly Finding[]): void {
  const session = openAgency(workspace, mapping);
  try {
    replaceStageFindings(session.db, 'bundle', findings);
  } finally {
    session.close();
  }
}

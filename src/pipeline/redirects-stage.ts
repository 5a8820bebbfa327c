import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import type { Page } from '../model/page.ts';
import { planRedirects } from '../redirects/plan.ts';
import type { PlanInput, PlannedAsset } from '../redirects/plan-input.ts';
import { documentDigests, knownAddresses } from '../store/address-keys.ts';
import { replaceStageFindings } from '../store/findings.ts';
import { chosenPages } from '../store/pages.ts';
import { openPortalDb, type PortalDb, portalAddress } from '../store/portal-db.ts';
import { agencyItems, listSharedItems } from '../store/portal-items.ts';
import { replaceRedirects } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { AgencySession } from './agency-session.ts';
import { assetOfBytes, fileAt } from './asset-files.ts';
import { lookAtDecisions } from './decisions-file.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { keyAddresses } from './key-addresses.ts';
import { peopleRows } from './people-decisions.ts';

/** What deciding the addresses of an agency did. */
export interface RedirectsSummary {
  changed: boolean;
  decided: number;
  unresolved: number;
  provisional: number;
}

/** Decides every known address of an agency and stores the decisions; writes nothing when all stay the same. */
export function runRedirects(session: AgencySession): RedirectsSummary {
  const { db } = session;
  keyAddresses(db, session.rules);
  const portal = openPortalDb(portalDbFile(session.workspace));
  const decisions = lookAtDecisions(session.workspace, session.mapping.id);
  try {
    const people = peopleRows(decisions, db, session.mapping, session.workspace.settings);
    const plan = planRedirects({ ...planInput(session, portal), imported: people.rows });
    const rows = replaceRedirects(db, plan.redirects);
    const toldAnew = replaceStageFindings(db, 'redirects', [...plan.findings, ...people.findings]);
    const unresolved = plan.redirects.filter((one) => one.decision === 'unresolved').length;
    return {
      changed: rows > 0 || toldAnew,
      decided: plan.redirects.length - unresolved,
      unresolved,
      provisional: plan.redirects.filter((one) => one.provisional).length,
    };
  } finally {
    decisions.close();
    portal.close();
  }
}

function planInput(session: AgencySession, portal: PortalDb): Omit<PlanInput, 'imported'> {
  const { db, mapping, rules } = session;
  return {
    mapping,
    settings: session.workspace.settings,
    rules,
    rulesFor: ruleFinder(mapping),
    languageOf: languageFinder(mapping),
    addresses: everyAddress(db),
    pages: everyPage(db),
    items: agencyItems(portal, mapping.id),
    shared: listSharedItems(portal),
    assets: carriedAssets(db),
    portalAddress: (id, lang) => portalAddress(portal, id, lang ?? ''),
  };
}

function* everyAddress(db: SiteDb) {
  for (let after: { key: string; address: string } | undefined; ; ) {
    const batch = knownAddresses(db, after);
    const last = batch.at(-1);
    if (!last) return;
    after = last;
    yield* batch;
  }
}

function* everyPage(db: SiteDb): Generator<Page> {
  for (let after: { key: string; lang: string } | undefined; ; ) {
    const batch = chosenPages(db, after);
    const last = batch.at(-1);
    if (!last) return;
    after = last.page;
    for (const { page } of batch) yield page;
  }
}

function* everyDocument(db: SiteDb): Generator<string> {
  for (let after = ''; ; ) {
    const batch = documentDigests(db, after);
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last;
    yield* batch;
  }
}

/** Files that people read, all of them; and the pictures that pages use. Pictures of templates stay behind. */
function* carriedAssets(db: SiteDb): Generator<PlannedAsset> {
  const used = new Set<string>();
  for (const { assets } of everyPage(db)) {
    for (const { address } of assets) {
      const sha256 = fileAt(db, address)?.sha256;
      if (sha256) used.add(sha256);
    }
  }
  for (const sha256 of everyDocument(db)) used.add(sha256);
  for (const sha256 of [...used].sort()) {
    const asset = assetOfBytes(db, sha256)?.asset;
    if (asset) yield { sha256, addresses: asset.addresses };
  }
}

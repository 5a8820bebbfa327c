import type { Asset } from '../model/asset.ts';
import {
  type BundleAsset,
  type BundleManifest,
  bundleFormat,
  bundleLineSchemas,
} from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import { sharedAgency } from '../model/item.ts';
import { pathAndQuery } from '../text/address.ts';
import { compileGlob } from '../text/glob.ts';
import { assetPath } from './asset-path.ts';
import { byCodeUnit, canonicalLine } from './canonical-text.ts';
import type { AssetSource, BundleInput } from './plan-input.ts';
import { planItems } from './plan-items.ts';
import { line, message, type Pass, type PlannedWrite } from './plan-pass.ts';
import { planRedirect } from './plan-redirect.ts';
import { planShared } from './plan-shared.ts';
import { newTally, shownCounts, tally } from './plan-tally.ts';
import { reviewHeading } from './review-csv.ts';
import { schemaFiles } from './schema-files.ts';

/** A bundle as the ordered steps that write it. Every pass over `writes()` gives the same steps. */
export interface BundlePlan {
  agency: string;
  /** Steps in order; what was noticed on the way goes to `report`. Reads items as it goes: memory stays flat. */
  writes(report?: (finding: Finding) => void): Generator<PlannedWrite>;
  openAsset: AssetSource['open'];
}

/** Plans the bundle of an agency, or of `shared`. Pure: the same input gives the same bytes, whenever and wherever. */
export function planBundle(input: BundleInput): BundlePlan {
  if (!/^[a-z][a-z0-9-]{1,62}$/.test(input.agency)) throw new Error(`no agency: ${input.agency}`);
  return {
    agency: input.agency,
    writes: (report = () => {}) => writesOf(input, report),
    openAsset: (sha256) => input.assets.open(sha256),
  };
}

function* writesOf(
  input: BundleInput,
  report: (finding: Finding) => void,
): Generator<PlannedWrite> {
  const pass: Pass = {
    input,
    tally: newTally(),
    usedAssets: new Set(),
    linkedShared: new Set(),
    portalSection: portalSections(input.mapping.rules),
    report,
  };
  for (const { path, text } of schemaFiles()) yield { type: 'file', path, text };
  for (const path of Object.keys(bundleLineSchemas)) yield { type: 'append', path, text: '' };
  for (const write of payload(pass)) {
    if (write.type === 'asset') pass.tally.digest(write.path, '');
    else if (write.type !== 'info' && write.path !== 'data/provenance.ndjson') {
      pass.tally.digest(write.path, write.text);
    }
    yield write;
  }
  const manifest = manifestOf(pass);
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  yield { type: 'file', path: 'data/bundle.json', text };
  yield { type: 'info', fields: infoFields(manifest) };
}

/** First matching rule that names a portal section, as everywhere in a mapping; globs compiled once. */
function portalSections(
  rules: BundleInput['mapping']['rules'],
): (address: string) => string | null {
  const known = rules.flatMap(({ match, portalSection }) =>
    portalSection === undefined ? [] : [{ matches: compileGlob(match), portalSection }],
  );
  return (address) => {
    const subject = pathAndQuery(address);
    return known.find(({ matches }) => matches(subject) !== undefined)?.portalSection ?? null;
  };
}

function* payload(pass: Pass): Generator<PlannedWrite> {
  const { input, tally: tallied } = pass;
  yield { type: 'append', path: 'data/review.csv', text: reviewHeading() };
  for (const found of input.findings()) yield message(pass, found);
  yield* planItems(pass);
  for (const redirect of input.redirects()) {
    const row = planRedirect(redirect);
    if (row.asset !== null) pass.usedAssets.add(row.asset);
    tally(tallied.counts.redirects, row.decision);
    yield line('data/redirects.ndjson', row);
  }
  for (const row of planShared(input.shared(), pass.linkedShared)) {
    tallied.counts.shared += 1;
    yield line('data/shared.ndjson', row);
  }
  yield* assets(pass);
}

function* assets({ input, tally: tallied, usedAssets }: Pass): Generator<PlannedWrite> {
  for (const sha256 of [...usedAssets].sort(byCodeUnit)) {
    const asset = input.assets.get(sha256);
    if (!asset) throw new Error(`no asset ${sha256}`);
    const row = assetRow(asset);
    tallied.counts.assets += 1;
    tallied.counts.assetBytes += asset.bytes;
    yield line('data/assets.ndjson', row);
    yield { type: 'asset', path: row.path, sha256, bytes: asset.bytes };
  }
}

function assetRow(asset: Asset): BundleAsset {
  return {
    sha256: asset.sha256,
    path: assetPath(asset),
    bytes: asset.bytes,
    media_type: asset.mediaType,
    declared_type: asset.declaredType,
    name: canonicalLine(asset.name.split(/[/\\]/).at(-1) ?? ''),
    addresses: [...asset.addresses].sort(byCodeUnit),
  };
}

function manifestOf({ input, tally: tallied }: Pass): BundleManifest {
  const { names, entity } = input.mapping;
  const counts = shownCounts(tallied);
  const named = {
    agency: input.agency,
    entity,
    names: { kk: canonicalLine(names.kk), ru: canonicalLine(names.ru), en: names.en ?? null },
    kosh_version: input.koshVersion,
    previous: input.previous?.id ?? null,
  };
  tallied.digest('data/bundle.json', JSON.stringify({ ...named, counts }));
  return {
    format: 'kosh-bundle',
    format_version: bundleFormat,
    id: tallied.id(),
    ...named,
    counts,
  };
}

/** No Bagging-Date: a date would be that of a run, and the same captures must give the same bag. */
function infoFields(manifest: BundleManifest): [label: string, value: string][] {
  const about =
    manifest.agency === sharedAgency
      ? 'Items that several agencies hold, for import before the bundles of the agencies.'
      : 'Content of a legacy site for import into the portal.';
  return [
    ['Source-Organization', manifest.names.kk],
    ['Source-Organization', manifest.names.ru],
    ['External-Identifier', `kosh:${manifest.agency}:${manifest.id}`],
    ['External-Description', about],
    ['Bag-Group-Identifier', manifest.entity],
  ];
}

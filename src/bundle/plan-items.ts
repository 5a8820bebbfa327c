import type { Provenance } from '../model/bundle.ts';
import type { BundleItem, BundleVersion } from '../model/bundle-item.ts';
import type { Item, ItemVersion } from '../model/item.ts';
import { languages } from '../model/language.ts';
import type { Page } from '../model/page.ts';
import { type BuiltVersion, buildVersion } from './build-version.ts';
import { canonicalText } from './canonical-text.ts';
import { contentFile } from './content-file.ts';
import type { BundleInput } from './plan-input.ts';
import { line, message, type Pass, type PlannedWrite } from './plan-pass.ts';
import { tally } from './plan-tally.ts';
import { type TombstoneScan, tombstonesUpTo } from './plan-tombstones.ts';
import { reviewLine } from './review-csv.ts';

/** Everything that is written per item, and the tombstones between. Throws when items are not sorted. */
export function* planItems(pass: Pass): Generator<PlannedWrite> {
  const { input } = pass;
  const scan: TombstoneScan | null = input.previous && {
    rows: input.previous.items()[Symbol.iterator](),
    waiting: undefined,
    replacement: input.previous.replacement,
  };
  let last = '';
  for (const item of input.items()) {
    if (item.id <= last) throw new Error(`items are not sorted by id: ${last}, ${item.id}`);
    last = item.id;
    if (scan) yield* tombstones(pass, scan, item);
    yield* oneItem(pass, item);
  }
  if (scan) yield* tombstones(pass, scan, undefined);
}

function* tombstones(
  pass: Pass,
  scan: TombstoneScan,
  item: Item | undefined,
): Generator<PlannedWrite> {
  for (const row of tombstonesUpTo(scan, item)) {
    pass.tally.counts.tombstones += 1;
    yield line('data/tombstones.ndjson', row);
  }
}

function* oneItem(pass: Pass, item: Item): Generator<PlannedWrite> {
  const { input, tally: tallied } = pass;
  const ordered = languages.flatMap((lang) => item.versions.filter((one) => one.lang === lang));
  const row: BundleItem = {
    id: item.id,
    agency: item.agency,
    entity: input.mapping.entity,
    kind: item.kind,
    anchor: item.anchor,
    pairing: item.pairing && { confidence: item.pairing.confidence, by: item.pairing.by },
    versions: [],
  };
  tallied.counts.items += 1;
  tally(tallied.counts.kinds, item.kind);
  for (const version of ordered) {
    const page = pageOf(input, item, version);
    const built = buildVersion(input, { item, version, page }, pass.portalSection);
    row.versions.push(built.version);
    tally(tallied.counts.versions, version.lang);
    yield* versionWrites(pass, row, built);
    yield* provenance(input, item, version, page);
  }
  yield line('data/items.ndjson', row);
}

function pageOf(input: BundleInput, item: Item, version: ItemVersion): Page {
  const page = input.pages.page(version.agency, version.key, version.lang);
  if (page) return page;
  throw new Error(`item ${item.id}: no page ${version.agency} ${version.lang} ${version.key}`);
}

function* versionWrites(
  pass: Pass,
  item: BundleItem,
  { version, links, assets: used, findings }: BuiltVersion,
): Generator<PlannedWrite> {
  yield {
    type: 'file',
    path: version.content,
    text: canonicalText(contentFile(item, version)),
  };
  for (const link of links) {
    tally(pass.tally.counts.links, link.class);
    if (link.class === 'shared') {
      const id = /^kosh:item\/([^?]+)/.exec(link.target ?? '')?.[1];
      if (id !== undefined) pass.linkedShared.add(id);
    }
    yield line('data/links.ndjson', link);
  }
  for (const asset of used) pass.usedAssets.add(asset.sha256);
  for (const found of findings) {
    pass.report(found);
    yield message(pass, found);
  }
  yield { type: 'append', path: 'data/review.csv', text: reviewOf(item, version) };
}

function reviewOf(item: BundleItem, version: BundleVersion): string {
  return reviewLine({
    id: item.id,
    lang: version.lang,
    kind: item.kind,
    title: version.title,
    address: version.source.address,
    published: version.published?.value ?? '',
    confidence: version.confidence.toFixed(2),
    flags: version.flags.join(' '),
  });
}

function* provenance(
  input: BundleInput,
  item: Item,
  version: ItemVersion,
  page: Page,
): Generator<PlannedWrite> {
  for (const address of new Set([page.address, ...page.parts])) {
    const facts = input.capture(version.agency, address);
    if (!facts) continue;
    const row: Provenance = {
      item: item.id,
      lang: version.lang,
      address,
      fetched_at: facts.fetchedAt,
      status: facts.status,
      declared_type: facts.declaredType,
      encoding: facts.encoding,
      digest: facts.payloadDigest,
      site_model: page.siteModel,
      template: page.template,
    };
    yield line('data/provenance.ndjson', row);
  }
}

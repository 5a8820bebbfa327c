import type { Asset } from '../model/asset.ts';
import type { BundleVersion, ItemFlag } from '../model/bundle-item.ts';
import { lowConfidence, unsurePairing } from '../model/confidence.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { BundleLink } from '../model/link.ts';
import type { AssetUse, Page } from '../model/page.ts';
import { type RenderedHtml, renderMarkdown } from '../render/markdown-html.ts';
import { sha256Hex } from '../text/hash.ts';
import { applyBlocks } from './apply-blocks.ts';
import { assetReference } from './asset-path.ts';
import { canonicalLine, jsonLine } from './canonical-text.ts';
import { contentPath } from './content-file.ts';
import type { BundleInput, VersionInput } from './plan-input.ts';
import { type RewrittenBody, rewriteBody } from './rewrite-body.ts';
import { slugOf } from './slug.ts';

/** A version ready for the bundle, with what it needs and what was noticed while making it. */
export interface BuiltVersion {
  version: BundleVersion;
  links: BundleLink[];
  assets: Asset[];
  findings: Finding[];
}

const longestDescription = 300;

/** Makes the importable form of one language version: body led to its new targets, HTML, files, flags. */
export function buildVersion(
  input: BundleInput,
  given: VersionInput,
  portalSection: (address: string) => string | null,
): BuiltVersion {
  const applied = applyBlocks(given, (agency, hash) => input.verdictOf(agency, hash));
  const { subject } = applied;
  const { item, version, page } = subject;
  const body = rewriteBody(input, subject);
  const rendered = renderMarkdown(body.markdown, {
    own: body.own,
    portalHosts: input.portalHosts,
  });
  const used = usedAssets(input, subject, body);
  const findings = [
    ...applied.findings,
    ...body.findings,
    ...used.findings,
    ...removedFindings(subject, rendered),
  ];
  const title = titleOf(page);
  const shown: ShownVersion = {
    lang: version.lang,
    title,
    slug: slugOf(title, `${item.kind}-${item.id.slice(0, 8)}`),
    short_description: excerpt(page.lead ?? page.text, longestDescription),
    body_md: body.markdown,
    body_html: rendered.html,
    published: page.published,
    updated: page.updated,
    section: page.section.map(canonicalLine),
    portal_section: portalSection(page.address),
    author: lineOrNull(page.author),
    credit: lineOrNull(page.credit),
    tags: page.tags.map(canonicalLine).filter((tag) => tag !== ''),
    picture: used.picture,
    doc: docOf(page),
    images: used.images,
    files: used.files,
  };
  return {
    version: {
      ...shown,
      content: contentPath(version.lang, item.kind, item.id),
      source: sourceOf(input, subject),
      confidence: page.confidence,
      flags: flagsOf(subject, findings),
      digest: versionDigest(shown),
    },
    links: body.links,
    assets: used.assets,
    findings,
  };
}

type ShownVersion = Omit<BundleVersion, 'content' | 'source' | 'confidence' | 'flags' | 'digest'>;

/** Digest of all that the portal shows of a version; where it came from does not count. */
export function versionDigest(version: ShownVersion): string {
  const { lang, title, slug, short_description, body_md, body_html } = version;
  const { published, updated, section, portal_section, images, files } = version;
  const { author, credit, tags, picture, doc } = version;
  const text = { lang, title, slug, short_description, body_md, body_html };
  const around = { published, updated, section, portal_section, images, files };
  const about = { author, credit, tags, picture, doc };
  return `sha256:${sha256Hex(jsonLine({ ...text, ...around, ...about }))}`;
}

function lineOrNull(text: string | null): string | null {
  return text === null ? null : canonicalLine(text) || null;
}

function docOf({ act }: Page): BundleVersion['doc'] {
  if (act === null) return null;
  return {
    kind: act.kind,
    issuer: lineOrNull(act.issuer),
    number: lineOrNull(act.number),
    signed_date: act.signedDate,
    signer: lineOrNull(act.signer),
    reg_number: lineOrNull(act.regNumber),
    reg_date: act.regDate,
  };
}

/** The title on one line; the page's first words, or its address, where it has none. */
function titleOf(page: Page): string {
  return canonicalLine(page.title) || excerpt(page.text, 120) || page.address;
}

/** The beginning of a text on one line, cut between words. Lengths in UTF-16 units. */
function excerpt(text: string, length: number): string {
  const line = canonicalLine(text.slice(0, 4 * length));
  if (line.length <= length) return line;
  const cut = line.lastIndexOf(' ', length - 1);
  return canonicalLine(`${line.slice(0, cut > length / 2 ? cut : length - 1)}…`);
}

function sourceOf(input: BundleInput, { version, page }: VersionInput): BundleVersion['source'] {
  return {
    agency: version.agency,
    address: page.address,
    key: version.key,
    parts: page.parts,
    aliases: version.aliases,
    ...(version.scripts && { scripts: version.scripts }),
    capture: input.capture(version.agency, page.address)?.payloadDigest ?? null,
  };
}

interface UsedAssets {
  images: BundleVersion['images'];
  files: BundleVersion['files'];
  picture: BundleVersion['picture'];
  assets: Asset[];
  findings: Finding[];
}

/** Pictures and files of a version: those the page names, then those only the body links to. */
function usedAssets(input: BundleInput, subject: VersionInput, body: RewrittenBody): UsedAssets {
  const { item, version, page } = subject;
  const used: UsedAssets = {
    images: [],
    files: [],
    picture: null,
    assets: [],
    findings: [],
  };
  const seen = new Set<string>();
  const add = (asset: Asset, as: 'link' | 'image', text: string): void => {
    if (seen.has(asset.sha256)) return;
    seen.add(asset.sha256);
    used.assets.push(asset);
    const reference = assetReference(asset);
    const name = fileName(asset.name, reference);
    const line = canonicalLine(text);
    if (as === 'image') used.images.push({ asset: asset.sha256, reference, alt: line });
    else used.files.push({ asset: asset.sha256, reference, title: line || name, name });
  };
  for (const use of page.assets) {
    const asset = assetOf(input, version.agency, use);
    if (asset) add(asset, use.role === 'image' ? 'image' : 'link', use.text);
    else if (!alreadyFound(body, use.address)) {
      const where = { address: page.address, subject: item.id };
      const detail = `${version.lang}: ${use.address.slice(0, 500)}`;
      used.findings.push(finding('bundle', 'asset-missing', where, detail));
    }
  }
  for (const { asset, as, text } of body.assets) add(asset, as, text);
  used.picture = leadPicture(input, subject, used);
  return used;
}

/** The lead picture as an asset; its bytes go along even when the body does not show it. Null when it was not captured. */
function leadPicture(
  input: BundleInput,
  { version, page }: VersionInput,
  used: UsedAssets,
): BundleVersion['picture'] {
  const asset = page.picture === null ? undefined : input.assets.at(version.agency, page.picture);
  if (!asset) return null;
  const shown = used.images.find((image) => image.asset === asset.sha256);
  if (shown) return shown;
  if (used.assets.every((one) => one.sha256 !== asset.sha256)) used.assets.push(asset);
  return { asset: asset.sha256, reference: assetReference(asset), alt: '' };
}

function assetOf(input: BundleInput, agency: string, use: AssetUse): Asset | undefined {
  const asset = input.assets.at(agency, use.address);
  if (asset) return asset;
  const target = input.targetOf(use.address);
  return 'sha256' in target ? input.assets.get(target.sha256) : undefined;
}

/** A picture the body names was reported there, or shows over https from another site. */
function alreadyFound(body: RewrittenBody, address: string): boolean {
  return body.links.some((link) => link.href === address && link.as === 'image');
}

/** The last part of a name, whatever separators the old site used. */
function fileName(name: string, reference: string): string {
  const last = canonicalLine(name.split(/[/\\]/).at(-1) ?? '');
  return last === '' || /^\.+$/.test(last) ? (reference.split('/').at(-1) ?? '') : last;
}

function removedFindings(
  { item, version, page }: VersionInput,
  { removed }: RenderedHtml,
): Finding[] {
  const where = { address: page.address, subject: item.id };
  return removed.map(({ what, name, count }) =>
    finding('bundle', 'html-removed', where, `${version.lang}: ${what} ${name}, ${count} times`),
  );
}

function flagsOf({ item, page }: VersionInput, findings: readonly Finding[]): ItemFlag[] {
  const found = (code: ItemFlag): boolean => findings.some((one) => one.code === code);
  const flags: [ItemFlag, boolean][] = [
    ['asset-missing', found('asset-missing')],
    ['date-missing', item.kind === 'news' && page.published === null],
    ['empty-page', page.text.trim() === '' && page.assets.length === 0],
    ['html-removed', found('html-removed')],
    ['language-mixed', page.lang === 'mul'],
    ['language-unsure', page.lang === 'und'],
    ['link-dead', found('link-dead')],
    ['low-confidence', page.confidence < lowConfidence],
    ['pairing-unsure', item.pairing !== null && item.pairing.confidence < unsurePairing],
    ['title-missing', canonicalLine(page.title) === ''],
  ];
  return flags.filter(([, set]) => set).map(([flag]) => flag);
}

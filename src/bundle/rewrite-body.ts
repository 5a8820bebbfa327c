import type { Asset } from '../model/asset.ts';
import { type Finding, finding } from '../model/finding.ts';
import { sharedAgency } from '../model/item.ts';
import { type BundleLink, itemReference, type LinkClass } from '../model/link.ts';
import { inlineText } from '../render/markdown-parser.ts';
import { resolveAddress } from '../text/address.ts';
import { assetReference } from './asset-path.ts';
import { canonicalText } from './canonical-text.ts';
import type { MarkdownReference } from './markdown-references.ts';
import type { BundleInput, VersionInput } from './plan-input.ts';
import { rewriteReferences } from './rewrite-references.ts';

/** A body with its links led to where their targets went. */
export interface RewrittenBody {
  markdown: string;
  links: BundleLink[];
  /** References that the rewriting wrote, for the renderer's allow-list. */
  own: Set<string>;
  /** Assets that the body names, with the text they were named by. */
  assets: { asset: Asset; as: 'link' | 'image'; text: string }[];
  findings: Finding[];
}

/** What a link leads to now; `target` null drops the link and keeps its text. */
interface Led {
  class: LinkClass;
  target: string | null;
  agency: string | null;
  asset?: Asset;
}

/** Leads every link and picture of a version's body to its target, and lists each. Dead ones lose the link, not the text. */
export function rewriteBody(input: BundleInput, subject: VersionInput): RewrittenBody {
  const { item, version, page } = subject;
  const body: RewrittenBody = { markdown: '', links: [], own: new Set(), assets: [], findings: [] };
  const rewritten = rewriteReferences(canonicalText(page.markdown), (reference) => {
    const led = lead(input, subject, reference);
    const text = inlineText(reference.text);
    const href = absolute(reference.destination, page.address);
    body.links.push({
      item: item.id,
      lang: version.lang,
      index: body.links.length,
      as: reference.as,
      href,
      text,
      class: led.class,
      target: led.target,
      agency: led.agency,
    });
    if (led.asset) body.assets.push({ asset: led.asset, as: reference.as, text });
    if (led.target === null) body.findings.push(droppedFinding(subject, reference, led, href));
    else if (led.class !== 'external') body.own.add(led.target);
    if (led.target === null) return 'text';
    return led.target === reference.destination ? 'keep' : { target: led.target };
  });
  body.markdown = rewritten === '' || rewritten.endsWith('\n') ? rewritten : `${rewritten}\n`;
  return body;
}

function lead(input: BundleInput, subject: VersionInput, reference: MarkdownReference): Led {
  const { destination } = reference;
  if (reference.as === 'link' && subject.references?.has(destination)) {
    const shownAs = itemClass(sharedAgency, subject.item.agency);
    return { class: shownAs, target: destination, agency: sharedAgency };
  }
  const resolved = resolveAddress(destination, subject.page.address);
  if (resolved === undefined) return leadElsewhere(reference);
  if (reference.as === 'image') return leadPicture(input, subject, resolved.address);
  return leadLink(input, subject, resolved.address, resolved.fragment);
}

/** What is no web address: mail and telephone stay, every other scheme is refused. */
function leadElsewhere({ as, destination }: MarkdownReference): Led {
  if (as === 'link' && /^(?:mailto|tel):[^\s<>"]+$/i.test(destination)) {
    return { class: 'external', target: destination, agency: null };
  }
  const broken = /^https?:/i.test(destination) || !/^[a-z][a-z0-9+.-]*:/i.test(destination);
  return { class: broken ? 'dead' : 'unsafe', target: null, agency: null };
}

function leadPicture(input: BundleInput, { version }: VersionInput, address: string): Led {
  const target = input.targetOf(address);
  const asset =
    input.assets.at(version.agency, address) ??
    ('sha256' in target ? input.assets.get(target.sha256) : undefined);
  if (asset) return { class: 'asset', target: assetReference(asset), agency: null, asset };
  // The portal shows pictures over https only; others would be blocked as mixed content.
  if ('external' in target && address.startsWith('https:')) {
    return { class: 'external', target: address, agency: null };
  }
  return { class: 'dead', target: null, agency: null };
}

function leadLink(
  input: BundleInput,
  subject: VersionInput,
  address: string,
  fragment: string,
): Led {
  const target = input.targetOf(address);
  if ('itemId' in target) {
    return {
      class: itemClass(target.agency, subject.item.agency),
      target: itemReference(target.itemId, target.lang, fragment),
      agency: target.agency,
    };
  }
  if ('sha256' in target) {
    const asset = input.assets.get(target.sha256);
    if (asset) return { class: 'asset', target: assetReference(asset), agency: null, asset };
    return { class: 'dead', target: null, agency: null };
  }
  if ('portal' in target) return { class: 'portal', target: target.portal, agency: null };
  if ('dead' in target) return { class: 'dead', target: null, agency: null };
  const href = absolute(fragment === '' ? address : `${address}#${fragment}`, address);
  return { class: 'external', target: href, agency: null };
}

function itemClass(agency: string, own: string): LinkClass {
  if (agency === own) return 'internal';
  return agency === sharedAgency ? 'shared' : 'other-agency';
}

function droppedFinding(
  { item, version, page }: VersionInput,
  reference: MarkdownReference,
  led: Led,
  href: string,
): Finding {
  const where = { address: page.address, subject: item.id };
  const what = `${version.lang}: ${href.slice(0, 500)}`;
  if (led.class === 'unsafe') return finding('bundle', 'html-removed', where, what);
  return finding('bundle', reference.as === 'image' ? 'asset-missing' : 'link-dead', where, what);
}

/** The address with its fragment as browsers would write it, or the raw text when it is no web address. */
function absolute(destination: string, base: string): string {
  let href: string;
  try {
    href = new URL(destination, base).href;
  } catch {
    href = canonicalText(destination);
  }
  // Pictures inside `data:` addresses would repeat their bytes here.
  return href.length > longestHref ? `${href.slice(0, longestHref)}…` : href;
}

const longestHref = 4096;

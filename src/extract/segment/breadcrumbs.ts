import type { Block, HeadFacts } from '../../model/segment.ts';
import { cleanText } from './clean-text.ts';
import { silentTags } from './element-kinds.ts';
import { elementText } from './element-text.ts';
import { type LinkContext, webAddress } from './page-links.ts';
import type { ParsedPage } from './parse.ts';
import { attribute, findElement, type TreeElement } from './tree.ts';

type Crumb = HeadFacts['breadcrumbs'][number];

const trailName = /bread[-_]?crumb|(?:^|[\s_-])crumbs?(?:$|[\s_-])|pathway|navi?[-_]?chain/i;
/** A `»` that closes a quotation is part of a name: «Құлыншақ» балабақшасы. */
const separators = /\s*(?:(?<!«[^«»]{0,200})»|[›>→▸►⟩|•·/\\])+\s*|\s+::\s+|\s+[-–—]\s+/;
const arrow = /[»›>→▸►⟩/]/;
const mostCrumbs = 12;
const longestCrumb = 200;

/**
 * The way to the page as it shows it, from the outermost: schema.org BreadcrumbList (JSON-LD, microdata),
 * a container named like one, or a short line of links and arrows near the top.
 */
export function breadcrumbsOf(
  page: ParsedPage,
  blocks: readonly Block[],
  jsonLd: readonly unknown[],
  links: LinkContext,
): Crumb[] {
  const trail = findElement(page.root, isTrail);
  const shown = trail ? crumbsOf(trail, links) : [];
  if (shown.length > 1) return shown;
  const declared = jsonLd.map((object) => declaredCrumbs(object, links));
  const list = declared.find((crumbs) => crumbs.length > 1);
  if (list) return list;
  for (const block of blocks.slice(0, 60)) {
    const crumbs = lineCrumbs(block);
    if (crumbs.length > 1) return crumbs;
    if (block.kind === 'heading' && block.level === 1) break;
  }
  return shown;
}

function isTrail(element: TreeElement): boolean {
  if (/BreadcrumbList/.test(attribute(element, 'itemtype') ?? '')) return true;
  const id = attribute(element, 'id');
  const classes = attribute(element, 'class');
  if (id === undefined && classes === undefined) return false;
  if (element.tag === 'body' || element.tag === 'html' || element.tag === 'a') return false;
  return trailName.test(`${id ?? ''} ${classes ?? ''}`.slice(0, 300));
}

/** Links and texts of a trail in order, separators left out. */
function crumbsOf(trail: TreeElement, links: LinkContext): Crumb[] {
  const reading: TrailReading = { crumbs: [], text: '', links };
  readTrail(trail, reading);
  endText(reading);
  // A container of that name with a whole page inside is no trail.
  return reading.crumbs.length > mostCrumbs ? [] : withoutLeadIn(reading.crumbs);
}

interface TrailReading {
  crumbs: Crumb[];
  /** Text since the last link or edge. */
  text: string;
  links: LinkContext;
}

function readTrail(parent: TreeElement, reading: TrailReading): void {
  for (const child of parent.children) {
    if (reading.crumbs.length > mostCrumbs) return;
    if (child.kind === 'text') reading.text += child.text;
    else if (child.tag === 'a' && attribute(child, 'href') !== undefined) {
      endText(reading);
      addLink(child, reading);
    } else if (!silentTags.has(child.tag)) readElement(child, reading);
  }
}

function readElement(element: TreeElement, reading: TrailReading): void {
  if (element.isBlock) endText(reading);
  readTrail(element, reading);
  if (element.isBlock) endText(reading);
}

function addLink(anchor: TreeElement, reading: TrailReading): void {
  const text = elementText(anchor, longestCrumb);
  const href = webAddress(attribute(anchor, 'href') ?? '', reading.links) ?? null;
  if (text !== '') reading.crumbs.push({ text, href });
}

function endText(reading: TrailReading): void {
  for (const part of cleanText(reading.text.slice(0, 4 * longestCrumb)).split(separators)) {
    const text = part.trim();
    if (text !== '') reading.crumbs.push({ text: text.slice(0, longestCrumb), href: null });
  }
  reading.text = '';
}

/** Drops "You are here:" before the first link. */
function withoutLeadIn(crumbs: Crumb[]): Crumb[] {
  const first = crumbs[0];
  return first?.href === null && first.text.endsWith(':') ? crumbs.slice(1) : crumbs;
}

function declaredCrumbs(object: unknown, links: LinkContext): Crumb[] {
  if (!isRecord(object)) return [];
  const list = object['@type'] === 'BreadcrumbList' ? object : object.breadcrumb;
  if (!isRecord(list) || !Array.isArray(list.itemListElement)) return [];
  const entries: unknown[] = list.itemListElement.slice(0, mostCrumbs);
  return entries.filter(isRecord).flatMap((entry) => {
    const item = isRecord(entry.item) ? entry.item : entry;
    const name = typeof entry.name === 'string' ? entry.name : item.name;
    if (typeof name !== 'string') return [];
    const id = typeof entry.item === 'string' ? entry.item : (item['@id'] ?? item.url);
    const href = typeof id === 'string' ? (webAddress(id, links) ?? null) : null;
    return [{ text: cleanText(name).trim().slice(0, longestCrumb), href }];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Crumbs of a line such as `Главная » Новости » Аул`: it begins with a link, and arrows part it. */
function lineCrumbs(block: Block): Crumb[] {
  if (block.kind !== 'paragraph' || block.textLength > 250 || block.text.includes('\n')) return [];
  const first = block.links[0];
  if (!first || first.text === '' || !block.text.startsWith(first.text)) return [];
  const rest = block.text.slice(first.text.length).trimStart();
  if (!arrow.test(rest.charAt(0))) return [];
  const parts = block.text
    .split(/\s*(?:(?<!«[^«»]{0,200})»|[›>→▸►⟩])+\s*|\s+\/\s+/)
    .map((part) => part.trim());
  const texts = parts.filter((part) => part !== '');
  const crumbs = texts.map((text) => ({
    text: text.slice(0, longestCrumb),
    href: block.links.find((link) => link.text === text)?.href ?? null,
  }));
  // All but the last of a trail are links.
  return crumbs.slice(0, -1).every((crumb) => crumb.href !== null) ? crumbs : [];
}

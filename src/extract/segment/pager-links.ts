import { isInSilent, labelOf } from './element-text.ts';
import { type LinkContext, webAddress } from './page-links.ts';
import { attribute, type TreeElement } from './tree.ts';

const mostLinks = 100;
/** `2`, `[2]`, `Page 2`, `2-бет`. */
const numberText =
  /^[[(|\s-]*(?:(?:page|part|страница|стр\.?|часть|бет|бөлім)\s+)?(\d{1,4})(?:[\s-]*бет)?[\])|\s-]*$/iu;
const calendarName = /calend|datepick|kalend|kuntizbe/i;

/**
 * Links of pagers by their number texts, in document order: two or more numbers under one parent (or
 * its parent, for lists), outside of calendars.
 */
export function pagerLinksOf(
  anchors: readonly TreeElement[],
  links: LinkContext,
): { text: string; href: string }[] {
  const groups = new Map<TreeElement, { text: string; href: string }[]>();
  for (const anchor of anchors) {
    const entry = numberedLink(anchor, links);
    const home = entry && pagerOf(anchor);
    if (!entry || !home) continue;
    const group = groups.get(home);
    if (group) group.push(entry);
    else groups.set(home, [entry]);
  }
  const pagers = [...groups].filter(([home, group]) => group.length > 1 || namesPager(home));
  return pagers.flatMap(([, group]) => group).slice(0, mostLinks);
}

function numberedLink(
  anchor: TreeElement,
  links: LinkContext,
): { text: string; href: string } | undefined {
  const raw = attribute(anchor, 'href');
  if (raw === undefined) return undefined;
  const text = numberText.exec(labelOf(anchor, 16))?.[1];
  const href = text === undefined ? undefined : webAddress(raw, links);
  return text !== undefined && href !== undefined ? { text, href } : undefined;
}

/** The element that holds a pager's links; undefined in calendars and in what is no text of the page. */
function pagerOf(anchor: TreeElement): TreeElement | undefined {
  if (isInSilent(anchor)) return undefined;
  let home = anchor.parent;
  while (home && (home.tag === 'li' || (!home.isBlock && home.tag !== ''))) home = home.parent;
  if (!home || inCalendar(home)) return undefined;
  return home.tag === 'td' || home.tag === 'th' ? (home.parent ?? home) : home;
}

function inCalendar(element: TreeElement): boolean {
  let up: TreeElement | undefined = element;
  for (let level = 0; up && level < 6; level++, up = up.parent) {
    const cells = up.tag === 'tr' ? up.children.filter(isCell).length : 0;
    if (cells === 7) return true;
    if (calendarName.test(`${attribute(up, 'id') ?? ''} ${attribute(up, 'class') ?? ''}`))
      return true;
  }
  return false;
}

function isCell(node: TreeElement['children'][number]): boolean {
  return node.kind === 'element' && (node.tag === 'td' || node.tag === 'th');
}

function namesPager(element: TreeElement): boolean {
  const name = `${attribute(element, 'id') ?? ''} ${attribute(element, 'class') ?? ''}`;
  // Joomla lists the parts of an article in a box of its own.
  const box = element.parent ? (attribute(element.parent, 'class') ?? '') : '';
  return /pag(?:er|ination|enav|e-?links|es)|nav-links/i.test(name) || /article-index/i.test(box);
}

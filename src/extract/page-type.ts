import { notFoundText } from '../text/not-found-text.ts';
import { looksLikeDocument } from './metadata-links.ts';
import { passwordText } from './select-phrases.ts';
import { type BlockView, isFurniture, type PageView } from './select-view.ts';
import type { Novelty } from './select-weights.ts';

/** What sort of page it is, which decides how its content is chosen. */
export type PageType =
  | 'article'
  | 'listing'
  | 'discussion'
  | 'cards'
  | 'home'
  | 'search'
  | 'feed'
  | 'error'
  | 'password';

export interface TypeContext {
  address: string;
  /** The site model saw dated links to other pages on it. */
  isList: boolean;
  keyOf(address: string): string | undefined;
  key: string;
  isDocument(address: string): boolean;
  /** Keys of home pages of languages, beside the paths that many sites have. */
  languageRoots: readonly string[];
}

/** Main-area facts a page type is told by. */
export interface TypeFacts {
  /** Characters of plain text in blocks that are no furniture. */
  plain: number;
  /** Blocks that lead to other pages of the site and say little else. */
  entries: number;
  /** Characters of those blocks. */
  entryText: number;
  /** The longest run of blocks with the same element signature. */
  repeats: number;
}

/** Gathers the facts over blocks that are neither furniture by name nor repeated on the site. */
export function typeFacts(
  view: PageView,
  novelty: readonly Novelty[],
  context: TypeContext,
): TypeFacts {
  const facts: TypeFacts = { plain: 0, entries: 0, entryText: 0, repeats: 0 };
  const signatures = new Map<number, number>();
  for (const item of view.blocks) {
    if (isFurniture(item) || novelty[item.index]?.repeated) continue;
    const { block } = item;
    facts.plain += Math.max(0, block.textLength - block.linkTextLength);
    const entries = entriesOf(item, context);
    if (entries > 0) {
      facts.entries += entries;
      facts.entryText += block.textLength;
    }
    if (block.kind === 'heading' || block.kind === 'paragraph') {
      signatures.set(block.owner, (signatures.get(block.owner) ?? 0) + 1);
    }
  }
  facts.repeats = Math.max(0, ...signatures.values());
  return facts;
}

/** Entries that a block holds: one a link of a list or table, one for any other block that is mostly links. */
function entriesOf({ block, linkDensity }: BlockView, context: TypeContext): number {
  const links = block.links.filter((link) => leadsToPage(link.href, context)).length;
  if (block.kind === 'list' || block.kind === 'table') return links;
  return links > 0 && linkDensity > 0.5 ? 1 : 0;
}

function leadsToPage(href: string, context: TypeContext): boolean {
  if (!/^https?:/i.test(href)) return false;
  const hash = href.indexOf('#');
  const address = hash < 0 ? href : href.slice(0, hash);
  if (looksLikeDocument(address) || context.isDocument(address)) return false;
  const key = context.keyOf(address);
  return key !== undefined && key !== context.key;
}

/** Tells the type; `text` is what the article-like choice found, `share` its part of all text. */
export function tellPageType(
  view: PageView,
  facts: TypeFacts,
  chosen: { text: string; share: number },
  context: TypeContext,
): PageType {
  if (isPasswordForm(view, chosen.text)) return 'password';
  if (isNotFound(view, chosen.text)) return 'error';
  if (isFeed(context.address)) return 'feed';
  if (isSearch(context.address)) return 'search';
  if (isHome(context)) return 'home';
  const prose = chosen.text.length;
  const mostlyEntries = facts.entries >= 5 && facts.entryText > facts.plain * 0.8 && prose < 900;
  if ((context.isList && (facts.entries >= 4 || prose < 600)) || mostlyEntries) return 'listing';
  return 'article';
}

function isPasswordForm(view: PageView, text: string): boolean {
  if (text.length > 500) return false;
  return view.blocks.some((item) => {
    const { block } = item;
    if (block.controls === 0 && block.kind !== 'form') return false;
    const before = view.blocks[item.index - 1];
    const around = `${before?.block.text ?? ''} ${block.text}`;
    return (
      passwordText.test(around) &&
      !isFurniture(item) &&
      !/(?:логин|login|user ?name|e-?mail|пайдаланушы)/i.test(around)
    );
  });
}

function isNotFound(view: PageView, text: string): boolean {
  if (text.length > 700) return false;
  const headings = view.blocks
    .filter((item) => item.block.kind === 'heading' && !isFurniture(item))
    .map((item) => item.block.text);
  return [view.segment.head.title, text.slice(0, 300), ...headings.slice(0, 4)].some((line) =>
    notFoundText.test(line),
  );
}

function isFeed(address: string): boolean {
  return /(?:\/(?:feed|rss|atom)(?:\.(?:xml|php))?\/?(?:[?#]|$)|\.(?:rss|atom)(?:[?#]|$))/i.test(
    address,
  );
}

function isSearch(address: string): boolean {
  return /(?:\/(?:search|poisk|izdeu|izdey|find)(?:\.\w+)?\/?(?:[?#/]|$)|[?&](?:s|q|query|search|searchword|keyword)=)/i.test(
    address,
  );
}

/** The root, with or without a language and an index file, and no parameters that choose content. */
function isHome({ address, key, languageRoots }: TypeContext): boolean {
  if (languageRoots.includes(key)) return true;
  try {
    const { pathname, search } = new URL(address);
    const path = pathname.replace(/\/(?:index|default|main|home)\.\w{2,5}$/i, '/');
    const isRoot = /^\/(?:(?:kk|kz|kaz|ru|rus|en|eng)\/?)?$/i.test(path);
    return isRoot && /^(?:\?(?:lang|language|l|lng)=\w{1,5})?$/i.test(search);
  } catch {
    return false;
  }
}

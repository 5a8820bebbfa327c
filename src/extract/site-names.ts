import type { PageView } from './select-view.ts';
import { normaliseLine } from './title-text.ts';

/** The name of a site is a short line; longer links to the home page are sentences. */
const longestName = 100;
const shortestName = 4;

/** What the page itself gives as the name of its site, normalised: its metadata, and what links to the home page say. */
export function ownSiteNames(view: PageView): string[] {
  const { head, address } = view.segment;
  const given = [...(head.meta['og:site_name'] ?? []), ...(head.meta['application-name'] ?? [])];
  const root = rootOf(address);
  const links = view.blocks
    .filter(({ block }) => block.kind !== 'list' && block.kind !== 'table')
    .flatMap(({ block }) => (block.links.length > 3 ? [] : block.links));
  if (root !== '') {
    given.push(...links.filter((link) => isRoot(link.href, root)).map((link) => link.text));
  }
  const names = given
    .map(normaliseLine)
    .filter((name) => name.length >= shortestName && name.length <= longestName);
  return [...new Set(names)];
}

function rootOf(address: string): string {
  try {
    return new URL(address).host.replace(/^www\./, '');
  } catch {
    return '';
  }
}

/** The home page, alone or in a language or its version for phones. */
function isRoot(href: string, host: string): boolean {
  const rest = /^https?:\/\/(?:www\.)?([^/?#]+)(\/[^?#]*)?$/i.exec(href);
  if (rest?.[1]?.toLowerCase() !== host) return false;
  return /^\/?(?:kk|kz|kaz|ru|rus|en|eng|pda|m|mobile)?\/?(?:(?:index|default|main|home)\.\w{2,5})?$/i.test(
    rest[2] ?? '',
  );
}

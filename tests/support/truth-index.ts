import type { ContentItem } from '../../fixtures/engine/content.ts';
import { addressKey } from './address-key.ts';
import type { OutputVersion, TruthSite } from './scored-site.ts';

/** The key of a truth version's address on the canonical host of its site. */
export function truthKey(site: TruthSite, item: ContentItem): string {
  const host = site.hosts[0] ?? '';
  return addressKey(/^https?:/.test(item.address) ? item.address : `http://${host}${item.address}`);
}

/** The truth versions by the key of their address; a bilingual page holds two at one address. */
export function indexTruth(site: TruthSite): Map<string, ContentItem[]> {
  const index = new Map<string, ContentItem[]>();
  for (const item of site.items) {
    const key = truthKey(site, item);
    index.set(key, [...(index.get(key) ?? []), item]);
  }
  return index;
}

/** The truth versions a migrated version holds; at one address the one in its language if any. */
export function matchVersion(
  index: Map<string, ContentItem[]>,
  version: OutputVersion,
): ContentItem[] {
  const matches = new Set<ContentItem>();
  for (const address of version.addresses) {
    const here = index.get(addressKey(address)) ?? [];
    const sameLang = here.filter((item) => item.lang === version.lang);
    for (const item of sameLang.length > 0 ? sameLang : here.slice(0, 1)) matches.add(item);
  }
  return [...matches];
}

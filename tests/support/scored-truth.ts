import { type ContentItem, readContent } from '../../fixtures/engine/content.ts';
import { siteFolder } from '../../fixtures/engine/sites.ts';
import type { TruthSite } from './scored-site.ts';

/** The truth of a fixture site as a migration is scored against it: one version of an item in a language. */
export function scoredTruth(id: string, hosts: string[]): TruthSite {
  return { id, hosts, items: oneOfEachLanguage(readContent(new URL('content/', siteFolder(id)))) };
}

/**
 * Content with one file of each item and language: of several scripts Cyrillic comes first, then Latin; the
 * others, and the addresses under which a text stands untranslated, are further addresses of it.
 */
export function oneOfEachLanguage(content: ContentItem[]): ContentItem[] {
  return content.filter(isFirst).map((item) => ({
    ...item,
    aliases: [
      ...item.aliases,
      ...item.untranslated.map(({ address }) => address),
      ...versionsOf(item)
        .filter((other) => other !== item)
        .flatMap(({ address, aliases }) => [address, ...aliases]),
    ],
  }));

  function versionsOf({ item, lang }: ContentItem): ContentItem[] {
    return content.filter((other) => other.item === item && other.lang === lang);
  }

  function isFirst(item: ContentItem): boolean {
    return versionsOf(item).every((other) => rank(item) <= rank(other));
  }
}

function rank({ script }: ContentItem): number {
  if (script === null) return 0;
  return script === 'arab' ? 2 : 1;
}

import type { ItemVersion } from '../model/item.ts';
import type { CopyGroup } from './dedupe-page.ts';

/** What an item says of the group that is one of its versions. */
export function itemVersion({ chosen, aliases, pages }: CopyGroup): ItemVersion {
  const { lang, agency, key } = chosen;
  const version = { lang, agency, key, aliases };
  if (lang !== 'kk' || pages.every(({ script }) => script === undefined)) return version;
  // A page that was folded in from another language has no script of Kazakh.
  const kazakh = pages.filter((page) => page.lang === 'kk' || page.script !== undefined);
  return {
    ...version,
    scripts: kazakh.map((page) => ({ script: page.script ?? 'Cyrl', key: page.key })),
  };
}

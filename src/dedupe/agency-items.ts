import type { Finding } from '../model/finding.ts';
import type { Item } from '../model/item.ts';
import type { Language } from '../model/language.ts';
import { assignIds, type IdRegistry } from './assign-ids.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import { itemVersion } from './item-version.ts';
import { missingVersions, siteLanguages } from './missing-versions.ts';
import { anchorGroup, compareDrafts } from './pair-languages.ts';

/** A version of an agency's item that an adopted shared item replaces. */
export interface ReplacedVersion {
  /** Place of the item among the agency's drafts. */
  item: number;
  lang: Language;
  /** Id of the shared item. */
  sharedId: string;
}

/** A page of an agency that leads to a shared item. */
interface SharedPage {
  key: string;
  lang: Language;
  itemId: string;
}

/** What is left to an agency: its items, its pages that became shared, findings about what is left. */
export interface AgencyItems {
  items: Item[];
  sharedPages: SharedPage[];
  findings: Finding[];
}

/**
 * The items of one agency: its drafts without the versions that shared items replaced, with ids, which are registered.
 * An id whose item became shared points to the shared item from now on.
 */
export function agencyItems(
  agency: string,
  drafts: readonly ItemDraft[],
  replaced: readonly ReplacedVersion[],
  registry: IdRegistry,
): AgencyItems {
  const sharedIds = new Map(
    replaced.map(({ item, lang, sharedId }) => [`${item} ${lang}`, sharedId]),
  );
  const sharedIdOf = (item: number, { chosen }: CopyGroup) =>
    sharedIds.get(`${item} ${chosen.lang}`);
  const left = drafts.flatMap((draft, item) =>
    withoutVersions(draft, (version) => sharedIdOf(item, version) !== undefined),
  );
  const items = buildItems(agency, left, registry);
  const gone = drafts.flatMap((draft, item) =>
    draft.versions.flatMap((version) => {
      const sharedId = sharedIdOf(item, version);
      return sharedId === undefined ? [] : [{ version, sharedId }];
    }),
  );
  const living = new Set(items.map(({ id }) => id));
  for (const one of gone) retire(agency, one, living, registry);
  const sharedPages = gone.flatMap(({ version: { chosen, aliases }, sharedId }) =>
    [chosen.key, ...aliases].map((key) => ({ key, lang: chosen.lang, itemId: sharedId })),
  );
  return { items, sharedPages, findings: missingVersions(left, siteLanguages(drafts)) };
}

function withoutVersions(
  draft: ItemDraft,
  isReplaced: (version: CopyGroup) => boolean,
): ItemDraft[] {
  const versions = draft.versions.filter((version) => !isReplaced(version));
  if (versions.length === 0) return [];
  if (versions.length === draft.versions.length) return [draft];
  return [{ ...draft, versions, pairing: versions.length > 1 ? draft.pairing : null }];
}

/** Items of one agency from drafts, with registered ids, sorted by anchor page. */
function buildItems(agency: string, drafts: readonly ItemDraft[], registry: IdRegistry): Item[] {
  const sorted = [...drafts].sort(compareDrafts);
  const claims = sorted.map((draft) => ({
    anchor: anchorGroup(draft).chosen.key,
    keys: keysOf(draft),
  }));
  const ids = assignIds(agency, claims, registry);
  return sorted.map((draft, index) => ({
    id: ids[index] ?? '',
    agency,
    kind: anchorGroup(draft).chosen.kind,
    anchor: anchorGroup(draft).chosen.key,
    versions: draft.versions.map(itemVersion),
    pairing: draft.pairing,
  }));
}

function keysOf(draft: ItemDraft): string[] {
  const keys = draft.versions.flatMap(({ pages }) => pages.map(({ key }) => key));
  return [...new Set(keys)].sort();
}

/** An item that lives on with the rest of its pages keeps its id. */
function retire(
  agency: string,
  { version: { chosen, aliases }, sharedId }: { version: CopyGroup; sharedId: string },
  living: ReadonlySet<string>,
  registry: IdRegistry,
): void {
  const keys = [chosen.key, ...aliases];
  for (const entry of registry.idsOf(agency, chosen.key)) {
    if (living.has(entry.id) || !keys.includes(entry.anchor) || entry.sameAs === sharedId) continue;
    registry.register({ ...entry, sameAs: sharedId });
  }
}

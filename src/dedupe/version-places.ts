import type { ItemDraft } from './dedupe-page.ts';
import type { VersionPlace } from './find-shared.ts';
import type { Verdicts } from './verdicts.ts';

/** Drafts of an agency with its place among all. */
export interface PlacedDrafts {
  agency: number;
  drafts: readonly ItemDraft[];
}

/**
 * Finds the versions that verdicts name by any of their pages. A page that got another language since is found by its
 * key, if it stands in one version only. Reads an agency's drafts once, when the first of its pages is asked for.
 */
export function versionPlaces(
  draftsOf: (agency: string) => PlacedDrafts | undefined,
): (page: Verdicts['split'][number]) => VersionPlace | undefined {
  const known = new Map<string, Map<string, VersionPlace[]>>();
  const placesOf = (agency: string) => {
    const places = known.get(agency) ?? placesByKey(draftsOf(agency));
    known.set(agency, places);
    return places;
  };
  return ({ agency, key, lang }) => {
    const places = placesOf(agency).get(key) ?? [];
    const exact = places.find((place) => place.lang === lang);
    return exact ?? (places.length === 1 ? places[0] : undefined);
  };
}

function placesByKey(placed: PlacedDrafts | undefined): Map<string, VersionPlace[]> {
  const places = new Map<string, VersionPlace[]>();
  for (const [item, { versions }] of placed?.drafts.entries() ?? []) {
    for (const { chosen, pages } of versions) {
      for (const key of new Set(pages.map((page) => page.key))) {
        const place = { agency: placed?.agency ?? 0, item, lang: chosen.lang };
        places.set(key, [...(places.get(key) ?? []), place]);
      }
    }
  }
  return places;
}

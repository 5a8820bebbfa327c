import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import type { PlanInput } from './plan-input.ts';
import { fillTemplate, sectionTarget } from './target.ts';

/** Where something stands, or will stand, on the portal. Not yet checked against the allowed hosts. */
export interface PortalTarget {
  target: string;
  provisional: boolean;
}

/** The address that the portal named for an id, else the one that `expected` builds, as provisional. */
function named(
  input: PlanInput,
  id: string,
  lang: Language | null,
  expected: () => string,
): PortalTarget {
  const known = input.portalAddress(id, lang);
  return known === null
    ? { target: expected(), provisional: true }
    : { target: known, provisional: false };
}

/** An item in one language; `entity` is the shared entity for shared items. */
export function itemTarget(
  input: PlanInput,
  item: { id: string; kind: ImportedKind },
  lang: Language,
  entity: string,
): PortalTarget {
  const { base, templates } = input.settings.portal;
  return named(input, item.id, lang, () =>
    fillTemplate(templates[item.kind], { base, entity, id: item.id, lang }),
  );
}

/** The bytes of an image or file. */
export function assetTarget(input: PlanInput, sha256: string): PortalTarget {
  const { base, asset } = input.settings.portal;
  return named(input, sha256, null, () =>
    fillTemplate(asset, { base, entity: input.mapping.entity, id: sha256 }),
  );
}

/** The agency's home on the portal. */
export function homeTarget(input: PlanInput, lang: Language): PortalTarget {
  return named(input, 'home', lang, () => homeAddress(input, lang));
}

/** A section below the agency's home, as a rule of the mapping names it. */
export function portalSectionTarget(
  input: PlanInput,
  section: string,
  lang: Language,
): PortalTarget {
  return named(input, `section:${section}`, lang, () =>
    sectionTarget(homeAddress(input, lang), section),
  );
}

function homeAddress(input: PlanInput, lang: Language): string {
  const { base, home } = input.settings.portal;
  return fillTemplate(home, { base, entity: input.mapping.entity, lang });
}

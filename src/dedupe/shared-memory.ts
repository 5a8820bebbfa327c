import type { SharedItem } from '../model/item.ts';
import { hash64 } from '../text/hash.ts';
import type { SharedSettings } from './decide-shared.ts';
import type { AgencyBody } from './dedupe-page.ts';
import { draftRecord } from './draft-record.ts';
import type { FamilyPart } from './shared-families.ts';

/** What the same parts gave in an earlier run; kept by whoever runs the search. Records are opaque lines. */
export interface SharedMemory {
  /** Names all that results depend on beside parts and their agencies. */
  readonly basis: string;
  /** What a family of this name was found to propose. */
  proposals(name: string): string | undefined;
  keepProposals(name: string, record: string): void;
  /** What deciding about this id gave, when it was made from the same. */
  decided(id: string, from: string): { item: SharedItem; record: string } | undefined;
  keepDecided(id: string, from: string, record: string): void;
}

/**
 * A name for a family that is the same only if its proposals and what follows from them are: pages with their exact
 * texts, which versions belong to it, and what is known of the agencies and of those above them.
 */
export function familyName(
  parts: readonly FamilyPart[],
  agencies: ReadonlyMap<string, SharedSettings['agencies'][number]>,
  basis: string,
): string {
  const ids = [...new Set(parts.map(({ draft }) => draft.agency))];
  const above = ids.flatMap((id) => ancestors(id, agencies));
  const facts = [...new Set([...ids, ...above])].map((id) => agencies.get(id) ?? id);
  const pages = parts.map(({ draft, versions }) => [
    draftRecord(draft),
    versions.map(({ chosen }) => chosen.lang),
  ]);
  return hash64(JSON.stringify([basis, facts.map(ownFacts), pages]));
}

function ownFacts(agency: SharedSettings['agencies'][number] | string) {
  if (typeof agency === 'string') return agency;
  const { id, adopt, refuse, body } = agency;
  return [id, adopt, refuse, body];
}

/** Bodies above an agency, as far as choosing a copy looks at them. */
function ancestors(
  id: string,
  agencies: ReadonlyMap<string, { body?: AgencyBody | undefined }>,
): string[] {
  const found: string[] = [];
  for (let at = agencies.get(id)?.body?.parent; at && found.length < mostAncestors; ) {
    found.push(at);
    at = agencies.get(at)?.body?.parent;
  }
  return found;
}

const mostAncestors = 9;

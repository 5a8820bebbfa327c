import type { Finding } from '../model/finding.ts';
import { type SharedItem, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { type AgreementFacts, agreeParts } from './agree-parts.ts';
import { assignIds, type IdClaim, type IdRegistry } from './assign-ids.ts';
import type { CandidateSource } from './candidate.ts';
import {
  agencyCount,
  agreementFacts,
  decideShared,
  type Proposal,
  type SharedSettings,
} from './decide-shared.ts';
import type { CopyGroup, ItemDraft } from './dedupe-page.ts';
import { familyTexts } from './family-texts.ts';
import type { Cluster } from './find-clusters.ts';
import { PageTexts } from './page-texts.ts';
import { type FamilyPart, type ItemPlace, SharedFamilies } from './shared-families.ts';
import { wrongPair } from './wrong-pair.ts';

/** What agencies hold, read back when it is wanted, and how it is decided. */
export interface SharedInput extends Omit<SharedSettings, 'previous'> {
  /** In the order of ids: an agency's place here is its number in `candidates`. */
  agencies: SharedSettings['agencies'];
  candidates: CandidateSource;
  /** Copies among the candidates. */
  clusters: readonly Cluster[];
  /** Drafts of an agency by their places, in the order asked for. */
  drafts(agency: number, items: readonly number[]): ItemDraft[];
  /** The shared item of the last run with this id: a copy once chosen stays. */
  previous(id: string): SharedItem | undefined;
}

/** A version of an agency's item, by places. */
export interface VersionPlace extends ItemPlace {
  lang: Language;
}

/** A shared item, the versions that it replaces when adopted, and what agencies should know. */
export interface FoundShared {
  item: SharedItem;
  replaced: VersionPlace[];
  findings: AgencyFinding[];
}

/** What a person at an agency should know. */
export interface AgencyFinding {
  agency: string;
  finding: Finding;
}

/** A proposal without its drafts: parts are places in the family. */
interface Sketch {
  family: number;
  parts: Uint32Array;
  differing: { part: number; why: string; original: number | undefined }[];
  agreed: boolean;
}

/**
 * Finds what several agencies hold: clusters of copies a language, joined to items by the agencies' own pairs,
 * split where copies carry data of their own, decided by persons, then mappings, then the number of agencies. One
 * family of drafts is held at a time. Call `propose` to its end, then `decide`.
 */
export class SharedSearch {
  readonly #input: SharedInput;
  readonly #minimum: number;
  readonly #facts: AgreementFacts;
  readonly #families: SharedFamilies;
  readonly #sketches: Sketch[] = [];
  readonly #claims: IdClaim[] = [];

  constructor(input: SharedInput) {
    this.#input = input;
    this.#minimum = Math.max(2, input.sharedMinimum);
    this.#facts = agreementFacts(input);
    this.#families = new SharedFamilies(input.clusters, input.candidates);
  }

  /** Number of families, which `propose` goes through. */
  get families(): number {
    return this.#families.size;
  }

  /** Number of proposals, which `decide` goes through. */
  get proposals(): number {
    return this.#sketches.length;
  }

  /** Looks at one family after another: which of its parts agree. Yields the number done. */
  *propose(): Generator<number> {
    for (let family = 0; family < this.#families.size; family++) {
      const places = this.#families.places(family);
      if (new Set(places.map(({ agency }) => agency)).size >= this.#minimum) {
        this.#proposeFamily(family, places);
      }
      yield family + 1;
    }
  }

  /** Gives ids and decides about one proposal after another, by family. */
  *decide(registry: IdRegistry): Generator<FoundShared> {
    const ids = assignIds(sharedAgency, this.#claims, registry);
    let family = -1;
    let held: HeldFamily | undefined;
    for (const [index, sketch] of this.#sketches.entries()) {
      if (held === undefined || family !== sketch.family) {
        family = sketch.family;
        held = this.#read(family, this.#families.places(family));
      }
      yield this.#decideOne(sketch, ids[index] ?? '', held);
    }
  }

  /** Items that belong to two families; told to their agencies. */
  *torn(): Generator<AgencyFinding> {
    for (const { agency, item } of this.#families.torn) {
      const [draft] = this.#input.drafts(agency, [item]);
      if (draft !== undefined) yield { agency: draft.agency, finding: wrongPair(draft) };
    }
  }

  #read(family: number, places: readonly ItemPlace[]): HeldFamily {
    const drafts = readDrafts(this.#input, places);
    const parts = drafts.map((draft, part) => this.#families.part(family, part, draft));
    const texts = new PageTexts(familyTexts(places, drafts, this.#input.candidates));
    return { places, parts, texts };
  }

  #proposeFamily(family: number, places: readonly ItemPlace[]): void {
    const { parts, texts } = this.#read(family, places);
    const numbers = new Map(parts.map((part, at) => [part, at]));
    const numberOf = (part: FamilyPart) => numbers.get(part) ?? 0;
    for (const proposal of propose(parts, this.#minimum, texts, this.#facts)) {
      this.#claims.push(claimOf(proposal));
      this.#sketches.push({
        family,
        parts: Uint32Array.from(proposal.parts, numberOf),
        differing: proposal.differing.map(({ part, why, original }) => ({
          part: numberOf(part),
          why,
          original: original && numberOf(original),
        })),
        agreed: proposal.agreed,
      });
    }
  }

  #decideOne(sketch: Sketch, id: string, { places, parts, texts }: HeldFamily): FoundShared {
    const partAt = (at: number) => parts[at] as FamilyPart;
    const proposal: Proposal = {
      parts: [...sketch.parts].map(partAt),
      differing: sketch.differing.map(({ part, why, original }) => ({
        part: partAt(part),
        why,
        original: original === undefined ? undefined : partAt(original),
      })),
      agreed: sketch.agreed,
    };
    const before = this.#input.previous(id);
    const settings = { ...this.#input, previous: before === undefined ? [] : [before] };
    const made = decideShared(proposal, id, this.#minimum, settings, texts);
    const placeOf = new Map<CopyGroup, ItemPlace>();
    for (const [at, { versions }] of parts.entries()) {
      const place = places[at];
      if (place) for (const version of versions) placeOf.set(version, place);
    }
    const replaced = made.replaced.flatMap((version) => {
      const place = placeOf.get(version);
      return place === undefined ? [] : [{ ...place, lang: version.chosen.lang }];
    });
    return { item: made.item, replaced, findings: made.findings };
  }
}

/** A family with the drafts of its parts. */
interface HeldFamily {
  places: readonly ItemPlace[];
  parts: FamilyPart[];
  texts: PageTexts;
}

/** Drafts at some places, which stand by agency. */
function readDrafts(input: SharedInput, places: readonly ItemPlace[]): ItemDraft[] {
  const drafts: ItemDraft[] = [];
  for (let from = 0; from < places.length; ) {
    const agency = places[from]?.agency ?? 0;
    let to = from + 1;
    while (places[to]?.agency === agency) to++;
    const items = places.slice(from, to).map(({ item }) => item);
    drafts.push(...input.drafts(agency, items));
    from = to;
  }
  if (drafts.length !== places.length) throw new Error('an item that is a candidate has no draft');
  return drafts;
}

/** Parts that agree make a shared item; those left over may make another; when none agree a person decides. */
function propose(
  parts: readonly FamilyPart[],
  minimum: number,
  texts: PageTexts,
  facts: AgreementFacts,
): Proposal[] {
  const proposals: Proposal[] = [];
  let rest = [...parts];
  while (agencyCount(rest) >= minimum) {
    const agreement = agreeParts(rest, minimum, texts, facts);
    if (agreement === undefined) break;
    const { agreeing, differing } = agreement;
    proposals.push({ parts: agreeing, differing, agreed: true });
    rest = differing.map(({ part }) => part);
  }
  if (proposals.length === 0) proposals.push({ parts: [...parts], differing: [], agreed: false });
  return proposals;
}

/** Name of a page in the registry entry of a shared item. */
function memberKey(agency: string, key: string): string {
  return `${agency}/${key}`;
}

function claimOf({ parts }: Proposal): IdClaim {
  const groups = parts.flatMap(({ versions }) => versions);
  const first = languages.find((lang) => groups.some(({ chosen }) => chosen.lang === lang));
  const anchors = groups
    .filter(({ chosen }) => chosen.lang === first)
    .map(({ chosen }) => memberKey(chosen.agency, chosen.key));
  const keys = groups.flatMap(({ pages }) =>
    pages.map(({ agency, key }) => memberKey(agency, key)),
  );
  return { anchor: anchors.sort()[0] ?? '', keys: [...new Set(keys)].sort() };
}

import type { Finding } from '../model/finding.ts';
import { type SharedItem, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { hash64 } from '../text/hash.ts';
import { type AgreementFacts, agreeParts, pageName } from './agree-parts.ts';
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
import { familyName, type SharedMemory } from './shared-memory.ts';
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
  /** What did not change is taken from here. */
  memory?: SharedMemory | undefined;
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
interface Sketch extends SketchRecord {
  family: number;
  /** `familyName`; empty when nothing is remembered. */
  name: string;
}

/** A sketch as it is remembered. */
interface SketchRecord {
  parts: readonly number[];
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
  readonly #agencies: ReadonlyMap<string, SharedInput['agencies'][number]>;
  readonly #facts: AgreementFacts;
  readonly #families: SharedFamilies;
  readonly #split: ReadonlySet<string>;
  readonly #sketches: Sketch[] = [];
  readonly #claims: IdClaim[] = [];

  constructor(input: SharedInput) {
    this.#input = input;
    this.#minimum = Math.max(2, input.sharedMinimum);
    this.#agencies = new Map(input.agencies.map((agency) => [agency.id, agency]));
    this.#facts = agreementFacts(input);
    this.#split = new Set(input.verdicts.split.map(pageName));
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

  /** A version that a person split off does not follow the others of its item either. */
  #withoutSplit({ draft, versions }: FamilyPart): FamilyPart {
    const staying = versions.filter(
      ({ pages }) => !pages.some((page) => this.#split.has(pageName(page))),
    );
    return { draft, versions: staying };
  }

  #read(family: number, places: readonly ItemPlace[]): HeldFamily {
    const drafts = readDrafts(this.#input, places);
    const parts = drafts.map((draft, part) =>
      this.#withoutSplit(this.#families.part(family, part, draft)),
    );
    let texts: PageTexts | undefined;
    return {
      places,
      parts,
      texts: () => {
        texts ??= new PageTexts(familyTexts(places, drafts, this.#input.candidates));
        return texts;
      },
    };
  }

  #proposeFamily(family: number, places: readonly ItemPlace[]): void {
    const held = this.#read(family, places);
    const { memory } = this.#input;
    const name = memory ? familyName(held.parts, this.#agencies, memory.basis) : '';
    const known = memory?.proposals(name);
    const sketches: SketchRecord[] = known === undefined ? this.#sketch(held) : JSON.parse(known);
    if (known === undefined) memory?.keepProposals(name, JSON.stringify(sketches));
    for (const sketch of sketches) {
      this.#claims.push(claimOf(sketch.parts.map((part) => held.parts[part] as FamilyPart)));
      this.#sketches.push({ family, name, ...sketch });
    }
  }

  #sketch({ parts, texts }: HeldFamily): SketchRecord[] {
    const numbers = new Map(parts.map((part, at) => [part, at]));
    const numberOf = (part: FamilyPart) => numbers.get(part) ?? 0;
    return propose(parts, this.#minimum, texts(), this.#facts).map((proposal) => ({
      parts: proposal.parts.map(numberOf),
      differing: proposal.differing.map(({ part, why, original }) => ({
        part: numberOf(part),
        why,
        original: original && numberOf(original),
      })),
      agreed: proposal.agreed,
    }));
  }

  #decideOne(sketch: Sketch, id: string, held: HeldFamily): FoundShared {
    const { memory, verdicts } = this.#input;
    const { name, parts, differing, agreed } = sketch;
    const said = [verdicts.adopt.has(id), verdicts.refuse.has(id)];
    const from = memory ? hash64(JSON.stringify([name, parts, differing, agreed, said])) : '';
    const known = memory?.decided(id, from);
    const made = known ?? this.#decideAnew(sketch, id, held);
    if (known === undefined) memory?.keepDecided(id, from, made.record);
    const { replaced, findings }: DecidedRecord = JSON.parse(made.record);
    return {
      item: made.item,
      replaced: replaced.flatMap(([part, lang]) => {
        const place = held.places[part];
        return place === undefined ? [] : [{ ...place, lang }];
      }),
      findings,
    };
  }

  #decideAnew(
    sketch: Sketch,
    id: string,
    { parts, texts }: HeldFamily,
  ): { item: SharedItem; record: string } {
    const partAt = (at: number) => parts[at] as FamilyPart;
    const proposal: Proposal = {
      parts: sketch.parts.map(partAt),
      differing: sketch.differing.map(({ part, why, original }) => ({
        part: partAt(part),
        why,
        original: original === undefined ? undefined : partAt(original),
      })),
      agreed: sketch.agreed,
    };
    const before = this.#input.previous(id);
    const settings = { ...this.#input, previous: before === undefined ? [] : [before] };
    const made = decideShared(proposal, id, this.#minimum, settings, texts());
    const partOf = new Map<CopyGroup, number>();
    for (const [at, { versions }] of parts.entries()) {
      for (const version of versions) partOf.set(version, at);
    }
    const record: DecidedRecord = {
      replaced: made.replaced.flatMap((version): DecidedRecord['replaced'] => {
        const part = partOf.get(version);
        return part === undefined ? [] : [[part, version.chosen.lang]];
      }),
      findings: made.findings,
    };
    return { item: made.item, record: JSON.stringify(record) };
  }
}

/** What deciding gives beside the shared item, as it is remembered. */
interface DecidedRecord {
  /** Versions by part of the family and language. */
  replaced: [part: number, lang: Language][];
  findings: AgencyFinding[];
}

/** A family with the drafts of its parts. */
interface HeldFamily {
  places: readonly ItemPlace[];
  parts: FamilyPart[];
  texts(): PageTexts;
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

function claimOf(parts: readonly FamilyPart[]): IdClaim {
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

import type { ImportedKind } from '../../src/model/kind.ts';
import type { Language } from '../../src/model/language.ts';
import { Random } from './bench-dedupe-random.ts';

/** What pages of a family have in common. */
export type FamilyKind =
  | 'edits'
  | 'figures'
  | 'ladder'
  | 'sentences'
  | 'quotation'
  | 'notice'
  | 'menu'
  | 'announcement'
  | 'same-title'
  | 'short'
  | 'preface'
  | 'repost'
  | 'twice'
  | 'identical';

/** Kinds as often as sites have them. */
export const usualKinds: readonly ImportedKind[] = [
  'page',
  'page',
  'page',
  'news',
  'news',
  'news',
  'document',
  'article',
];

/** Pages planted together; member 0 is the original of copies. */
export interface Family {
  number: number;
  kind: FamilyKind;
  lang: Language;
  itemKind: ImportedKind;
  size: number;
  /** Words edited (`edits`), or Jaccard aimed at (`ladder`, `sentences`); else which of several texts. */
  grade: number;
}

/** A member of a family. */
export interface Planted {
  family: Family;
  member: number;
}

/** A page by the place of its agency among all and its own among the agency's. */
export interface Place {
  agency: number;
  item: number;
}

interface Share {
  kind: FamilyKind;
  /** Part of the planted pages. */
  share: number;
  size: number;
  grades: readonly number[];
}

const ladder = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/** Families of many agencies come first, while all have room. */
const shares: readonly Share[] = [
  { kind: 'repost', share: 0.1, size: 40, grades: [0] },
  { kind: 'notice', share: 0.03, size: 30, grades: [0, 1] },
  { kind: 'menu', share: 0.03, size: 30, grades: [0] },
  { kind: 'announcement', share: 0.05, size: 25, grades: [0, 1] },
  { kind: 'same-title', share: 0.02, size: 25, grades: [0] },
  { kind: 'short', share: 0.07, size: 3, grades: [0, 1] },
  { kind: 'twice', share: 0.02, size: 3, grades: [0] },
  { kind: 'edits', share: 0.28, size: 2, grades: [0, 1, 2, 4, 8] },
  { kind: 'figures', share: 0.05, size: 2, grades: [0] },
  { kind: 'ladder', share: 0.16, size: 2, grades: ladder },
  { kind: 'sentences', share: 0.1, size: 2, grades: ladder },
  { kind: 'quotation', share: 0.04, size: 2, grades: [0] },
  { kind: 'preface', share: 0.05, size: 2, grades: [0] },
];

/** How many agencies and pages, how many of the pages are planted, and the seed of all that is random. */
export interface CorpusSize {
  agencies: number;
  pages: number;
  planted: number;
  seed: number;
}

/** Which page of which agency belongs to which family; the same for the same size and seed. */
export class CorpusPlan {
  readonly size: CorpusSize;
  readonly families: Family[] = [];
  /** Pages of agencies, in the order of their ids. */
  readonly pageCounts: number[];
  readonly #members: Planted[][];
  readonly #places = new Map<number, Place[]>();

  constructor(size: CorpusSize) {
    this.size = size;
    const random = new Random(size.seed, 1);
    this.pageCounts = splitUnevenly(size.pages, size.agencies, random);
    this.#members = this.pageCounts.map(() => []);
    this.#add({ kind: 'identical', grades: [0] }, size.agencies, random);
    for (const share of shares) {
      const count = Math.max(share.grades.length, (share.share * size.planted) / share.size);
      const pages = Math.min(share.size, size.agencies);
      for (let at = 0; at < count; at++) this.#add(share, pages, random, at);
    }
    this.pageCounts.forEach((_, agency) => {
      this.pagesOf(agency).forEach((page, item) => {
        if (page === null) return;
        const places = this.#places.get(page.family.number) ?? [];
        places[page.member] = { agency, item };
        this.#places.set(page.family.number, places);
      });
    });
  }

  /** Id of an agency; ids are in the order of numbers. */
  agencyId(agency: number): string {
    return `akimat-${String(agency).padStart(5, '0')}`;
  }

  /** What stands at each place of an agency: a member of a family, or null for a page like no other. */
  pagesOf(agency: number): (Planted | null)[] {
    const members = this.#members[agency] ?? [];
    const pages: (Planted | null)[] = new Array(this.pageCounts[agency] ?? 0).fill(null);
    const places = new Random(this.size.seed, 2, agency).different(members.length, pages.length);
    members.forEach((member, at) => {
      pages[places[at] as number] = member;
    });
    return pages;
  }

  /** Where the members of a family stand. */
  placesOf(family: Family): readonly Place[] {
    return this.#places.get(family.number) ?? [];
  }

  #add({ kind, grades }: Pick<Share, 'kind' | 'grades'>, size: number, random: Random, at = 0) {
    const family: Family = {
      number: this.families.length,
      kind,
      size,
      lang: random.chance(0.1) ? 'en' : random.of(['kk', 'ru']),
      itemKind: random.of(usualKinds),
      grade: grades[at % grades.length] ?? 0,
    };
    const agencies = this.#agenciesWithRoom(size, random);
    if (kind === 'twice') agencies[1] = agencies[0] as number;
    this.families.push(family);
    agencies.forEach((agency, member) => {
      this.#members[agency]?.push({ family, member });
    });
  }

  /** Different agencies; one that is full gives way to the next that is not. */
  #agenciesWithRoom(count: number, random: Random): number[] {
    const chosen = new Set<number>();
    for (const first of random.different(count, this.size.agencies)) {
      let agency = first;
      for (let tries = 0; chosen.has(agency) || !this.#hasRoom(agency); tries++) {
        if (tries > this.size.agencies)
          throw new Error('more planted pages than agencies have room for');
        agency = (agency + 1) % this.size.agencies;
      }
      chosen.add(agency);
    }
    return [...chosen];
  }

  /** Room for two, as a family may have two pages in one agency. */
  #hasRoom(agency: number): boolean {
    return (this.pageCounts[agency] ?? 0) - (this.#members[agency]?.length ?? 0) > 1;
  }
}

/** Parts that differ as agencies do, the largest seven times the smallest, and give the whole together. */
function splitUnevenly(whole: number, parts: number, random: Random): number[] {
  const weights = Array.from({ length: parts }, () => 0.25 + 1.5 * random.fraction());
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let before = 0;
  let given = 0;
  return weights.map((weight) => {
    before += weight;
    const until = Math.round((whole * before) / sum);
    const part = until - given;
    given = until;
    return part;
  });
}

import { nameShare } from '../text/name-likeness.ts';
import { contactsOf } from '../text/numbers.ts';
import { type AgencyBody, byCodeUnit, type CopyGroup } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';

/** Lengths of a complete copy: a longer one has additions of its agency, a shorter one lacks something. */
const complete = { least: 0.9, most: 1.25 };
/** Part of a body's name that a text must hold to name it, and letters at both ends that are looked at. */
const namedShare = 0.8;
const endLetters = 400;
/** Copies of others that are asked whether they name a body too. */
const askedCopies = 3;

/** What choosing a copy needs beside the copies. */
export interface ChoiceFacts {
  /** Kinds and names of agencies by id. */
  bodies: ReadonlyMap<string, AgencyBody>;
  /** Agency that wrote the news first. */
  original?: string | undefined;
  /** Agency or page that mappings/shared name as the official source. */
  official?: { agency?: string | undefined; address?: string | undefined } | undefined;
}

/** Nothing is known beside the copies. */
export const noChoiceFacts: ChoiceFacts = { bodies: new Map() };

/** The copy that stands for all of one language, and why. */
export interface ChosenCopy {
  group: CopyGroup;
  reason: string;
}

interface Row {
  group: CopyGroup;
  official: number;
  original: number;
  contacts: number;
  incomplete: number;
  named: number;
  body: number;
  depth: number;
  words: number;
  published: string;
}

/** The order of copies, most important first: what is compared, and the words for the reason. */
const criteria: readonly {
  compare(a: Row, b: Row): number;
  reason(best: Row): string;
}[] = [
  {
    compare: (a, b) => a.official - b.official,
    reason: () => 'it is the official source that mappings/shared name',
  },
  { compare: (a, b) => a.original - b.original, reason: () => 'it is the original of the news' },
  {
    compare: (a, b) => a.contacts - b.contacts,
    reason: ({ contacts }) =>
      contacts === 0
        ? 'it has no contacts and greeting of one agency'
        : 'it has the fewest contacts and greetings of one agency',
  },
  {
    compare: (a, b) => a.incomplete - b.incomplete,
    reason: () => 'it is complete and has no additions',
  },
  {
    compare: (a, b) => a.named - b.named,
    reason: () => 'its agency is the body that the copies name',
  },
  {
    compare: (a, b) => a.body - b.body,
    reason: () => 'its agency is the most central of those that hold it',
  },
  {
    compare: (a, b) => a.depth - b.depth,
    reason: () => 'its agency stands above others that hold it',
  },
  {
    compare: (a, b) => b.words - a.words,
    reason: ({ words }) => `it is the longest (${words} words)`,
  },
  {
    compare: (a, b) => byCodeUnit(b.published, a.published),
    reason: ({ published }) => `it is the newest (${published})`,
  },
  {
    compare: (a, b) => byName(a.group, b.group),
    reason: () => 'the copies are equally good; it is the first by name',
  },
];

/**
 * The copy that stands for all of one language: of the official source, the original, fewest contacts and greetings (a shared page
 * must not name one agency), complete, of the body that it names, of the most central body, longest, newest, smallest
 * agency and key. A total order, so that it does not depend on the order of members.
 */
export function chooseCopy(
  members: readonly CopyGroup[],
  texts: PageTexts,
  facts: ChoiceFacts = noChoiceFacts,
): ChosenCopy {
  const longest = longestComplete(members);
  const asked = [...members].sort(byName).slice(0, askedCopies + 1);
  const ends = new Map(asked.map((group) => [group, endsOf(group, texts)]));
  const rows = members.map((group) => rowOf(group, longest, ends, texts, facts));
  rows.sort((a, b) => criteria.reduce((order, { compare }) => order || compare(a, b), 0));
  const [best, next] = rows;
  if (best === undefined) throw new Error('a cluster without a member');
  const deciding = next && criteria.find(({ compare }) => compare(best, next) !== 0);
  return { group: best.group, reason: deciding?.reason(best) ?? 'it is the only one' };
}

/** Words of the longest copy without additions. */
function longestComplete(members: readonly CopyGroup[]): number {
  const lengths = members.map(({ chosen }) => chosen.words).sort((a, b) => a - b);
  const median = lengths[Math.floor((lengths.length - 1) / 2)] ?? 0;
  return Math.max(0, ...lengths.filter((length) => length <= complete.most * median));
}

function byName(a: CopyGroup, b: CopyGroup): number {
  return byCodeUnit(a.chosen.agency, b.chosen.agency) || byCodeUnit(a.chosen.key, b.chosen.key);
}

/** Title, beginning and end of a page: where it says what it is about and who signs it. */
function endsOf({ chosen }: CopyGroup, texts: PageTexts): string {
  const text = texts.text(chosen);
  return `${chosen.title}\n${text.slice(0, endLetters)}\n${text.slice(-endLetters)}`;
}

function namesBody(ends: string, body: AgencyBody | undefined): boolean {
  return body?.names.some((name) => nameShare(ends, name) >= namedShare) ?? false;
}

function rowOf(
  group: CopyGroup,
  longest: number,
  ends: ReadonlyMap<CopyGroup, string>,
  texts: PageTexts,
  facts: ChoiceFacts,
): Row {
  const { agency, words, published } = group.chosen;
  const text = texts.text(group.chosen);
  const body = facts.bodies.get(agency);
  // What copies of others name too the text is about; what only its own copy names is a greeting of the agency.
  const isNamed = [...ends].some(
    ([other, said]) => other.chosen.agency !== agency && namesBody(said, body),
  );
  const isGreeting = !isNamed && namesBody(endsOf(group, texts), body);
  return {
    group,
    official: isOfficial(group, facts) ? 0 : 1,
    original: facts.original === agency ? 0 : 1,
    contacts: contactsOf(text).length + (isGreeting ? 1 : 0),
    incomplete: words > longest ? 1 : words < complete.least * longest ? 2 : 0,
    named: isNamed ? 0 : 1,
    body: bodyRank(body),
    depth: depthOf(agency, facts.bodies),
    words: words > longest ? -words : words,
    published: published?.slice(0, 10) ?? '',
  };
}

function isOfficial({ pages }: CopyGroup, { official }: ChoiceFacts): boolean {
  return pages.some(
    (page) => official?.agency === page.agency || official?.address === page.address,
  );
}

/** 0 for a ministry, 1 for a committee, 2 for all others. */
export function bodyRank(body: AgencyBody | undefined): number {
  return body?.kind === 'ministry' ? 0 : body?.kind === 'committee' ? 1 : 2;
}

/** Bodies above an agency; more than eight, or a circle, count as eight. */
function depthOf(agency: string, bodies: ReadonlyMap<string, AgencyBody>): number {
  let depth = 0;
  for (let at = bodies.get(agency)?.parent; at && depth < 8; at = bodies.get(at)?.parent) {
    depth += 1;
  }
  return depth;
}

import { type Finding, finding } from '../model/finding.ts';
import { tellLanguage } from '../text/language.ts';
import { sentencesWithin } from '../text/sentences.ts';
import { estimateJaccard } from '../text/shingles.ts';
import type { CopyGroup } from './dedupe-page.ts';
import type { PairEvidence } from './evidence.ts';
import { compareCopies, comparePages, fewestWords, groupAround, groupBy } from './fold-copies.ts';
import { GroupSets } from './group-sets.ts';
import { isUnderOther, namedLanguage } from './key-shape.ts';
import type { PageTexts } from './page-texts.ts';
import { groupVerdicts, type PairingVerdicts } from './pair-verdicts.ts';
import { noVerdicts } from './verdicts.ts';

/** Jaccard similarity from which a page is another language's text. */
const sameText = 0.9;
/** Share of a page's sentences that are another language's text, from which it is not translated. */
const mostlySame = 0.6;
/** Estimated Jaccard of pages of which one has most sentences of the other, however much longer; of others it is 0. */
const worthReading = 0.08;
/** Confidence of links and addresses: what they pair may be short. */
const strong = 0.8;
const fewestLinkedWords = 5;

/** Groups of an agency after untranslated versions went to the version whose text they hold. */
export interface Untranslated {
  groups: CopyGroup[];
  findings: Finding[];
}

/**
 * Folds a version whose text is another version's (the English address with the Russian text, or with most of it) into
 * that version, where evidence pairs the two and nobody parted them; the group whose language the text really has
 * takes the other in. A page of which a part is in its own language stays, and is reported.
 */
export function foldUntranslated(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[],
  texts: PageTexts,
  verdicts: PairingVerdicts = noVerdicts,
): Untranslated {
  const { apart } = groupVerdicts(groups, verdicts);
  const sets = new GroupSets(groups.length, (a, b) => !apart(a, b));
  const parts = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { a, b, confidence } of evidence) {
    const x = groups[a];
    const y = groups[b];
    if (x === undefined || y === undefined || apart(a, b)) continue;
    if (isSameText(x, y, confidence, texts)) sets.join(a, b);
    for (const part of [partOf(x, y, texts), partOf(y, x, texts)]) {
      if (part === undefined || sets.together(a, b)) continue;
      if (!part.folds) findings.push(partly(part));
      else if (sets.join(a, b)) parts.set(part.page.chosen.key, part.share);
    }
  }
  const folded = sets.all().map((indexes) => {
    const members = indexes.flatMap((index) => groups[index] ?? []);
    return members.length === 1 ? members[0] : merge(members, texts);
  });
  const out = folded.filter((group) => group !== undefined);
  out.sort((a, b) => comparePages(a.chosen, b.chosen));
  const whole = bilingualKeys(out);
  findings.push(...out.flatMap((group) => untranslatedAddresses(group, parts, whole)));
  return { groups: out, findings };
}

function isSameText(a: CopyGroup, b: CopyGroup, confidence: number, texts: PageTexts): boolean {
  const x = a.chosen;
  const y = b.chosen;
  const words = Math.min(x.words, y.words);
  const linked = confidence >= strong && x.textHash === y.textHash;
  if (words < (linked ? fewestLinkedWords : fewestWords)) return false;
  if (x.textHash !== y.textHash && estimateJaccard(x.signature, y.signature) < 0.75) return false;
  return (
    (x.textHash === y.textHash || texts.overlap(x, y).jaccard >= sameText) &&
    texts.sameNumbers(x, y)
  );
}

interface Part {
  page: CopyGroup;
  of: CopyGroup;
  /** `8 of 10 sentences`. */
  share: string;
  /** The page's text is told as the other's language: what is its own in it is too little to be a version. */
  folds: boolean;
}

/** A page that stands for another language, most sentences of which are those of `of`. */
function partOf(page: CopyGroup, of: CopyGroup, texts: PageTexts): Part | undefined {
  const x = page.chosen;
  const y = of.chosen;
  const labelled = x.lang !== y.lang;
  if (!labelled && (!isUnderOther(x) || isUnderOther(y))) return undefined;
  if (Math.min(x.words, y.words) < fewestWords) return undefined;
  if (estimateJaccard(x.signature, y.signature) < worthReading) return undefined;
  const original = texts.text(y);
  const { shared, of: all, share } = sentencesWithin(texts.text(x), original);
  // What both have in common is the language of the one that is in its own.
  if (share < mostlySame || tellLanguage(original).lang !== y.lang) return undefined;
  return { page, of, share: `${shared} of ${all} sentences`, folds: !labelled };
}

function partly({ page, of, share }: Part): Finding {
  const { address, lang } = page.chosen;
  return finding(
    'dedupe',
    'untranslated',
    { address, subject: of.chosen.key },
    `${share} of the ${lang} page are the ${of.chosen.lang} text of ${of.chosen.key}.`,
  );
}

function merge(members: readonly CopyGroup[], texts: PageTexts): CopyGroup {
  const first = members[0];
  if (first === undefined) throw new Error('no group to merge');
  const { lang } = tellLanguage(texts.text(first.chosen));
  const own = members.filter((group) => group.chosen.lang === lang);
  const keeper = own.find(({ chosen }) => !isUnderOther(chosen)) ?? own[0] ?? first;
  return groupAround(
    keeper,
    members.filter((group) => group !== keeper),
  );
}

/** Keys of pages that were split by language, with the longest text of each: they hold a translation beside the text. */
function bilingualKeys(
  groups: readonly CopyGroup[],
): Map<string, { lang: string; words: number }[]> {
  const keys = new Map<string, { lang: string; words: number }[]>();
  for (const { chosen, pages } of groups) {
    for (const { key, words } of pages) {
      keys.set(key, [...(keys.get(key) ?? []), { lang: chosen.lang, words }]);
    }
  }
  return keys;
}

/** Words of a translation, as a part of the text's. */
const wholeTranslation = 0.5;

/** For each language that the label or address of a page names and the text of its group has not: the first such page. */
function untranslatedAddresses(
  group: CopyGroup,
  parts: ReadonlyMap<string, string>,
  keys: ReturnType<typeof bilingualKeys>,
): Finding[] {
  const { lang, key } = group.chosen;
  const own = namedLanguage(group.chosen);
  const held = group.pages.flatMap((page) => {
    const named = page.lang !== lang ? page.lang : namedLanguage(page);
    if (page === group.chosen || page.key === key || named === null || named === lang) return [];
    // On some sites a folder named after a language serves another one throughout: the chosen page says so.
    if (named === own) return [];
    const beside = (keys.get(page.key) ?? []).filter((one) => one.lang === named);
    if (beside.some(({ words }) => words >= wholeTranslation * page.words)) return [];
    return [{ page, named }];
  });
  const first = compareCopies(new Set(), 0);
  return [...groupBy(held, ({ named }) => named)].flatMap(([named, all]) => {
    const [page, ...others] = all.map((one) => one.page).sort(first);
    if (page === undefined) return [];
    const part = parts.get(page.key);
    const said =
      part === undefined
        ? `The address of language ${named} holds the ${lang} text of ${key}; it leads there.`
        : `The address of language ${named} holds ${part} of the ${lang} text of ${key}; it leads there, and what else it says does not move.`;
    const more = others.length === 0 ? '' : ` ${others.length} copies of it do the same.`;
    const where = { address: page.address, subject: key };
    return [finding('dedupe', 'untranslated', where, `${said}${more}`)];
  });
}

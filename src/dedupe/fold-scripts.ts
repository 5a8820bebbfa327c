import { type Finding, finding } from '../model/finding.ts';
import { type Script, scripts } from '../model/language.ts';
import type { CopyGroup } from './dedupe-page.ts';
import type { PairEvidence } from './evidence.ts';
import { comparePages, fewestWords, groupAround } from './fold-copies.ts';
import { GroupSets } from './group-sets.ts';
import type { PageTexts } from './page-texts.ts';
import type { GroupVerdicts } from './pair-verdicts.ts';
import { datesAgree } from './same-item.ts';
import { SkeletonTexts } from './skeleton-texts.ts';

/** Jaccard of pairs of words under which a page says something else; one text in any two alphabets has 0.93 and more (measured). */
const sameText = 0.85;
/** Least Jaccard of two pages that nothing but their texts brings together; pages of one site written apart have 0.04 (measured). */
const textAlone = 0.5;
/** The same where weak evidence says so too. */
const textBeside = 0.25;
/** Jaccard under which two texts have nothing in common: counters that run in each branch give them one address pattern. */
const nothing = 0.05;
/** Confidence of links and addresses, which are believed of every text but one of something else. */
const strong = 0.8;
/** Confidence under which evidence says nothing. */
const weak = 0.4;

/** Groups of an agency after Kazakh of other scripts went to the group of its Cyrillic page. */
export interface FoldedScripts {
  groups: CopyGroup[];
  findings: Finding[];
}

interface Match {
  a: number;
  b: number;
  confidence: number;
  jaccard: number;
}

/**
 * Makes one Kazakh version of the pages of all scripts: the Cyrillic page stands for them where there is one, then the
 * Latin one. Links and addresses come first, then the text itself, letters brought to one form. Pages of one language
 * that a person joined become one as well.
 */
export function foldScripts(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[],
  texts: PageTexts,
  said: GroupVerdicts,
): FoldedScripts {
  const skeletons = new SkeletonTexts(texts);
  const joined = said.joined.filter(({ a, b }) => langOf(groups[a]) === langOf(groups[b]));
  const others = groups.some((group) => langOf(group) === 'kk' && scriptOf(group) !== 'Cyrl');
  if (!others && joined.length === 0) return { groups: [...groups], findings: [] };
  const names = new Set(joined.map(({ a, b }) => `${a} ${b}`));
  const mayStand = (a: number, b: number) =>
    !said.apart(a, b) &&
    (names.has(`${Math.min(a, b)} ${Math.max(a, b)}`) || isOtherScript(groups[a], groups[b]));
  const sets = new GroupSets(groups.length, mayStand);
  for (const { a, b } of joined) sets.join(a, b);
  for (const { a, b } of matches(groups, evidence, skeletons)) sets.join(a, b);
  const out: CopyGroup[] = [];
  const findings: Finding[] = [];
  for (const set of sets.all()) {
    const [keeper, ...rest] = set.flatMap((index) => groups[index] ?? []).sort(compareScripts);
    if (keeper === undefined) continue;
    out.push(rest.length === 0 ? keeper : groupAround(keeper, rest));
    findings.push(...rest.flatMap((group) => differing(keeper, group, skeletons)));
  }
  out.sort((x, y) => comparePages(x.chosen, y.chosen));
  return { groups: out, findings };
}

/** The script of a group's chosen page. */
export function scriptOf({ chosen }: CopyGroup): Script {
  return chosen.script ?? 'Cyrl';
}

function langOf(group: CopyGroup | undefined): string | undefined {
  return group?.chosen.lang;
}

function isOtherScript(a: CopyGroup | undefined, b: CopyGroup | undefined): boolean {
  if (a === undefined || b === undefined || langOf(a) !== 'kk' || langOf(b) !== 'kk') return false;
  return scriptOf(a) !== scriptOf(b);
}

/** Cyrillic first, then by language and key. */
function compareScripts(a: CopyGroup, b: CopyGroup): number {
  return (
    scripts.indexOf(scriptOf(a)) - scripts.indexOf(scriptOf(b)) || comparePages(a.chosen, b.chosen)
  );
}

/** Groups of different scripts that are one text, the surest first. */
function matches(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[],
  skeletons: SkeletonTexts,
): Match[] {
  const found = new Map<string, Match>();
  const match = (x: number, y: number, confidence: number) => {
    const a = Math.min(x, y);
    const b = Math.max(x, y);
    const one = groups[a]?.chosen;
    const two = groups[b]?.chosen;
    if (found.has(`${a} ${b}`) || one === undefined || two === undefined) return;
    const { jaccard } = skeletons.overlap(one, two);
    if (isMatch(groups[a], groups[b], { confidence, jaccard }, skeletons)) {
      found.set(`${a} ${b}`, { a, b, confidence, jaccard });
    }
  };
  for (const { a, b, confidence } of evidence) {
    if (confidence >= weak && isOtherScript(groups[a], groups[b])) match(a, b, confidence);
  }
  for (const [at, script] of scripts.entries()) {
    for (const other of scripts.slice(at + 1)) {
      const left = pagesOf(groups, script);
      const right = pagesOf(groups, other);
      const near = skeletons.candidates(
        left.map((index) => groups[index]?.chosen).filter((page) => page !== undefined),
        right.map((index) => groups[index]?.chosen).filter((page) => page !== undefined),
      );
      for (const pair of near) match(left[pair.left] ?? 0, right[pair.right] ?? 0, 0);
    }
  }
  const sureness = ({ confidence, jaccard }: Match) => 1 - (1 - confidence) * (1 - jaccard);
  return [...found.values()].sort(
    (x, y) =>
      Number(y.confidence >= strong) - Number(x.confidence >= strong) ||
      sureness(y) - sureness(x) ||
      x.a - y.a ||
      x.b - y.b,
  );
}

function pagesOf(groups: readonly CopyGroup[], script: Script): number[] {
  return [...groups.keys()].filter((index) => {
    const group = groups[index];
    return group !== undefined && langOf(group) === 'kk' && scriptOf(group) === script;
  });
}

function isMatch(
  a: CopyGroup | undefined,
  b: CopyGroup | undefined,
  { confidence, jaccard }: { confidence: number; jaccard: number },
  skeletons: SkeletonTexts,
): boolean {
  if (a === undefined || b === undefined) return false;
  const tellable = Math.min(a.chosen.words, b.chosen.words) >= fewestWords;
  if (tellable && jaccard < nothing) return false;
  if (confidence >= strong) return true;
  if (!datesAgree(a.chosen.published, b.chosen.published)) return false;
  if (confidence > 0) return jaccard >= textBeside;
  if (!tellable || jaccard < textAlone) return false;
  // Notices of two years differ in their figures only.
  return skeletons.sameNumbers(a.chosen, b.chosen);
}

/** Words shown of each side of a difference. */
const shownWords = 6;

function differing(keeper: CopyGroup, group: CopyGroup, skeletons: SkeletonTexts): Finding[] {
  if (scriptOf(keeper) === scriptOf(group)) return [];
  const { jaccard } = skeletons.overlap(keeper.chosen, group.chosen);
  const numbers = skeletons.sameNumbers(keeper.chosen, group.chosen);
  if (jaccard >= sameText && numbers) return [];
  const only = (x: CopyGroup, y: CopyGroup) =>
    skeletons.wordsOnlyIn(x.chosen, y.chosen, shownWords).join(', ') || 'nothing';
  const share = `${Math.round(jaccard * 100)} % of its pairs of words are those of ${keeper.chosen.key}`;
  const detail = `${share}, which stands for it${numbers ? '' : '; the numbers differ'}. Only here: ${only(group, keeper)}; only there: ${only(keeper, group)}.`;
  const where = { address: group.chosen.address, subject: keeper.chosen.key };
  return [finding('dedupe', 'script-differs', where, detail)];
}

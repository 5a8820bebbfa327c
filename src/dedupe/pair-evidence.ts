import { byCodeUnit, type CopyGroup } from './dedupe-page.ts';
import { daysBetween, mostDays, type PairEvidence } from './evidence.ts';
import { groupBy } from './fold-copies.ts';
import { byPosition } from './position-evidence.ts';
import { byAddress, byAlternates } from './strong-evidence.ts';
import { byFiles, byNumbers, byNumericId } from './weak-evidence.ts';

/**
 * All evidence over the groups of one agency, sorted by groups; what two signs say of one pair adds up (noisy or).
 * `lists` are the keys that list pages lead to, in their order.
 */
export function pairEvidence(
  groups: readonly CopyGroup[],
  lists: readonly (readonly string[])[] = [],
): PairEvidence[] {
  const signs = signsOf(groups);
  return combined([...signs, ...byPosition(groups, combined(signs), lists)]);
}

function signsOf(groups: readonly CopyGroup[]): PairEvidence[] {
  const inTime = ({ a, b }: PairEvidence) => daysBetween(groups[a], groups[b]) <= mostDays;
  const alike = ({ a, b }: PairEvidence) => groups[a]?.chosen.kind === groups[b]?.chosen.kind;
  return [
    ...byAlternates(groups),
    ...byAddress(groups),
    ...byFiles(groups).filter(inTime),
    ...byNumericId(groups).filter((one) => inTime(one) && alike(one)),
    ...byNumbers(groups),
  ];
}

function combined(signs: readonly PairEvidence[]): PairEvidence[] {
  const pairs = groupBy(signs, ({ a, b }) => `${a} ${b}`);
  return [...pairs.values()].map(combine).sort((x, y) => x.a - y.a || x.b - y.b);
}

function combine(signs: PairEvidence[]): PairEvidence {
  const byGround = new Map<string, PairEvidence>();
  for (const sign of signs) {
    const known = byGround.get(sign.by);
    if (known === undefined || known.confidence < sign.confidence) byGround.set(sign.by, sign);
  }
  const sorted = [...byGround.values()].sort(
    (x, y) => y.confidence - x.confidence || byCodeUnit(x.by, y.by),
  );
  const doubt = sorted.reduce((product, { confidence }) => product * (1 - confidence), 1);
  const { a = 0, b = 0 } = sorted[0] ?? {};
  return {
    a,
    b,
    confidence: Math.round((1 - doubt) * 1000) / 1000,
    by: sorted.map(({ by }) => by).join(', '),
  };
}

import type { CheckCount, CheckedFault } from '../model/redirect-check.ts';
import type { Verdict } from '../probe/judge-answer.ts';
import type { CheckStep, CheckTarget } from '../store/check-db.ts';
import type { CheckItem } from './check-plan.ts';

/** What became of an item; no verdict where nothing was asked. */
export interface KeyResult {
  item: CheckItem;
  verdict: Verdict | null;
}

/** What stands at a target. */
export interface TargetResult {
  target: CheckTarget;
  verdict: Verdict;
}

/** Class of targets beside the classes of spellings. */
const targetClass = 'target';

/** The step that whole keys make; `rest` belongs to a key whose last request is still out. */
export function keyStep(results: readonly KeyResult[]): {
  step: CheckStep;
  rest: KeyResult[];
  keys: number;
} {
  const end = results.findLastIndex(({ item }) => item.ask === null) + 1;
  const tally = new Tally();
  const targets: Omit<CheckTarget, 'id'>[] = [];
  let keys = 0;
  let keyCursor: string | undefined;
  for (const { item, verdict } of results.slice(0, end)) {
    if (item.ask === null) {
      keyCursor = item.key;
      keys++;
      if (item.target) targets.push(item.target);
    } else if (verdict !== null) {
      const { ask, key, keyHost } = item;
      tally.add(ask.class, keyHost, verdict, () => ({ key, asked: ask.host + ask.target }));
    }
  }
  const step = {
    counts: tally.counts,
    faults: tally.faults,
    targets,
    ...(keyCursor === undefined ? {} : { keyCursor }),
  };
  return { step, rest: results.slice(end), keys };
}

/** The step that targets make. */
export function targetStep(results: readonly TargetResult[]): CheckStep {
  const tally = new Tally();
  for (const { target, verdict } of results) {
    const host = new URL(target.address).host;
    tally.add(targetClass, host, verdict, () => ({ key: target.key, asked: target.address }));
  }
  const last = results.at(-1)?.target.id;
  return {
    counts: tally.counts,
    faults: tally.faults,
    ...(last === undefined ? {} : { targetCursor: last }),
  };
}

class Tally {
  readonly faults: CheckedFault[] = [];
  readonly #counts = new Map<string, CheckCount>();

  get counts(): CheckCount[] {
    return [...this.#counts.values()];
  }

  add(
    name: string,
    host: string,
    { kind, expected, got }: Verdict,
    about: () => Pick<CheckedFault, 'key' | 'asked'>,
  ): void {
    const id = `${name} ${host} ${kind}`;
    const count = this.#counts.get(id);
    if (count) count.number++;
    else this.#counts.set(id, { class: name, host, kind, number: 1 });
    if (kind !== 'right') this.faults.push({ kind, class: name, host, ...about(), expected, got });
  }
}

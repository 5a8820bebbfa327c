import { finding } from '../model/finding.ts';
import type { SharedItem } from '../model/item.ts';
import { byCodeUnit } from './dedupe-page.ts';
import type { AgencyFinding } from './find-shared.ts';

/** Items that more agencies hold tell nothing of two of them. */
const mostAgencies = 8;
/** Fewest items that two agencies have in common, and their share of the items of each, when they are one. */
const fewest = 20;
const share = 0.8;

/** Counts which agencies hold the same items: two that hold nearly all in common are one agency under two names. */
export class AgencyPairs {
  readonly #pairs = new Map<string, number>();
  readonly #held = new Map<string, number>();

  /** Takes a shared item of any decision. */
  add({ members, decision }: SharedItem): void {
    const agencies = [...new Set(members.map(({ agency }) => agency))].sort(byCodeUnit);
    // Items that are not adopted stay with their agencies, who count them among their own.
    if (decision === 'adopt') for (const one of agencies) count(this.#held, one);
    if (agencies.length > mostAgencies) return;
    for (const [at, a] of agencies.entries()) {
      for (const b of agencies.slice(at + 1)) count(this.#pairs, `${a}\n${b}`);
    }
  }

  /** What to tell both agencies of each pair that is one; `ownItems` gives the number of an agency's items that are not adopted. */
  *findings(ownItems: (agency: string) => number): Generator<AgencyFinding> {
    for (const [pair, common] of [...this.#pairs].sort(([a], [b]) => byCodeUnit(a, b))) {
      if (common < fewest) continue;
      const [a = '', b = ''] = pair.split('\n');
      const all = [a, b].map((one) => ownItems(one) + (this.#held.get(one) ?? 0));
      if (all.some((items) => common < share * items)) continue;
      for (const [agency, other, items] of [
        [a, b, all[0]],
        [b, a, all[1]],
      ] as const) {
        const detail = `${common} of its ${items} items are those of ${other}, which looks like the same agency under another name.`;
        yield { agency, finding: finding('dedupe', 'agency-twice', { subject: other }, detail) };
      }
    }
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

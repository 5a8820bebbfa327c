import { type Candidate, decides } from '../../src/redirects/candidate.ts';
import { Followers } from '../../src/redirects/followers.ts';
import { compareKeys } from '../../src/text/key-order.ts';
import { memorySorter } from './memory-sorter.ts';

/** The offers that matter for one key: the strongest, and the strongest that needs no other key. */
export interface Offers {
  best: Candidate;
  own: Candidate | null;
}

/** How a key ends: the candidate that holds, the key that settled it, `loop` when none did. */
interface Folded {
  settled: Candidate;
  by: string;
  loop: boolean;
}

/** Folds a table of offers as planning does: keys that follow none are decided, the others are followers. */
export function foldChains(offers: ReadonlyMap<string, Offers>): {
  folded: Map<string, Folded>;
  loops: string[][];
} {
  const followers = new Followers(memorySorter());
  for (const [key, { best, own }] of [...offers].sort(([a], [b]) => compareKeys(a, b))) {
    if (best.follow !== null) followers.add({ key, spellings: [], moreSpellings: 0, best, own });
  }
  const decided = (key: string) => {
    const best = offers.get(key)?.best;
    return best?.follow === null ? best : undefined;
  };
  const ends = new Map<string, Folded>();
  const loops: string[][] = [];
  for (const one of followers.ends({ decided, isElsewhere: () => false })) {
    if ('loop' in one) {
      loops.push(one.loop);
      continue;
    }
    const { key, best, own } = one.follower;
    if (one.end.how === 'chain') {
      const settled = decided(one.end.by) ?? offers.get(one.end.by)?.own;
      const known = one.end.settled !== null && settled ? settled : best;
      ends.set(key, { settled: known, by: one.end.by, loop: false });
    } else if (one.end.how === 'own' && decides(own)) {
      ends.set(key, { settled: own, by: key, loop: false });
    } else ends.set(key, { settled: best, by: key, loop: true });
  }
  const folded = new Map<string, Folded>();
  for (const [key, { best }] of offers) {
    folded.set(key, ends.get(key) ?? { settled: best, by: key, loop: false });
  }
  return { folded, loops };
}

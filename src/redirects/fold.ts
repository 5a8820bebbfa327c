import type { Candidate } from './candidate.ts';

/** The offers that matter for one key: the strongest, and the strongest that needs no other key. */
export interface Offers {
  best: Candidate;
  own: Candidate | null;
}

/** How a key ends: the candidate that holds, the key that settled it, `loop` when none did. */
export interface Folded {
  settled: Candidate;
  by: string;
  loop: boolean;
}

/** Folded keys, and every loop met: its keys from the smallest on, each leading to the next. */
export interface Folding {
  folded: Map<string, Folded>;
  loops: string[][];
}

/**
 * Follows every chain of keys to its end, so that no redirect leads to another. A chain that ends nowhere
 * (unknown key, unresolved, loop) gives way to the key's own offer if that decides something.
 * Linear in the number of keys; the result does not depend on their order.
 */
export function foldChains(offers: ReadonlyMap<string, Offers>): Folding {
  const folding: Folding = { folded: new Map(), loops: [] };
  for (const key of offers.keys()) settleFrom(key, offers, folding);
  folding.loops.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  return folding;
}

function settleFrom(start: string, offers: ReadonlyMap<string, Offers>, folding: Folding): void {
  const path: string[] = [];
  const places = new Map<string, number>();
  let key: string | null = start;
  while (key !== null && !folding.folded.has(key) && !places.has(key)) {
    places.set(key, path.length);
    path.push(key);
    key = offers.get(key)?.best.follow ?? null;
  }
  const loopStart = key === null ? undefined : places.get(key);
  if (loopStart !== undefined) {
    const loop = path.splice(loopStart);
    folding.loops.push(fromSmallest(loop));
    settleLoop(loop, offers, folding);
  }
  for (const one of path.reverse()) settleOne(one, offers, folding);
}

/** Members with an offer of their own take it; the others follow on to the next that has one. */
function settleLoop(
  loop: readonly string[],
  offers: ReadonlyMap<string, Offers>,
  folding: Folding,
): void {
  const exits = loop.filter((key) => decides(offers.get(key)?.own));
  if (exits.length === 0) {
    for (const key of loop) {
      const best = offers.get(key)?.best;
      if (best) folding.folded.set(key, { settled: best, by: key, loop: true });
    }
    return;
  }
  for (const key of exits) takeOwn(key, offers, folding);
  const last = loop.indexOf(exits[exits.length - 1] ?? '');
  const inOrder = [...loop.slice(last + 1), ...loop.slice(0, last)];
  for (const key of inOrder.reverse()) {
    if (!folding.folded.has(key)) settleOne(key, offers, folding);
  }
}

function settleOne(key: string, offers: ReadonlyMap<string, Offers>, folding: Folding): void {
  const offer = offers.get(key);
  if (!offer) return;
  const next = offer.best.follow;
  if (next === null) {
    folding.folded.set(key, { settled: offer.best, by: key, loop: false });
    return;
  }
  const end = folding.folded.get(next);
  const lost = end === undefined || end.loop || end.settled.decision === 'unresolved';
  if (lost && decides(offer.own)) takeOwn(key, offers, folding);
  else folding.folded.set(key, end ?? { settled: offer.best, by: next, loop: false });
}

function takeOwn(key: string, offers: ReadonlyMap<string, Offers>, folding: Folding): void {
  const own = offers.get(key)?.own;
  if (own) folding.folded.set(key, { settled: own, by: key, loop: false });
}

function decides(own: Candidate | null | undefined): boolean {
  return own != null && own.decision !== 'unresolved';
}

function fromSmallest(loop: readonly string[]): string[] {
  const smallest = [...loop].sort()[0] ?? '';
  const at = loop.indexOf(smallest);
  return [...loop.slice(at), ...loop.slice(0, at)];
}

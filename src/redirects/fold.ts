/** Keys that follow another key, by number: what folding needs to know of them. */
export interface ChainGraph {
  size: number;
  /** The member that a member follows; -1 when what it follows is no member. */
  next: Int32Array;
  /** It has an offer of its own that decides something. */
  hasOwn(member: number): boolean;
  /** What it follows is unknown or undecided; asked only of those whose `next` is -1. */
  leadsNowhere(member: number): boolean;
}

/** How a member ends: by its own offer or that of the member `by`; by what `by` follows, which is no member; in a loop. */
export const endings = { open: 0, own: 1, follow: 2, loop: 3 } as const;

/** How every member ends, by number, and every loop met: its members, each leading to the next. */
export interface Folding {
  how: Uint8Array;
  by: Int32Array;
  loops: number[][];
}

/**
 * Follows every chain of keys to its end, so that no redirect leads to another. A chain that ends nowhere
 * (unknown key, unresolved, loop) gives way to the key's own offer if that decides something.
 * Linear in the number of members, 5 bytes each; the result does not depend on their order.
 */
export function foldChains(graph: ChainGraph): Folding {
  const folding: Folding = {
    how: new Uint8Array(graph.size),
    by: new Int32Array(graph.size).fill(-1),
    loops: [],
  };
  // Where a member stands on the path that is being followed, counted from 1.
  const places = new Int32Array(graph.size);
  for (let member = 0; member < graph.size; member++) settleFrom(member, graph, folding, places);
  return folding;
}

function settleFrom(start: number, graph: ChainGraph, folding: Folding, places: Int32Array): void {
  const path: number[] = [];
  let at = start;
  while (at >= 0 && folding.how[at] === endings.open && places[at] === 0) {
    path.push(at);
    places[at] = path.length;
    at = graph.next[at] ?? -1;
  }
  const place = at < 0 || folding.how[at] !== endings.open ? 0 : (places[at] ?? 0);
  if (place > 0) {
    const loop = path.splice(place - 1);
    folding.loops.push(loop);
    settleLoop(loop, graph, folding);
  }
  for (const member of path.reverse()) settleOne(member, graph, folding);
}

/** Members with an offer of their own take it; the others follow on to the next that has one. */
function settleLoop(loop: readonly number[], graph: ChainGraph, folding: Folding): void {
  const exits = loop.filter((member) => graph.hasOwn(member));
  if (exits.length === 0) {
    for (const member of loop) settle(folding, member, endings.loop, member);
    return;
  }
  for (const member of exits) settle(folding, member, endings.own, member);
  const last = loop.indexOf(exits[exits.length - 1] ?? -1);
  for (const member of [...loop.slice(last + 1), ...loop.slice(0, last)].reverse()) {
    if (folding.how[member] === endings.open) settleOne(member, graph, folding);
  }
}

function settleOne(member: number, graph: ChainGraph, folding: Folding): void {
  const next = graph.next[member] ?? -1;
  const how = next < 0 ? endings.follow : (folding.how[next] ?? endings.open);
  const by = next < 0 ? member : (folding.by[next] ?? next);
  const lost = how === endings.loop || (how === endings.follow && graph.leadsNowhere(by));
  if (lost && graph.hasOwn(member)) settle(folding, member, endings.own, member);
  else settle(folding, member, how, by);
}

function settle(folding: Folding, member: number, how: number, by: number): void {
  folding.how[member] = how;
  folding.by[member] = by;
}

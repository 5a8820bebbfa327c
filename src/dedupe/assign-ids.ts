import { dnsNamespace, uuidV5 } from '../text/uuid.ts';
import { byCodeUnit } from './dedupe-page.ts';

/** An id once given: it belongs to the item that holds `anchor`, else to one that holds any of `keys`. */
export interface RegisteredId {
  id: string;
  agency: string;
  /** Key the id was made from. */
  anchor: string;
  /** Further keys the item has had, sorted, without the anchor. */
  keys: string[];
  /** Id of the item it was merged into, or null. */
  sameAs: string | null;
}

/** Memory of ids across runs. */
export interface IdRegistry {
  /** Every id that was registered with the key as anchor or further key, by id. */
  idsOf(agency: string, key: string): RegisteredId[];
  /** Adds or replaces the entry of an id. */
  register(entry: RegisteredId): void;
}

/** An item that wants an id. */
export interface IdClaim {
  anchor: string;
  /** Every key of the item, anchor and aliases among them. */
  keys: string[];
}

/** Namespace of item ids. */
const itemNamespace = uuidV5(dnsNamespace, 'kosh');

/** The id an item gets when nothing is registered for it: UUIDv5 of agency, line feed, anchor. */
export function freshId(agency: string, anchor: string): string {
  return uuidV5(itemNamespace, `${agency}\n${anchor}`);
}

/**
 * Gives every claim of one agency its id, in their order, and registers it. A registered id stays with its anchor's
 * item; when that page is gone, with the first item that has one of its keys. An item that took in several
 * ids keeps one, and the others say so in `sameAs`; an item that was split off again gets its own back.
 */
export function assignIds(
  agency: string,
  claims: readonly IdClaim[],
  registry: IdRegistry,
): string[] {
  const order = [...claims.keys()].sort((a, b) =>
    byCodeUnit(claims[a]?.anchor ?? '', claims[b]?.anchor ?? ''),
  );
  const given = new Map<number, RegisteredId>();
  const taken = new Set<string>();
  const known = claims.map((claim) => registeredFor(agency, claim, registry));
  const give = (index: number, entry: RegisteredId | undefined) => {
    if (entry === undefined || taken.has(entry.id)) return;
    given.set(index, entry);
    taken.add(entry.id);
  };
  for (const index of order) {
    const claim = claims[index];
    const own = (known[index] ?? []).filter(
      (entry) => entry.sameAs === null && claim?.keys.includes(entry.anchor),
    );
    give(index, own.find((entry) => entry.anchor === claim?.anchor) ?? own[0]);
    for (const entry of own) {
      const kept = given.get(index);
      taken.add(entry.id);
      if (kept && kept.id !== entry.id) registry.register({ ...entry, sameAs: kept.id });
    }
  }
  for (const index of order) {
    const free = (known[index] ?? []).filter((entry) => !taken.has(entry.id));
    if (given.has(index)) continue;
    const heldBefore = free.find((entry) => entry.sameAs === null);
    const splitOff = free.find((entry) => claims[index]?.keys.includes(entry.anchor));
    give(index, heldBefore ?? splitOff ?? free[0]);
  }
  return claims.map((claim, index) => settle(agency, claim, given.get(index), taken, registry));
}

function registeredFor(agency: string, claim: IdClaim, registry: IdRegistry): RegisteredId[] {
  const found = new Map(
    claim.keys.flatMap((key) => registry.idsOf(agency, key)).map((entry) => [entry.id, entry]),
  );
  return [...found.values()].sort(
    (a, b) => byCodeUnit(a.anchor, b.anchor) || byCodeUnit(a.id, b.id),
  );
}

function settle(
  agency: string,
  claim: IdClaim,
  entry: RegisteredId | undefined,
  taken: Set<string>,
  registry: IdRegistry,
): string {
  let id = entry?.id ?? freshId(agency, claim.anchor);
  // The id of this anchor may live on with another item that holds a key of it.
  for (let copy = 2; entry === undefined && taken.has(id); copy++) {
    id = freshId(agency, `${claim.anchor}\n${copy}`);
  }
  taken.add(id);
  const anchor = entry?.anchor ?? claim.anchor;
  const keys = new Set([...(entry?.keys ?? []), ...claim.keys]);
  keys.delete(anchor);
  registry.register({ id, agency, anchor, keys: [...keys].sort(), sameAs: null });
  return id;
}

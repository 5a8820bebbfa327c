import { type IdEntry, lineOfEntry } from './registry-entry.ts';

/** The ids of one agency, held in memory: about 400 bytes each. */
export class AgencyIds {
  readonly agency: string;
  readonly #entries = new Map<string, IdEntry>();
  readonly #byKey = new Map<string, string[]>();
  #changed = false;

  constructor(agency: string, entries: Iterable<IdEntry>) {
    this.agency = agency;
    for (const entry of entries) this.#put(entry);
  }

  /** An entry was added or replaced by another. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Every id that was registered with the key as anchor or further key, by id. */
  idsOf(agency: string, key: string): IdEntry[] {
    if (agency !== this.agency) throw new Error(`the ids of ${this.agency} know none of ${agency}`);
    const ids = this.#byKey.get(key) ?? [];
    return [...ids].sort().flatMap((id) => this.#entries.get(id) ?? []);
  }

  /** The entry of an id. */
  find(id: string): IdEntry | undefined {
    return this.#entries.get(id);
  }

  /** Adds or replaces the entry of an id; the id's agency and anchor never change (throws). */
  register(entry: IdEntry): void {
    const known = this.#entries.get(entry.id);
    if (entry.agency !== this.agency || (known && known.anchor !== entry.anchor)) {
      throw new Error(`id ${entry.id} is registered for ${this.agency} ${known?.anchor ?? ''}`);
    }
    if (known && lineOfEntry(known) === lineOfEntry(entry)) return;
    this.#put(entry);
    this.#changed = true;
  }

  /** The lines of the agency in the registry, by anchor, then id. */
  *lines(): Generator<string> {
    const sorted = [...this.#entries.values()].sort(
      (a, b) => compare(a.anchor, b.anchor) || compare(a.id, b.id),
    );
    for (const entry of sorted) yield lineOfEntry(entry);
  }

  #put(entry: IdEntry): void {
    this.#entries.set(entry.id, entry);
    for (const key of [entry.anchor, ...entry.keys]) {
      const ids = this.#byKey.get(key);
      if (ids === undefined) this.#byKey.set(key, [entry.id]);
      else if (!ids.includes(entry.id)) ids.push(entry.id);
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

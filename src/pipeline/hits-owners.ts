import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { HitBatch } from '../redirects/hits/hit-batch.ts';
import type { HostOwner } from '../redirects/hits/hit-counter.ts';
import { addHits, countedPosition } from '../store/hits.ts';
import { foldRarest } from '../store/hits-upkeep.ts';
import { isKnownKey } from '../store/known-keys.ts';
import { keyRules } from '../text/url-key.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { HitsDatabases, keyHits } from './hits-databases.ts';
import { agencyHosts, hostsHash } from './hits-hosts.ts';

/** The agencies whose hosts a log may hold requests of, and where these are counted. */
export class HitsOwners {
  readonly hosts: ReadonlyMap<string, Mapping>;
  /** Hash of those hosts. */
  readonly hash: string;
  readonly #hits: HitsDatabases;
  readonly #sites: AgencyDatabases;
  readonly #agencies = new Map<string, HostOwner>();
  #log = '';

  constructor(workspace: Workspace, mappings: readonly Mapping[]) {
    this.hosts = agencyHosts(mappings);
    this.hash = hostsHash(this.hosts);
    this.#hits = new HitsDatabases(workspace);
    this.#sites = new AgencyDatabases(workspace);
  }

  /** Begins a log: how far each agency has counted it is looked up anew. */
  begin(log: string): void {
    this.#log = log;
    this.#agencies.clear();
  }

  /** Whose the requests of a host are. */
  of(host: string): HostOwner | undefined {
    const mapping = this.hosts.get(host) ?? this.hosts.get(host.replace(/:\d+$/, ''));
    if (mapping === undefined) return undefined;
    const { id } = mapping;
    const known = this.#agencies.get(id);
    if (known) return known;
    const rules = keyRules(mapping);
    const db = this.#hits.of(id);
    keyHits(db, rules);
    const owner = {
      agency: id,
      rules,
      knows: (key: string) => this.#knows(id, key),
      countedTo: countedPosition(db, this.#log),
    };
    this.#agencies.set(id, owner);
    return owner;
  }

  /** Stores what was counted in the log up to a position; returns the agencies that it was for. */
  store({ agencies }: HitBatch, to: number): string[] {
    for (const [agency, targets] of agencies) {
      const owner = this.#agencies.get(agency);
      if (owner === undefined) throw new Error(`counted for ${agency}, which was not asked`);
      const db = this.#hits.of(agency);
      addHits(db, this.#log, { from: owner.countedTo, to }, targets);
      owner.countedTo = to;
      foldRarest(db, owner.knows);
    }
    return [...agencies.keys()];
  }

  /** Looks up anew how far the agencies of a batch have counted the log: others may have counted what is before. */
  catchUp({ agencies }: HitBatch): void {
    for (const agency of agencies.keys()) {
      const owner = this.#agencies.get(agency);
      if (owner) owner.countedTo = countedPosition(this.#hits.of(agency), this.#log);
    }
  }

  #knows(agency: string, key: string): boolean {
    const site = this.#sites.of(agency);
    return site !== undefined && isKnownKey(site, key);
  }

  close(): void {
    this.#hits.close();
    this.#sites.close();
  }
}

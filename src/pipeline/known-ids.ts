import type { Workspace } from '../mapping/workspace.ts';
import { type Item, sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import { idKind } from '../redirects/id-map-row.ts';
import { addressesOfBytes } from '../store/address-keys.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { adoptedItem, itemById, listSharedItems } from '../store/portal-items.ts';
import { AgencyDatabases } from './agency-databases.ts';

/** Whose answer is read: an agency's, or that for shared items. */
export type IdMapOwner = Mapping | typeof sharedAgency;

/** Tells whether an owner has what an id names. */
export class KnownIds {
  readonly #portal: PortalDb;
  readonly #owner: IdMapOwner;
  readonly #databases: AgencyDatabases;
  readonly #sections: ReadonlySet<string>;
  #holders: readonly string[] | undefined;

  constructor(workspace: Workspace, portal: PortalDb, owner: IdMapOwner) {
    this.#portal = portal;
    this.#owner = owner;
    this.#databases = new AgencyDatabases(workspace);
    const rules = owner === sharedAgency ? [] : owner.rules;
    this.#sections = new Set(rules.flatMap(({ portalSection }) => portalSection ?? []));
  }

  /** Why an answer for this id in this language (empty: all) is not the owner's; undefined when it is. */
  faultOf(id: string, lang: string): string | undefined {
    switch (idKind(id)) {
      case 'item':
        return this.#itemFault(id, lang);
      case 'asset':
        return this.#hasBytes(id) ? undefined : `no file of ${this.#name} has these bytes: ${id}`;
      case 'section':
        return this.#sections.has(id.slice('section:'.length))
          ? undefined
          : `no rule of the mapping names the portalSection ${id.slice('section:'.length)}`;
      default:
        return this.#owner === sharedAgency ? 'shared items have no home' : undefined;
    }
  }

  close(): void {
    this.#databases.close();
  }

  get #name(): string {
    return this.#owner === sharedAgency ? sharedAgency : this.#owner.id;
  }

  #itemFault(id: string, lang: string): string | undefined {
    const shared = adoptedItem(this.#portal, id);
    const item = shared ?? itemById(this.#portal, id);
    if (!item) return `no item is known by ${id}`;
    const holder = shared ? sharedAgency : item.agency;
    if (holder !== this.#name) {
      return shared
        ? `${id} is a shared item; see kosh idmap shared`
        : `${id} is an item of ${holder}`;
    }
    return hasLanguage(item, lang) ? undefined : `${id} has no version in ${lang}`;
  }

  #hasBytes(sha256: string): boolean {
    return this.#agencies().some((agency) => {
      const db = this.#databases.of(agency);
      return db !== undefined && addressesOfBytes(db, sha256).length > 0;
    });
  }

  #agencies(): readonly string[] {
    if (this.#owner !== sharedAgency) return [this.#owner.id];
    this.#holders ??= [
      ...new Set(
        listSharedItems(this.#portal)
          .filter(({ decision }) => decision === 'adopt')
          .flatMap(({ item }) => item.versions.map(({ agency }) => agency)),
      ),
    ].sort();
    return this.#holders;
  }
}

function hasLanguage({ versions }: Item, lang: string): boolean {
  return lang === '' || versions.some((version) => version.lang === lang);
}

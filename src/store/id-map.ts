import { sharedAgency } from '../model/item.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** Where the portal put something; `lang` is empty when the address holds for all languages. */
interface IdMapEntry {
  /** Item id, SHA-256 of an asset, `home`, or `section:<path on the portal>`. */
  id: string;
  lang: string;
  address: string;
}

/** An answer of the portal with its history. */
export interface IdMapRecord extends IdMapEntry {
  actor: string;
  at: string;
  /** File and line it came from. */
  origin: string;
}

/** Appends answers of the portal; call inside a transaction. The newest for an id and language holds. */
export function appendIdMap(db: PortalDb, agency: string, records: Iterable<IdMapRecord>): void {
  const put = prepared(
    db,
    `INSERT INTO id_map_entries (agency, id, lang, address, actor, at, origin)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { id, lang, address, actor, at, origin } of records) {
    put.run(agency, id, lang, address, actor, at, origin);
  }
}

/** The address that the portal last gave for an id in exactly this language (empty: for all of them). */
export function newestIdMap(
  db: PortalDb,
  agency: string,
  id: string,
  lang: string,
): string | undefined {
  return prepared<{ address: string }>(
    db,
    `SELECT address FROM id_map_entries WHERE agency = ? AND id = ? AND lang = ? ORDER BY seq DESC LIMIT 1`,
  ).get(agency, id, lang)?.address;
}

/** The portal's address of something of an agency, or of a shared item, in a language, else the one for all languages, else null. */
export function portalAddress(
  db: PortalDb,
  agency: string,
  id: string,
  lang: string,
): string | null {
  const find = (owner: string) =>
    (lang === '' ? undefined : newestIdMap(db, owner, id, lang)) ?? newestIdMap(db, owner, id, '');
  const isItsOwn = id === 'home' || id.startsWith('section:') || agency === sharedAgency;
  return find(agency) ?? (isItsOwn ? undefined : find(sharedAgency)) ?? null;
}

/** Everything the portal ever answered for an id of an agency, oldest first. */
export function idMapHistory(db: PortalDb, agency: string, id: string): IdMapRecord[] {
  return db
    .prepare<[string, string], IdMapRecord>(
      `SELECT id, lang, address, actor, at, origin FROM id_map_entries WHERE agency = ? AND id = ? ORDER BY seq`,
    )
    .all(agency, id);
}

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
  return answerFor(db, agency, id, lang, newestIdMap);
}

function answerFor(
  db: PortalDb,
  agency: string,
  id: string,
  lang: string,
  newest: typeof newestIdMap,
): string | null {
  const find = (owner: string) =>
    (lang === '' ? undefined : newest(db, owner, id, lang)) ?? newest(db, owner, id, '');
  const isItsOwn = id === 'home' || id.startsWith('section:') || agency === sharedAgency;
  return find(agency) ?? (isItsOwn ? undefined : find(sharedAgency)) ?? null;
}

/** Answers read at once. */
const batchAnswers = 1000;

/**
 * Answers as `portalAddress` gives them while nobody writes new ones, for one agency. Items come in the order of their ids:
 * their answers are read some hundred at once, which takes a tenth of the time of a query each (measured).
 */
export class PortalAnswers {
  readonly #db: PortalDb;
  readonly #agency: string;
  /** Answers for every id from the first to the last of them, by id and language. */
  #ahead = new Map<string, string>();
  #from = '';
  #to = '';

  constructor(db: PortalDb, agency: string) {
    this.#db = db;
    this.#agency = agency;
  }

  /** The portal's address of an id in a language (empty: for all of them), or null. */
  address(id: string, lang: string): string | null {
    return answerFor(this.#db, this.#agency, id, lang, (db, owner, ...asked) =>
      owner === this.#agency ? this.#own(...asked) : newestIdMap(db, owner, ...asked),
    );
  }

  #own(id: string, lang: string): string | undefined {
    if (this.#isAhead(id)) return this.#ahead.get(`${id} ${lang}`);
    // Hashes of files come in no order.
    if (id.length !== uuidLength) return newestIdMap(this.#db, this.#agency, id, lang);
    this.#readFrom(id);
    if (this.#isAhead(id)) return this.#ahead.get(`${id} ${lang}`);
    return newestIdMap(this.#db, this.#agency, id, lang);
  }

  #isAhead(id: string): boolean {
    return id >= this.#from && id < this.#to;
  }

  #readFrom(id: string): void {
    const rows = prepared<IdMapEntry>(
      this.#db,
      `SELECT id, lang, address FROM id_map_entries WHERE agency = ? AND id >= ?
       ORDER BY id, lang, seq LIMIT ${batchAnswers}`,
    ).all(this.#agency, id);
    this.#from = id;
    // Of the last id some answers may be missing.
    this.#to = rows.length < batchAnswers ? '\uffff' : (rows.at(-1)?.id ?? '');
    this.#ahead = new Map(rows.map((row) => [`${row.id} ${row.lang}`, row.address]));
  }
}

const uuidLength = 36;

/** Everything the portal ever answered for an id of an agency, oldest first. */
export function idMapHistory(db: PortalDb, agency: string, id: string): IdMapRecord[] {
  return db
    .prepare<[string, string], IdMapRecord>(
      `SELECT id, lang, address, actor, at, origin FROM id_map_entries WHERE agency = ? AND id = ? ORDER BY seq`,
    )
    .all(agency, id);
}

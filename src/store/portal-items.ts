import type { Statement } from 'better-sqlite3';
import { z } from 'zod';
import { type Item, itemSchema, type SharedItem, sharedItemSchema } from '../model/item.ts';
import { importedKinds } from '../model/kind.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

const membersSchema = z.array(z.looseObject({}));
const storySchema = sharedItemSchema.omit({
  item: true,
  members: true,
  decision: true,
  reason: true,
});

/** What members that were stored before the catalogue say of themselves. */
const untold = {
  address: '',
  title: '',
  published: null,
  role: 'copy',
  roleConfidence: 1,
  roleReason: '',
  diff: { common: 1, added: 0, removed: 0, changes: [], more: 0, whole: true },
};

interface SharedRow {
  decision: string;
  reason: string;
  item: string;
  members: string;
  story: string;
}

const sharedColumns = 's.decision, s.reason, s.item, s.members, s.story';

/** Puts shared items, one after another, in place of all earlier ones; call inside a transaction. What stays the same is not written. */
export class SharedItemsReplacement {
  readonly #db: PortalDb;
  readonly #put: Statement;
  readonly #told = new Set<string>();
  #changes = 0;

  constructor(db: PortalDb) {
    this.#db = db;
    this.#put = db.prepare(
      `INSERT INTO shared_items (id, decision, reason, item, members, story)
       VALUES (@id, @decision, @reason, @item, @members, @story)
       ON CONFLICT (id) DO UPDATE SET decision = excluded.decision, reason = excluded.reason,
         item = excluded.item, members = excluded.members, story = excluded.story
       WHERE decision <> excluded.decision OR reason <> excluded.reason OR item <> excluded.item
         OR members <> excluded.members OR story <> excluded.story`,
    );
  }

  put({ item, members, decision, reason, ...story }: SharedItem): void {
    this.#told.add(item.id);
    this.#changes += this.#put.run({
      id: item.id,
      decision,
      reason,
      item: JSON.stringify(item),
      members: JSON.stringify(members),
      story: JSON.stringify(story),
    }).changes;
  }

  /** Removes those that were not put; tells whether anything differs from before. */
  finish(): boolean {
    const ids = this.#db.prepare<[], string>('SELECT id FROM shared_items').pluck().all();
    const remove = this.#db.prepare('DELETE FROM shared_items WHERE id = ?');
    for (const id of ids) if (!this.#told.has(id)) this.#changes += remove.run(id).changes;
    return this.#changes > 0;
  }
}

/** Replaces all shared items, in one transaction; tells whether anything differs from before. */
export function replaceSharedItems(db: PortalDb, shared: Iterable<SharedItem>): boolean {
  return db.transaction(() => {
    const replacement = new SharedItemsReplacement(db);
    for (const item of shared) replacement.put(item);
    return replacement.finish();
  })();
}

/** The shared item with this id, whatever its decision. */
export function sharedItemById(db: PortalDb, id: string): SharedItem | undefined {
  const row = prepared<SharedRow>(
    db,
    `SELECT ${sharedColumns} FROM shared_items s WHERE s.id = ?`,
  ).get(id);
  return row && sharedItemOf(row);
}

/** All shared items, by anchor; throws when a row does not have their shape. */
export function listSharedItems(db: PortalDb): SharedItem[] {
  const rows = db.prepare<[], SharedRow>(`SELECT ${sharedColumns} FROM shared_items s`).all();
  const items = rows.map(sharedItemOf);
  return items.sort((a, b) => (a.item.anchor < b.item.anchor ? -1 : 1));
}

/** The shared items whose ids begin so, at most two, whatever is decided about them. */
export function sharedItemsById(db: PortalDb, start: string): SharedItem[] {
  return db
    .prepare<[string, string], SharedRow>(
      `SELECT ${sharedColumns} FROM shared_items s WHERE s.id >= ? AND s.id < ? ORDER BY s.id LIMIT 2`,
    )
    .all(start, `${start}~`)
    .map(sharedItemOf);
}

function sharedItemOf({ decision, reason, item, members, story }: SharedRow): SharedItem {
  const told = membersSchema.parse(JSON.parse(members));
  return sharedItemSchema.parse({
    item: itemSchema.parse(JSON.parse(item)),
    members: told.map((member) => ({ ...untold, ...member })),
    decision,
    reason,
    ...storySchema.parse(JSON.parse(story)),
  });
}

/** All adopted shared items, by id, a few at a time. */
export function* adoptedSharedItems(db: PortalDb): Generator<SharedItem> {
  const rows = db.prepare<[string], SharedRow & { id: string }>(
    `SELECT s.id, ${sharedColumns} FROM shared_items s
     WHERE s.decision = 'adopt' AND s.id > ? ORDER BY s.id LIMIT 100`,
  );
  for (let after = ''; ; ) {
    const batch = rows.all(after);
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const row of batch) yield sharedItemOf(row);
  }
}

/** The adopted shared items that pages of an agency belong to, by id, a few at a time. */
export function* sharedItemsOf(db: PortalDb, agency: string): Generator<SharedItem> {
  const rows = db.prepare<[string, string], SharedRow & { id: string }>(
    `SELECT s.id, ${sharedColumns} FROM shared_items s
     WHERE s.decision = 'adopt' AND s.id > ? AND s.id IN (
       SELECT item_id FROM address_index WHERE agency = ? AND decision = 'shared')
     ORDER BY s.id LIMIT 100`,
  );
  for (let after = ''; ; ) {
    const batch = rows.all(after, agency);
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const row of batch) yield sharedItemOf(row);
  }
}

/** The adopted shared items, by id, a few at a time. */
export function* adoptedItems(db: PortalDb): Generator<SharedItem> {
  const rows = db.prepare<[string], SharedRow & { id: string }>(
    `SELECT s.id, ${sharedColumns} FROM shared_items s WHERE s.decision = 'adopt' AND s.id > ?
     ORDER BY s.id LIMIT 100`,
  );
  for (let after = ''; ; ) {
    const batch = rows.all(after);
    const last = batch.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const row of batch) yield sharedItemOf(row);
  }
}

/** How many pages of each agency an adopted shared item stands for in a language. */
export function replacedPages(db: PortalDb, id: string, lang: string): Map<string, number> {
  const rows = prepared<{ agency: string; pages: number }>(
    db,
    `SELECT agency, count(*) AS pages FROM address_index
     WHERE item_id = ? AND lang = ? AND decision = 'shared' GROUP BY agency`,
  ).all(id, lang);
  return new Map(rows.map(({ agency, pages }) => [agency, pages]));
}

/** Titles of an adopted shared item by the languages it has; undefined when it is none. */
export function sharedItemTitles(db: PortalDb, id: string): SharedItem['titles'] | undefined {
  const row = prepared<SharedRow>(
    db,
    `SELECT ${sharedColumns} FROM shared_items s WHERE id = ? AND decision = 'adopt'`,
  ).get(id);
  if (row === undefined) return undefined;
  const { item, titles } = sharedItemOf(row);
  return Object.fromEntries(item.versions.map(({ lang }) => [lang, titles[lang] ?? '']));
}

/** What an address of an agency became: chosen page of an item, alias of one, or part of a shared item. */
export interface AddressEntry {
  agency: string;
  /** url key. */
  key: string;
  lang: string;
  itemId: string;
  decision: 'item' | 'alias' | 'shared';
}

/** A page of an agency that leads to a shared item. */
export type SharedPageEntry = Pick<AddressEntry, 'key' | 'lang' | 'itemId'>;

/**
 * Replaces an agency's items and its part of the address index, in one transaction; tells whether anything differs
 * from before, and writes only that.
 */
export function replaceAgencyItems(
  db: PortalDb,
  agency: string,
  items: readonly Item[],
  shared: readonly SharedPageEntry[],
): boolean {
  return db.transaction(() => {
    const changed = replaceItems(db, agency, items);
    return replaceAddresses(db, agency, addressEntries(agency, items, shared)) || changed;
  })();
}

function replaceItems(db: PortalDb, agency: string, items: readonly Item[]): boolean {
  const put = prepared(
    db,
    `INSERT INTO items (agency, id, item) VALUES (?, ?, ?)
     ON CONFLICT (agency, id) DO UPDATE SET item = excluded.item WHERE item <> excluded.item`,
  );
  const remove = prepared(db, 'DELETE FROM items WHERE agency = ? AND id = ?');
  const before = db.prepare<[string], string>('SELECT id FROM items WHERE agency = ?').pluck();
  const told = new Set(items.map(({ id }) => id));
  let changes = 0;
  for (const id of before.all(agency)) {
    if (!told.has(id)) changes += remove.run(agency, id).changes;
  }
  for (const item of items) changes += put.run(agency, item.id, JSON.stringify(item)).changes;
  return changes > 0;
}

function replaceAddresses(db: PortalDb, agency: string, entries: readonly AddressEntry[]): boolean {
  const put = prepared(
    db,
    `INSERT INTO address_index (agency, key, lang, item_id, decision)
     VALUES (@agency, @key, @lang, @itemId, @decision)
     ON CONFLICT (agency, key, lang) DO UPDATE SET item_id = excluded.item_id, decision = excluded.decision
     WHERE item_id <> excluded.item_id OR decision <> excluded.decision`,
  );
  const remove = prepared(
    db,
    'DELETE FROM address_index WHERE agency = ? AND key = ? AND lang = ?',
  );
  // A key under two versions of one language keeps the first: chosen pages come before aliases.
  const wanted = new Map<string, AddressEntry>();
  for (const entry of entries) {
    const name = `${entry.lang} ${entry.key}`;
    if (!wanted.has(name)) wanted.set(name, entry);
  }
  const before = db.prepare<[string], { key: string; lang: string }>(
    'SELECT key, lang FROM address_index WHERE agency = ?',
  );
  let changes = 0;
  for (const { key, lang } of before.all(agency)) {
    if (!wanted.has(`${lang} ${key}`)) changes += remove.run(agency, key, lang).changes;
  }
  for (const entry of wanted.values()) changes += put.run(entry).changes;
  return changes > 0;
}

/** The address index of one agency: chosen pages, then pages that lead to shared items, then aliases. */
function addressEntries(
  agency: string,
  items: readonly Item[],
  shared: readonly SharedPageEntry[],
): AddressEntry[] {
  const pages: AddressEntry[] = [];
  const aliases: AddressEntry[] = [];
  for (const { id, versions } of items) {
    for (const { lang, key, aliases: keys } of versions) {
      pages.push({ agency, key, lang, itemId: id, decision: 'item' });
      for (const alias of keys) {
        aliases.push({ agency, key: alias, lang, itemId: id, decision: 'alias' });
      }
    }
  }
  const members = shared.map(({ key, lang, itemId }): AddressEntry => {
    return { agency, key, lang, itemId, decision: 'shared' };
  });
  return [...pages, ...members, ...aliases];
}

/** Number of items of all agencies, or of one; shared items are none. */
export function countItems(db: PortalDb, agency?: string): number {
  const counted =
    agency === undefined
      ? db.prepare<[], number>('SELECT count(*) FROM items').pluck().get()
      : db
          .prepare<[string], number>('SELECT count(*) FROM items WHERE agency = ?')
          .pluck()
          .get(agency);
  return counted ?? 0;
}

/** Items of an agency, by id, without holding all at once. */
export function* agencyItems(db: PortalDb, agency: string): Generator<Item> {
  const next = db.prepare<[string, string], { id: string; item: string }>(
    'SELECT id, item FROM items WHERE agency = ? AND id > ? ORDER BY id LIMIT 500',
  );
  for (let after = ''; ; ) {
    const rows = next.all(agency, after);
    for (const row of rows) yield itemSchema.parse(JSON.parse(row.item));
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** The item with this id, whoever's it is; undefined for shared items. */
export function itemById(db: PortalDb, id: string): Item | undefined {
  const row = prepared<{ item: string }>(db, 'SELECT item FROM items WHERE id = ?').get(id);
  return row && itemSchema.parse(JSON.parse(row.item));
}

/** The adopted shared item with this id. */
export function adoptedItem(db: PortalDb, id: string): Item | undefined {
  const row = prepared<{ item: string }>(
    db,
    "SELECT item FROM shared_items WHERE id = ? AND decision = 'adopt'",
  ).get(id);
  return row && itemSchema.parse(JSON.parse(row.item));
}

/** The items of an agency that an address is a page or copy of. */
export function itemsOfKey(db: PortalDb, agency: string, key: string): Item[] {
  return db
    .prepare<[string, string], { item: string }>(
      `SELECT item FROM items WHERE agency = ? AND id IN (
         SELECT item_id FROM address_index WHERE agency = items.agency AND key = ?) ORDER BY id`,
    )
    .all(agency, key)
    .map(({ item }) => itemSchema.parse(JSON.parse(item)));
}

/** Items of an agency as people read them, by kind (in the model's order), then anchor. Only ids are held in memory. */
export function* agencyItemsByKind(db: PortalDb, agency: string): Generator<Item> {
  const ids = db
    .prepare<[string, string], string>(
      `SELECT id FROM items WHERE agency = ? AND json_extract(item, '$.kind') = ?
       ORDER BY json_extract(item, '$.anchor'), id`,
    )
    .pluck();
  const item = db
    .prepare<[string, string], string>('SELECT item FROM items WHERE agency = ? AND id = ?')
    .pluck();
  for (const kind of importedKinds) {
    for (const id of ids.all(agency, kind)) {
      const found = item.get(agency, id);
      if (found !== undefined) yield itemSchema.parse(JSON.parse(found));
    }
  }
}

/** What an address of an agency became, per language; empty when it is no content. */
export function findAddress(db: PortalDb, agency: string, key: string): AddressEntry[] {
  return db
    .prepare<[string, string], AddressEntry>(
      `SELECT agency, key, lang, item_id AS itemId, decision FROM address_index
       WHERE agency = ? AND key = ? ORDER BY lang`,
    )
    .all(agency, key);
}

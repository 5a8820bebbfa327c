import { prepared, type SiteDb } from './site-db.ts';

/** One parameter of one address. Keys are given as hashes of 52 bits. */
export interface ParameterUse {
  /** In lower case. */
  name: string;
  /** Of the key that keeps every parameter, of that key without this one, and of this one's values. */
  whole: number;
  base: number;
  value: number;
  addressId: number;
  /** Something was captured there that can be compared. */
  isAnswered: boolean;
}

/** How often a parameter is met. */
export interface ParameterCount {
  name: string;
  addresses: number;
  values: number;
  /** Keys fewer when it chooses nothing. */
  folds: number;
}

/** Addresses that differ in one parameter alone. */
export interface VariedAddress {
  base: number;
  addressId: number;
  address: string;
}

/** An address and whether it was captured with status 200. */
export interface AskedAddress {
  addressId: number;
  address: string;
  isAnswered: number;
}

/** Every address that the site named, a batch by id. */
export function askedAddresses(db: SiteDb, after: number, limit = 500): AskedAddress[] {
  return prepared<AskedAddress>(
    db,
    `SELECT a.id AS addressId, a.address, EXISTS (SELECT 1 FROM captures c
         WHERE c.address_id = a.id AND c.variant = '' AND c.status = 200) AS isAnswered
     FROM addresses a WHERE a.id > ? AND a.rule <> 'missing-page' ORDER BY a.id LIMIT ?`,
  ).all(after, limit);
}

/** Begins to gather the parameters of all addresses, in temporary tables on disk. */
export function beginParameterUses(db: SiteDb): void {
  // However large the site; it also drops what an earlier look left.
  db.pragma('temp_store = FILE');
  db.exec(`
    DROP TABLE IF EXISTS temp.parameter_uses;
    DROP TABLE IF EXISTS temp.whole_keys;
    CREATE TEMP TABLE parameter_uses (
      name TEXT NOT NULL, whole INTEGER NOT NULL, base INTEGER NOT NULL, value INTEGER NOT NULL,
      address_id INTEGER NOT NULL, is_answered INTEGER NOT NULL
    );
    CREATE TEMP TABLE whole_keys (whole INTEGER NOT NULL, address_id INTEGER NOT NULL, is_answered INTEGER NOT NULL);
  `);
}

/** Notes each parameter of an address, and its key with all of them where that may stand for others without one. */
export function addParameterUses(
  db: SiteDb,
  key: Pick<ParameterUse, 'addressId' | 'isAnswered'> & { whole: number | null },
  uses: readonly ParameterUse[],
): void {
  const { whole, addressId, isAnswered } = key;
  if (whole !== null) {
    const put = 'INSERT INTO temp.whole_keys VALUES (?, ?, ?)';
    prepared(db, put).run(whole, addressId, Number(isAnswered));
  }
  const put = prepared(
    db,
    'INSERT INTO temp.parameter_uses VALUES (@name, @whole, @base, @value, @addressId, @isAnswered)',
  );
  for (const use of uses) put.run({ ...use, isAnswered: Number(use.isAnswered) });
}

/** The parameters that addresses carry, the most frequent first, at most `limit`; `all` is how many there are. */
export function parameterCounts(
  db: SiteDb,
  limit: number,
): { counts: ParameterCount[]; all: number } {
  db.exec(`
    CREATE INDEX IF NOT EXISTS temp.parameter_uses_name ON parameter_uses (name, base, value);
    CREATE INDEX IF NOT EXISTS temp.whole_keys_whole ON whole_keys (whole);
  `);
  const counts = prepared<ParameterCount>(
    db,
    `SELECT name, count(DISTINCT address_id) AS addresses, count(DISTINCT value) AS "values",
       count(DISTINCT whole) - count(DISTINCT base)
         + count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM temp.whole_keys w WHERE w.whole = base) THEN base END) AS folds
     FROM temp.parameter_uses GROUP BY name ORDER BY addresses DESC, name LIMIT ?`,
  ).all(limit);
  const all = prepared<{ n: number }>(
    db,
    'SELECT count(DISTINCT name) AS n FROM temp.parameter_uses',
  ).get();
  return { counts, all: all?.n ?? 0 };
}

/**
 * Answered addresses that differ in this parameter alone, group by group: at most `groups` groups, of each the address
 * without it, if there is one, and `members` with other values. The same each time.
 */
export function variedAddresses(
  db: SiteDb,
  name: string,
  groups: number,
  members: number,
): VariedAddress[] {
  return prepared<VariedAddress>(
    db,
    `WITH answered AS (
       SELECT base, value, min(address_id) AS address_id FROM temp.parameter_uses
         WHERE name = @name AND is_answered = 1 GROUP BY base, value
       UNION ALL
       SELECT w.whole, 0, min(w.address_id) FROM temp.whole_keys w
         WHERE w.is_answered = 1 AND w.whole IN (SELECT base FROM temp.parameter_uses WHERE name = @name AND is_answered = 1)
         GROUP BY w.whole
     ), chosen AS (
       SELECT base FROM answered GROUP BY base HAVING count(*) > 1 ORDER BY base LIMIT @groups
     ), ranked AS (
       SELECT base, address_id, row_number() OVER (PARTITION BY base ORDER BY value) AS place
         FROM answered WHERE base IN (SELECT base FROM chosen)
     )
     SELECT r.base, r.address_id AS addressId, a.address FROM ranked r JOIN addresses a ON a.id = r.address_id
       WHERE r.place <= @members ORDER BY r.base, r.place`,
  ).all({ name, groups, members });
}

/** Gives the temporary tables back. */
export function endParameterUses(db: SiteDb): void {
  db.exec('DROP TABLE IF EXISTS temp.parameter_uses; DROP TABLE IF EXISTS temp.whole_keys;');
}

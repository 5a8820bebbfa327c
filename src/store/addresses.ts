import type { AddressRecord, AddressState } from '../model/address.ts';
import { RecentMap } from '../text/recent-map.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** An address as a page (or a seed list) names it, already judged by the rules that need no crawl state. */
export interface NamedAddress {
  address: string;
  host: string;
  hints: number;
  state: 'found' | 'queued' | 'refused';
  rule: string;
  reason: string;
  template: string;
}

/** A row as `addressColumns` selects it. */
export type AddressRow = AddressRecord;

/** Selects AddressRow from `addresses a`. */
export const selectAddress = `
  SELECT a.id, a.address, a.host, a.state, a.depth, p.address AS foundOn, a.hints, a.rule, a.reason,
    a.attempts, a.next_at AS nextAt, a.template
  FROM addresses a LEFT JOIN addresses p ON p.id = a.found_on`;

// A requisite that is also linked, and an alias form that a redirect insists on, come into scope after all,
// and so does what only copies of pages had named. A requisite that was fetched is fetched again, to be read as a page.
const mayUpgrade = (row: string) => `(
  ${row}state = 'refused' AND ${row}rule IN ('requisite', 'service', 'alias', 'named-by-copy')
  OR ${row}state IN ('done', 'failed') AND ${row}rule = 'requisite')`;
const upgrades = `(${mayUpgrade('addresses.')} AND excluded.state = 'found')`;

const upsert = `
  INSERT INTO addresses (address, host, state, depth, found_on, hints, rule, reason, template)
  VALUES (@address, @host, @state, @depth, @foundOn, @hints, @rule, @reason, @template)
  ON CONFLICT (address) DO UPDATE SET
    hints = hints | excluded.hints,
    found_on = CASE
      WHEN depth = excluded.depth AND excluded.found_on IS NOT NULL AND found_on IS NOT NULL
        AND (SELECT address FROM addresses n WHERE n.id = excluded.found_on)
          < (SELECT address FROM addresses o WHERE o.id = addresses.found_on)
        THEN excluded.found_on
      WHEN depth <> excluded.depth AND ${upgrades} THEN excluded.found_on
      ELSE found_on END,
    depth = CASE WHEN ${upgrades} THEN excluded.depth ELSE depth END,
    rule = CASE WHEN ${upgrades} THEN excluded.rule ELSE rule END,
    reason = CASE WHEN ${upgrades} THEN excluded.reason ELSE reason END,
    template = CASE WHEN ${upgrades} THEN excluded.template ELSE template END,
    state = CASE WHEN ${upgrades} THEN 'found' ELSE state END`;

/** What tells whether naming an address once more changes anything. */
interface Known {
  id: number;
  hints: number;
  depth: number;
  foundOn: string | null;
  /** A further naming may still bring it into scope; see `upgrades`. */
  upgradable: number;
}

const selectKnown = `
  SELECT a.id, a.hints, a.depth, p.address AS foundOn,
    ${mayUpgrade('a.')} AS upgradable
  FROM addresses a LEFT JOIN addresses p ON p.id = a.found_on WHERE a.address = ?`;

// A page's menu names the same hundred addresses as the page before: most namings change nothing and need no query.
const recent = new WeakMap<SiteDb, RecentMap<string, Known>>();
const recentAddresses = 8_000;

function recentOf(db: SiteDb): RecentMap<string, Known> {
  let known = recent.get(db);
  if (known === undefined) {
    known = new RecentMap(recentAddresses);
    recent.set(db, known);
  }
  return known;
}

/** Forgets what is remembered of an address: its verdict was changed by other means than by naming it. */
export function forgetRecent(db: SiteDb, address: string): void {
  recentOf(db).delete(address);
}

/** Forgets all that is remembered of addresses: many verdicts were changed at once. */
export function forgetAllRecent(db: SiteDb): void {
  recent.delete(db);
}

/**
 * Adds an address named at `depth` by page `foundOn` (null for seeds) and returns its id. One that is
 * known keeps its judgement; of two pages of the same level the smaller address stays as `foundOn`, so
 * that the order of arrival leaves no trace.
 */
export function nameAddress(
  db: SiteDb,
  named: NamedAddress,
  depth: number,
  foundOn: { id: number; address: string } | null,
): number {
  const cache = recentOf(db);
  const { address } = named;
  let known = cache.get(address) ?? prepared<Known>(db, selectKnown).get(address);
  if (known === undefined || !saysNothingNew(known, named, depth, foundOn?.address ?? null)) {
    prepared(db, upsert).run({ ...named, depth, foundOn: foundOn?.id ?? null });
    known = prepared<Known>(db, selectKnown).get(address);
  }
  if (known === undefined) throw new Error('addresses: a named address was not added');
  cache.set(address, known);
  return known.id;
}

function saysNothingNew(
  known: Known,
  named: NamedAddress,
  depth: number,
  foundOn: string | null,
): boolean {
  const mayUpgrade = known.upgradable === 1 && named.state === 'found';
  const isEarlier =
    depth === known.depth && foundOn !== null && known.foundOn !== null && foundOn < known.foundOn;
  return !mayUpgrade && !isEarlier && (known.hints | named.hints) === known.hints;
}

/** The record of an address. */
export function findAddress(db: SiteDb, address: string): AddressRecord | undefined {
  return prepared<AddressRow>(db, `${selectAddress} WHERE a.address = ?`).get(address);
}

/** The address of an id. */
export function addressOf(db: SiteDb, id: number): string {
  const row = prepared<{ address: string }>(db, 'SELECT address FROM addresses WHERE id = ?').get(
    id,
  );
  if (row === undefined) throw new Error(`addresses: no address ${id}`);
  return row.address;
}

/**
 * One batch of all addresses in code-unit order after `after` (empty for the first batch), of one state
 * or of all. At most `limit` rows.
 */
export function listAddresses(
  db: SiteDb,
  after: string,
  state?: AddressState,
  limit = 500,
): AddressRecord[] {
  return db
    .prepare<[{ after: string; state: string | null; limit: number }], AddressRow>(
      `${selectAddress} WHERE a.address > @after AND (@state IS NULL OR a.state = @state) ORDER BY a.address LIMIT @limit`,
    )
    .all({ after, state: state ?? null, limit });
}

/** Number of addresses per state. */
export function countAddresses(db: SiteDb): Record<AddressState, number> {
  const counts = { found: 0, queued: 0, 'in-flight': 0, done: 0, failed: 0, refused: 0 };
  const rows = db
    .prepare<[], { state: AddressState; n: number }>(
      'SELECT state, count(*) AS n FROM addresses GROUP BY state',
    )
    .all();
  for (const row of rows) counts[row.state] = row.n;
  return counts;
}

/** Number of refused addresses per rule, and of failed ones per reason, sorted by name. */
export function countReasons(db: SiteDb, state: 'refused' | 'failed'): Record<string, number> {
  const by = state === 'refused' ? 'rule' : 'reason';
  const rows = db
    .prepare<[string], { name: string; n: number }>(
      `SELECT ${by} AS name, count(*) AS n FROM addresses WHERE state = ? GROUP BY ${by} ORDER BY ${by}`,
    )
    .all(state);
  return Object.fromEntries(rows.map((row) => [row.name, row.n]));
}

/** Refuses waiting addresses by id. */
export function refuseFound(
  db: SiteDb,
  ids: readonly number[],
  rule: string,
  reason: string,
): void {
  const refuse = prepared(
    db,
    "UPDATE addresses SET state = 'refused', rule = ?, reason = ? WHERE id = ? AND state = 'found'",
  );
  for (const id of ids) refuse.run(rule, reason, id);
  if (ids.length > 0) forgetAllRecent(db);
}

/** Sets state and reason of an address; the rule stays unless given. */
export function settleAddress(
  db: SiteDb,
  id: number,
  state: AddressState,
  reason: string,
  rule?: string,
): void {
  prepared(
    db,
    'UPDATE addresses SET state = ?, reason = ?, rule = coalesce(?, rule) WHERE id = ?',
  ).run(state, reason, rule ?? null, id);
}

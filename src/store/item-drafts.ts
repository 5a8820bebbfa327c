import { type Finding, findingSchema } from '../model/finding.ts';
import { hash64 } from '../text/hash.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** Where a finding about an agency comes from: its pages alone, or what is left when shared items are taken out. */
export type FindingOrigin = 'drafts' | 'items';

/**
 * Puts an agency's drafts, as records in their order, in place of those it had; call inside a transaction. What stays
 * the same is not written. Returns a hash of them all.
 */
export function replaceDrafts(db: PortalDb, agency: string, records: Iterable<string>): string {
  const put = prepared(
    db,
    `INSERT INTO item_drafts (agency, item, record) VALUES (?, ?, ?)
     ON CONFLICT (agency, item) DO UPDATE SET record = excluded.record WHERE record <> excluded.record`,
  );
  let hash = '';
  let count = 0;
  for (const record of records) {
    put.run(agency, count, record);
    hash = hash64(`${hash}\n${record}`);
    count += 1;
  }
  db.prepare('DELETE FROM item_drafts WHERE agency = ? AND item >= ?').run(agency, count);
  return hash;
}

/** The records of some of an agency's drafts, in the order of the places asked for. */
export function draftRecords(db: PortalDb, agency: string, items: readonly number[]): string[] {
  const one = prepared<{ record: string }>(
    db,
    'SELECT record FROM item_drafts WHERE agency = ? AND item = ?',
  );
  return items.flatMap((item) => one.get(agency, item)?.record ?? []);
}

/** The records of all drafts of an agency, by place. */
export function allDraftRecords(db: PortalDb, agency: string): string[] {
  return db
    .prepare<[string], string>('SELECT record FROM item_drafts WHERE agency = ? ORDER BY item')
    .pluck()
    .all(agency);
}

/** Puts findings about an agency in place of those of the same origin; call inside a transaction. */
export function replaceAgencyFindings(
  db: PortalDb,
  agency: string,
  origin: FindingOrigin,
  findings: readonly Finding[],
): void {
  const put = prepared(
    db,
    `INSERT INTO agency_findings (agency, origin, seq, finding) VALUES (?, ?, ?, ?)
     ON CONFLICT (agency, origin, seq) DO UPDATE SET finding = excluded.finding WHERE finding <> excluded.finding`,
  );
  for (const [seq, one] of findings.entries()) put.run(agency, origin, seq, JSON.stringify(one));
  prepared(db, 'DELETE FROM agency_findings WHERE agency = ? AND origin = ? AND seq >= ?').run(
    agency,
    origin,
    findings.length,
  );
}

/** What is known of an agency beside what shared items say. */
export function agencyFindings(db: PortalDb, agency: string): Finding[] {
  return prepared<{ finding: string }>(
    db,
    'SELECT finding FROM agency_findings WHERE agency = ? ORDER BY origin, seq',
  )
    .all(agency)
    .map(({ finding }) => findingSchema.parse(JSON.parse(finding)));
}

/** Agencies of which anything that dedupe made is kept, sorted. */
export function dedupedAgencies(db: PortalDb): string[] {
  return db
    .prepare<[], string>(
      `SELECT DISTINCT agency FROM agency_state WHERE agency <> '' AND key LIKE 'dedupe-%'
       UNION SELECT DISTINCT agency FROM items`,
    )
    .pluck()
    .all()
    .sort();
}

/** Removes all that dedupe made of an agency; call inside a transaction. */
export function removeDeduped(db: PortalDb, agency: string): void {
  for (const table of ['item_drafts', 'agency_findings', 'items', 'address_index']) {
    db.prepare(`DELETE FROM ${table} WHERE agency = ?`).run(agency);
  }
  db.prepare(`DELETE FROM agency_state WHERE agency = ? AND key LIKE 'dedupe-%'`).run(agency);
}

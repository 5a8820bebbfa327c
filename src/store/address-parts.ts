import { prepared, type SiteDb } from './site-db.ts';

/** What comparing pages with and without a part of their address showed. */
export interface PartRecord {
  part: string;
  /** Path on which it was met, empty for the whole host. */
  place: string;
  /** Addresses with it that were fetched to compare. */
  tried: number;
  same: number;
  differs: number;
}

/** What is known of a part; zeros for one never met. */
export function partRecord(db: SiteDb, part: string, place: string): PartRecord {
  return (
    prepared<PartRecord>(
      db,
      'SELECT part, place, tried, same, differs FROM address_parts WHERE part = ? AND place = ?',
    ).get(part, place) ?? { part, place, tried: 0, same: 0, differs: 0 }
  );
}

/** Stores what is known of a part. */
export function savePart(db: SiteDb, record: PartRecord): void {
  prepared(
    db,
    `INSERT INTO address_parts (part, place, tried, same, differs)
     VALUES (@part, @place, @tried, @same, @differs)
     ON CONFLICT (part, place) DO UPDATE SET
       tried = excluded.tried, same = excluded.same, differs = excluded.differs`,
  ).run(record);
}

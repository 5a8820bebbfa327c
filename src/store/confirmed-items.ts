import { z } from 'zod';
import { type ImportedKind, importedKindSchema } from '../model/kind.ts';
import { type Language, languageSchema } from '../model/language.ts';
import type { PortalDb } from './portal-db.ts';
import { prepared } from './site-db.ts';

/** An item of the bundle that the portal has imported last. */
export interface ConfirmedItem {
  id: string;
  kind: ImportedKind;
  langs: Language[];
}

const langsSchema = z.array(languageSchema);

/** Puts the items of the bundle that the portal has imported in place of those of the one before; call inside a transaction. */
export function replaceConfirmedItems(
  db: PortalDb,
  agency: string,
  items: Iterable<ConfirmedItem>,
): number {
  prepared(db, 'DELETE FROM confirmed_items WHERE agency = ?').run(agency);
  const put = prepared(
    db,
    'INSERT INTO confirmed_items (agency, id, kind, langs) VALUES (?, ?, ?, ?)',
  );
  let count = 0;
  for (const { id, kind, langs } of items) {
    put.run(agency, id, kind, JSON.stringify(langs));
    count += 1;
  }
  return count;
}

/** Items of the bundle that the portal has imported last, by id. */
export function* confirmedItems(db: PortalDb, agency: string): Generator<ConfirmedItem> {
  const next = db.prepare<[string, string], { id: string; kind: string; langs: string }>(
    'SELECT id, kind, langs FROM confirmed_items WHERE agency = ? AND id > ? ORDER BY id LIMIT 500',
  );
  for (let after = ''; ; ) {
    const rows = next.all(agency, after);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    for (const { id, kind, langs } of rows) {
      yield {
        id,
        kind: importedKindSchema.parse(kind),
        langs: langsSchema.parse(JSON.parse(langs)),
      };
    }
  }
}

import type { Outcome } from '../crawl/ports.ts';
import { saveTexts } from '../store/page-texts.ts';
import type { SiteDb } from '../store/site-db.ts';
import { addFresh } from '../store/templates.ts';

/** Keeps what a capture says for the novelty test, and what a page says for good; call inside a transaction. */
export function keepFresh(db: SiteDb, addressId: number, fresh: Outcome['fresh']): void {
  if (fresh === null) return;
  const { kind, texts } = fresh;
  addFresh(db, addressId, kind, texts);
  if (kind === 'page') saveTexts(db, { addressId, ...texts });
}

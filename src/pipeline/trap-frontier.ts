import type { Frontier } from '../crawl/ports.ts';
import { partRecord, savePart } from '../store/address-parts.ts';
import {
  addressOf,
  findAddress,
  type NamedAddress,
  nameAddress,
  refuseFound,
} from '../store/addresses.ts';
import { latestCapture } from '../store/captures.ts';
import { linkedFrom, namedByCopiesOnly } from '../store/links.ts';
import { hasTwin, textsOf } from '../store/page-texts.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { SiteAccess } from '../store/site-db-pool.ts';
import {
  countFigures,
  countTexts,
  dropFresh,
  firstNamed,
  newCopies,
  newTemplatesOf,
  nextFresh,
  postponeTemplate,
  queueFirst,
  queueSpread,
  refuseTemplate,
  saveTemplate,
  seenTexts,
  settleCopies,
  templateRecord,
  templatesOf,
  waitingAddresses,
  waitingTemplates,
} from '../store/templates.ts';

/** What of the frontier the trap rules use, over a site.db. */
export function trapFrontier(
  use: SiteAccess['use'],
): Pick<
  Frontier,
  | 'freshCaptures'
  | 'dropFresh'
  | 'countTexts'
  | 'countFigures'
  | 'seenTexts'
  | 'texts'
  | 'hasTwin'
  | 'isUsable'
  | 'part'
  | 'savePart'
  | 'newTemplates'
  | 'linkedFrom'
  | 'template'
  | 'saveTemplate'
  | 'waiting'
  | 'waitingAddresses'
  | 'nameAt'
  | 'queueSpread'
  | 'queueFirst'
  | 'postponeTemplate'
  | 'refuse'
  | 'refuseTemplate'
  | 'refuseNamedByCopies'
> {
  return {
    freshCaptures: (limit) => use((db) => nextFresh(db, limit)),
    dropFresh: (id, isCopy) => use((db) => dropFresh(db, id, isCopy)),
    countTexts: (texts) => use((db) => countTexts(db, texts)),
    countFigures: (figures, template) => use((db) => countFigures(db, figures, template)),
    seenTexts: (texts) => use((db) => seenTexts(db, texts)),
    texts: (address) => use((db) => textsOf(db, address)),
    hasTwin: (id) => use((db) => hasTwin(db, id)),
    isUsable: (address) => use((db) => isUsable(db, address)),
    part: (part, place) => use((db) => partRecord(db, part, place)),
    savePart: (state) => use((db) => savePart(db, state)),
    newTemplates: (id) => use((db) => newTemplatesOf(db, id)),
    linkedFrom: (id) => use((db) => linkedFrom(db, id)),
    template: (template) => use((db) => templateRecord(db, template)),
    saveTemplate: (state) => use((db) => saveTemplate(db, state)),
    waiting: (depth) => use((db) => waitingTemplates(db, depth)),
    waitingAddresses: (depth, template, after, limit) =>
      use((db) => waitingAddresses(db, depth, template, after, limit)),
    nameAt: (named, depth, foundOn) => use((db) => nameAt(db, named, depth, foundOn)),
    queueSpread: (depth, template, count) => use((db) => queueSpread(db, depth, template, count)),
    queueFirst: (depth, template, count) => use((db) => queueFirst(db, depth, template, count)),
    postponeTemplate: (depth, template) => use((db) => postponeTemplate(db, depth, template)),
    refuse: (ids, rule, reason) => use((db) => refuseFound(db, ids, rule, reason)),
    refuseTemplate: (depth, template, rule, reason) =>
      use((db) => refuseTemplate(db, depth, template, rule, reason)),
    refuseNamedByCopies: (rule, reason) => use((db) => refuseNamedByCopies(db, rule, reason)),
  };
}

function nameAt(
  db: SiteDb,
  named: readonly NamedAddress[],
  depth: number,
  foundOn: number | null,
): void {
  const page = foundOn === null ? null : { id: foundOn, address: addressOf(db, foundOn) };
  for (const one of named) nameAddress(db, one, depth, page);
}

function isUsable(db: SiteDb, address: string): boolean {
  const record = findAddress(db, address);
  if (record === undefined || record.state === 'failed') return false;
  if (record.state === 'refused') return record.rule === 'copy';
  return record.state !== 'done' || (latestCapture(db, address)?.status ?? 0) < 400;
}

function refuseNamedByCopies(
  db: SiteDb,
  rule: string,
  reason: string,
): { template: string; address: string }[] {
  const copies = newCopies(db);
  const refused: number[] = [];
  for (const depth of new Set(copies.map((copy) => copy.depth))) {
    const targets = new Set(
      copies.filter((copy) => copy.depth === depth).flatMap((copy) => firstNamed(db, copy.id)),
    );
    refused.push(...namedByCopiesOnly(db, depth, targets));
  }
  refuseFound(db, refused, rule, reason);
  settleCopies(db);
  return templatesOf(db, refused);
}

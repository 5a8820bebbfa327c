import { forgetAllRecent } from './addresses.ts';
import { float64s } from './page-texts.ts';
import { prepared, type SiteDb } from './site-db.ts';

/** What the crawl has learnt of a template (addresses with digits masked) or of a family of templates. */
export interface TemplateRecord {
  template: string;
  /** Addresses fetched, whatever they answered. */
  tried: number;
  /** Answers that count in the novelty test. */
  captures: number;
  /** Of these: with content of their own; with anything new (these included); a little; only leading on. */
  own: number;
  news: number;
  some: number;
  leads: number;
  /** Length of the latest run of captures that brought nothing new. */
  barren: number;
  /** Captures since the last one that brought anything, or led out of its family. */
  fruitless: number;
  firstDepth: number;
  lastDepth: number;
  suspended: boolean;
}

/** A capture whose novelty is not judged yet. `runs` and `figures` are hashes of its texts. */
export interface FreshCapture {
  id: number;
  address: string;
  template: string;
  depth: number;
  hints: number;
  kind: 'page' | 'redirect' | 'file' | 'error';
  runs: number[];
  /** Threes: a run with its figures masked, the same with its figures, and how many they are. */
  figures: number[];
  /** Longer texts of its links. */
  titles: number[];
  /** An earlier capture of the address was judged already. */
  counted: boolean;
}

/** What is known of a template; zeros for one never seen. */
export function templateRecord(db: SiteDb, template: string): TemplateRecord {
  const row = prepared<Omit<TemplateRecord, 'suspended'> & { suspended: number }>(
    db,
    `SELECT template, tried, captures, own, news, some, leads, barren, fruitless, first_depth AS firstDepth,
       last_depth AS lastDepth, suspended FROM templates WHERE template = ?`,
  ).get(template);
  if (row !== undefined) return { ...row, suspended: row.suspended === 1 };
  const none = {
    tried: 0,
    captures: 0,
    own: 0,
    news: 0,
    some: 0,
    leads: 0,
    barren: 0,
    fruitless: 0,
    firstDepth: 0,
    lastDepth: 0,
  };
  return { template, ...none, suspended: false };
}

/** Stores what is known of a template. */
export function saveTemplate(db: SiteDb, record: TemplateRecord): void {
  prepared(
    db,
    `INSERT INTO templates
       (template, tried, captures, own, news, some, leads, barren, fruitless, first_depth, last_depth,
        suspended)
     VALUES (@template, @tried, @captures, @own, @news, @some, @leads, @barren, @fruitless, @firstDepth, @lastDepth, @suspended)
     ON CONFLICT (template) DO UPDATE SET tried = excluded.tried, captures = excluded.captures,
       own = excluded.own, news = excluded.news, some = excluded.some, leads = excluded.leads, barren = excluded.barren, fruitless = excluded.fruitless,
       first_depth = excluded.first_depth, last_depth = excluded.last_depth,
       suspended = excluded.suspended`,
  ).run({ ...record, suspended: record.suspended ? 1 : 0 });
}

/** Keeps a capture for the judgement at the end of its wave. */
export function addFresh(
  db: SiteDb,
  addressId: number,
  kind: FreshCapture['kind'],
  texts: Readonly<Pick<FreshCapture, 'runs' | 'figures' | 'titles'>>,
): void {
  const { runs, figures, titles } = texts;
  prepared(
    db,
    `INSERT INTO fresh (address_id, kind, runs, figures, titles)
     VALUES (@addressId, @kind, @runs, @figures, @titles)
     ON CONFLICT (address_id) DO UPDATE SET kind = excluded.kind, runs = excluded.runs,
       figures = excluded.figures, titles = excluded.titles`,
  ).run({
    addressId,
    kind,
    runs: blobOf(runs),
    figures: blobOf(figures),
    titles: blobOf(titles),
  });
}

function blobOf(numbers: readonly number[]): Buffer {
  return Buffer.from(new Float64Array(numbers).buffer);
}

/** The next captures for the novelty test, by depth, then address; at most `limit`. */
export function nextFresh(db: SiteDb, limit: number): FreshCapture[] {
  type Row = Omit<FreshCapture, 'runs' | 'figures' | 'titles' | 'counted'> & {
    runs: Buffer;
    figures: Buffer;
    titles: Buffer;
    counted: number;
  };
  return prepared<Row>(
    db,
    `SELECT a.id, a.address, a.template, a.depth, a.hints, a.counted, f.kind, f.runs, f.figures, f.titles
     FROM fresh f JOIN addresses a ON a.id = f.address_id ORDER BY a.depth, a.address LIMIT ?`,
  )
    .all(limit)
    .map((row) => ({
      ...row,
      runs: float64s(row.runs),
      figures: float64s(row.figures),
      titles: float64s(row.titles),
      counted: row.counted > 0,
    }));
}

/** Marks a capture as judged, and whether it is a copy whose links were not looked at yet. */
export function dropFresh(db: SiteDb, addressId: number, isCopy: boolean): void {
  prepared(db, 'DELETE FROM fresh WHERE address_id = ?').run(addressId);
  prepared(db, 'UPDATE addresses SET counted = ? WHERE id = ? AND counted = 0').run(
    isCopy ? newCopy : 1,
    addressId,
  );
}

// Values of addresses.counted beside 0 (not judged) and 1.
const newCopy = 2;
const settledCopy = 3;

/** Ids of the copies whose links were not looked at yet, by depth. */
export function newCopies(db: SiteDb): { id: number; depth: number }[] {
  return prepared<{ id: number; depth: number }>(
    db,
    `SELECT id, depth FROM addresses WHERE counted = ${newCopy} ORDER BY depth, id`,
  ).all();
}

/** Notes that the links of copies were looked at. */
export function settleCopies(db: SiteDb): void {
  prepared(db, `UPDATE addresses SET counted = ${settledCopy} WHERE counted = ${newCopy}`).run();
}

/** How often figures were met, on this capture included. */
export interface SeenFigures {
  seen: number;
  /** How often they came from another template than before. */
  spread: number;
}

/** Texts are counted up to so many captures: what stands on more is told apart from nothing. */
const countedTexts = 8;

/** Counts text hashes as seen on one more capture; gives on how many each was, up to `countedTexts`. */
export function countTexts(db: SiteDb, texts: readonly number[]): number[] {
  // Most texts of a page are new or stand on all pages: a look first is cheaper than an upsert for each (measured, by a quarter).
  const select = seenStatement(db);
  const insert = prepared(db, 'INSERT INTO seen_runs (hash, seen) VALUES (?, 1)');
  const add = prepared(db, 'UPDATE seen_runs SET seen = seen + 1 WHERE hash = ?');
  return texts.map((text) => {
    const seen = (select.get(text) as number | undefined) ?? 0;
    if (seen >= countedTexts) return seen;
    (seen === 0 ? insert : add).run(text);
    return seen + 1;
  });
}

/** Counts hashes of figures as seen on one more capture, of a template given by a hash of 32 bits. */
export function countFigures(
  db: SiteDb,
  figures: readonly number[],
  template: number,
): SeenFigures[] {
  const upsert = prepared<SeenFigures>(
    db,
    `INSERT INTO seen_runs (hash, seen, template) VALUES (?, 1, ?)
     ON CONFLICT (hash) DO UPDATE SET seen = seen + 1, template = excluded.template,
       spread = spread + (template <> excluded.template)
     RETURNING seen, spread`,
  );
  return figures.map((one) => upsert.get(one, template) ?? { seen: 1, spread: 0 });
}

/** On how many captures texts were seen, up to `countedTexts`; 0 for unknown ones. */
export function seenTexts(db: SiteDb, texts: readonly number[]): number[] {
  const select = seenStatement(db);
  return texts.map((text) => (select.get(text) as number | undefined) ?? 0);
}

function seenStatement(db: SiteDb) {
  return prepared(db, 'SELECT seen FROM seen_runs WHERE hash = ?').pluck();
}

/** Templates of the addresses in scope that a page was the first to name and that nobody judged yet, and how many of each. */
export function newTemplatesOf(
  db: SiteDb,
  addressId: number,
): { template: string; count: number }[] {
  return prepared<{ template: string; count: number }>(
    db,
    `SELECT template, count(*) AS count FROM addresses
     WHERE found_on = ? AND state = 'found' AND template <> '' GROUP BY template ORDER BY template`,
  ).all(addressId);
}

/** Ids of the addresses in scope that a page was the first to name and that nobody judged yet, sorted. */
export function firstNamed(db: SiteDb, addressId: number): number[] {
  return prepared<{ id: number }>(
    db,
    "SELECT id FROM addresses WHERE found_on = ? AND state = 'found' ORDER BY id",
  )
    .all(addressId)
    .map((row) => row.id);
}

/** Templates of addresses by id, sorted, each with its smallest address. */
export function templatesOf(
  db: SiteDb,
  ids: readonly number[],
): { template: string; address: string }[] {
  return prepared<{ template: string; address: string }>(
    db,
    `SELECT template, min(address) AS address FROM addresses
     WHERE id IN (SELECT value FROM json_each(?)) GROUP BY template ORDER BY template`,
  ).all(JSON.stringify(ids));
}

/** How many addresses of each template wait at a depth, by template. */
export function waitingTemplates(
  db: SiteDb,
  depth: number,
): { template: string; waiting: number }[] {
  return db
    .prepare<[number], { template: string; waiting: number }>(
      `SELECT template, count(*) AS waiting FROM addresses
       WHERE state = 'found' AND depth = ? GROUP BY template ORDER BY template`,
    )
    .all(depth);
}

/** Queues the smallest `count` of the waiting addresses of a template. */
export function queueFirst(db: SiteDb, depth: number, template: string, count: number): void {
  prepared(
    db,
    `UPDATE addresses SET state = 'queued' WHERE id IN (
       SELECT id FROM addresses WHERE state = 'found' AND depth = ? AND template = ?
       ORDER BY address LIMIT ?)`,
  ).run(depth, template, count);
}

/** Queues `count` of the waiting addresses of a template, spread evenly over their order. */
export function queueSpread(db: SiteDb, depth: number, template: string, count: number): void {
  db.prepare(
    `UPDATE addresses SET state = 'queued' WHERE id IN (
       SELECT id FROM (
         SELECT id, row_number() OVER (ORDER BY address) AS place, count(*) OVER () AS total
         FROM addresses WHERE state = 'found' AND depth = @depth AND template = @template)
       WHERE place * min(CAST(@count AS INTEGER), total) / total <> (place - 1) * min(CAST(@count AS INTEGER), total) / total)`,
  ).run({ depth, template, count });
}

/** The smallest waiting addresses of a template at a depth after `after`, in code-unit order. */
export function waitingAddresses(
  db: SiteDb,
  depth: number,
  template: string,
  after: string,
  limit: number,
): { id: number; address: string; hints: number; foundOn: number | null }[] {
  return prepared<{ id: number; address: string; hints: number; foundOn: number | null }>(
    db,
    `SELECT id, address, hints, found_on AS foundOn FROM addresses
     WHERE state = 'found' AND depth = ? AND template = ? AND address > ? ORDER BY address LIMIT ?`,
  ).all(depth, template, after, limit);
}

/** Moves the waiting addresses of a template one level down: they are judged when more is known. */
export function postponeTemplate(db: SiteDb, depth: number, template: string): void {
  prepared(
    db,
    "UPDATE addresses SET depth = depth + 1 WHERE state = 'found' AND depth = ? AND template = ?",
  ).run(depth, template);
  forgetAllRecent(db);
}

/** Refuses the waiting addresses of a template. */
export function refuseTemplate(
  db: SiteDb,
  depth: number,
  template: string,
  rule: string,
  reason: string,
): void {
  db.prepare(
    `UPDATE addresses SET state = 'refused', rule = ?, reason = ?
     WHERE state = 'found' AND depth = ? AND template = ?`,
  ).run(rule, reason, depth, template);
}

/** Refuses all waiting addresses of a depth but the `keep` smallest; returns how many. */
export function refuseBeyond(
  db: SiteDb,
  depth: number,
  keep: number,
  rule: string,
  reason: string,
): number {
  return db
    .prepare(
      `UPDATE addresses SET state = 'refused', rule = ?, reason = ? WHERE id IN (
         SELECT id FROM addresses WHERE state = 'found' AND depth = ?
         ORDER BY address LIMIT -1 OFFSET ?)`,
    )
    .run(rule, reason, depth, keep).changes;
}

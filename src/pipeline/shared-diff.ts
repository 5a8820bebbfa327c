import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '../bundle/read-lines.ts';
import { bundleLineSchemas } from '../model/bundle.ts';
import { type SharedItem, type SharedMember, sharedAgency } from '../model/item.ts';
import { type Language, languages } from '../model/language.ts';
import { openPortalDb } from '../store/portal-db.ts';
import { adoptedSharedItems } from '../store/portal-items.ts';
import { type BundleContext, bundleFolder } from './bundle-stage.ts';
import { portalDbFile } from './dedupe-stage.ts';

/** A page that a shared item stands for. */
type SharedPlace = Pick<SharedMember, 'agency' | 'lang' | 'key'>;

/** What the next bundle would change in a shared item: which pages it stands for, and whose copy it is. */
export interface SharedChange {
  item: string;
  /** Title of the copy that counts, in the first language; of the one on disk for an item that goes. */
  title: string;
  change: 'added' | 'removed' | 'changed';
  /** Pages that it comes to stand for, and stands for no longer, by agency, language, key. */
  joined: SharedPlace[];
  left: SharedPlace[];
  /** Languages of which another page's copy is shown; null where there is none. */
  copies: { lang: Language; before: SharedPlace | null; after: SharedPlace | null }[];
}

/** A shared item, as far as it is compared. */
interface Side {
  item: string;
  title: string;
  members: SharedPlace[];
  copies: SharedPlace[];
}

/** Compares the shared items of the last dedupe with those of the bundle `shared` on disk, one at a time, by id. */
export function diffShared(context: BundleContext, report: (change: SharedChange) => void): void {
  const portal = openPortalDb(portalDbFile(context.workspace));
  try {
    const before = sidesOnDisk(bundleFolder(context.workspace, sharedAgency));
    const after = sidesOf(adoptedSharedItems(portal));
    for (const [old, now] of merged(before, after)) {
      context.signal.throwIfAborted();
      const change = changeOf(old, now);
      if (change !== undefined) report(change);
    }
  } finally {
    portal.close();
  }
}

function changeOf(before: Side | undefined, after: Side | undefined): SharedChange | undefined {
  const side = after ?? before;
  if (side === undefined) return undefined;
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const joined = without(after?.members ?? [], before?.members ?? []);
  const left = without(before?.members ?? [], after?.members ?? []);
  const copies = languages.flatMap((lang) => {
    const old = before?.copies.find((copy) => copy.lang === lang) ?? null;
    const now = after?.copies.find((copy) => copy.lang === lang) ?? null;
    return nameOf(old) === nameOf(now) ? [] : [{ lang, before: old, after: now }];
  });
  if (joined.length + left.length + copies.length === 0) return undefined;
  return { item: side.item, title: side.title, change, joined, left, copies };
}

function without(places: readonly SharedPlace[], others: readonly SharedPlace[]): SharedPlace[] {
  const known = new Set(others.map(nameOf));
  return places
    .filter((place) => !known.has(nameOf(place)))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf(place: SharedPlace | null): string {
  return place === null ? '' : `${place.agency} ${place.lang} ${place.key}`;
}

/** Pairs the sides of two lists that are sorted by id. */
function* merged(
  before: Iterator<Side>,
  after: Iterator<Side>,
): Generator<[Side | undefined, Side | undefined]> {
  let old = before.next();
  let now = after.next();
  while (old.done !== true || now.done !== true) {
    const isOld = old.done !== true && (now.done === true || old.value.item <= now.value.item);
    const isNow = now.done !== true && (old.done === true || now.value.item <= old.value.item);
    yield [isOld ? old.value : undefined, isNow ? now.value : undefined];
    if (isOld) old = before.next();
    if (isNow) now = after.next();
  }
}

function* sidesOf(items: Iterable<SharedItem>): Generator<Side> {
  for (const { item, members, titles } of items) {
    const [first] = item.versions;
    const title = (first && titles[first.lang]) ?? '';
    yield {
      item: item.id,
      title,
      members: members.map(placeOf),
      copies: item.versions.map(placeOf),
    };
  }
}

function placeOf({ agency, lang, key }: SharedPlace): SharedPlace {
  return { agency, lang, key };
}

/** The items of a bundle `shared`: its members and its items are two files, both by id. */
function* sidesOnDisk(folder: string): Generator<Side> {
  const file = (name: string) => join(folder, 'data', name);
  if (!existsSync(file('shared.ndjson'))) return;
  const items = linesOf(file('items.ndjson'), (line) =>
    bundleLineSchemas['data/items.ndjson'].parse(line),
  );
  let next = items.next();
  const rows = linesOf(file('shared.ndjson'), (line) =>
    bundleLineSchemas['data/shared.ndjson'].parse(line),
  );
  for (const { item, members } of rows) {
    while (next.done !== true && next.value.id < item) next = items.next();
    const found = next.done !== true && next.value.id === item ? next.value : undefined;
    // Bodies of shared items link to others: those rows have no members and no item.
    if (found === undefined) continue;
    yield {
      item,
      title: found.versions[0]?.title ?? '',
      members: members.map(placeOf),
      copies: found.versions.map(({ lang, source }) => ({
        agency: source.agency,
        lang,
        key: source.key,
      })),
    };
  }
}

function* linesOf<Row>(file: string, parse: (line: unknown) => Row): Generator<Row> {
  for (const line of readLines(file)) if (line !== '') yield parse(JSON.parse(line));
}

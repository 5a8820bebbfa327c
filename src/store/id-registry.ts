import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { AgencyIds } from './agency-ids.ts';
import { type LinePlace, linePlaces } from './line-places.ts';
import { parseEntry } from './registry-entry.ts';
import { syncFolder } from './sync-folder.ts';

/** Octets read or written at once. */
const chunk = 1024 * 1024;

/** Part of a file that holds whole lines. */
interface Stretch {
  from: number;
  to: number;
  /** Number of its first line, from 1. */
  line: number;
  /** It ends with a line feed. */
  hasFeed: boolean;
}

/**
 * The registry of item ids, `data/ids.ndjson`: one line an id, sorted by agency, anchor, id. Read agency by agency, so
 * that five million ids need the memory of the largest agency; `save` merges what changed into a new file
 * and renames it over the old one, so that a crash leaves one of the two. For one process at a time.
 */
export class IdFile {
  readonly #file: string;
  readonly #parts = new Map<string, Stretch[]>();
  /** Sections that changed wait in a file of their own. */
  readonly #changed = new Map<string, Stretch>();
  #changes: number | undefined;
  #changesEnd = 0;

  /** Finds each agency's lines in the file, if there is one; a line that names no agency is a UserError with its place. */
  constructor(file: string) {
    this.#file = file;
    for (const place of existsSync(file) ? linePlaces(file) : []) {
      this.#add(place.agency ?? parseEntry(place.text(), `${file}:${place.line}`).agency, place);
    }
  }

  /** Every agency with an id, sorted. */
  agencies(): string[] {
    return [...new Set([...this.#parts.keys(), ...this.#changed.keys()])].sort();
  }

  /** The ids of one agency, as in the file or as last kept; a bad line is a UserError that names it. */
  of(agency: string): AgencyIds {
    const changed = this.#changed.get(agency);
    if (changed !== undefined && this.#changes !== undefined) {
      return new AgencyIds(agency, this.#entries(this.#changes, [changed]));
    }
    const parts = this.#parts.get(agency) ?? [];
    if (parts.length === 0) return new AgencyIds(agency, []);
    const handle = openSync(this.#file, 'r');
    try {
      return new AgencyIds(agency, this.#entries(handle, parts));
    } finally {
      closeSync(handle);
    }
  }

  /** Puts the ids of an agency in place of those it had, for the next `save`; nothing when none changed. */
  keep(ids: AgencyIds): void {
    if (!ids.changed) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    this.#changes ??= openSync(this.#changesFile, 'w+');
    const from = this.#changesEnd;
    this.#changesEnd += writeLines(this.#changes, ids.lines(), from);
    this.#changed.set(ids.agency, { from, to: this.#changesEnd, line: 1, hasFeed: true });
  }

  /** Writes the file if the ids of an agency were kept that differ from it. */
  save(): void {
    if (this.#changes === undefined) return;
    const temporary = `${this.#file}.new`;
    const old = existsSync(this.#file) ? openSync(this.#file, 'r') : undefined;
    const handle = openSync(temporary, 'w');
    const parts = new Map<string, Stretch[]>();
    try {
      let end = 0;
      for (const agency of this.agencies()) {
        const from = end;
        end += this.#copySection(agency, old, handle);
        parts.set(agency, [{ from, to: end, line: 1, hasFeed: true }]);
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
      if (old !== undefined) closeSync(old);
    }
    renameSync(temporary, this.#file);
    syncFolder(dirname(this.#file));
    this.close();
    this.#parts.clear();
    for (const [agency, list] of parts) this.#parts.set(agency, list);
  }

  /** Forgets what was kept and not saved. */
  close(): void {
    if (this.#changes === undefined) return;
    closeSync(this.#changes);
    rmSync(this.#changesFile, { force: true });
    this.#changes = undefined;
    this.#changed.clear();
    this.#changesEnd = 0;
  }

  get #changesFile(): string {
    return `${this.#file}.changed`;
  }

  #add(agency: string, { from, to, line, hasFeed }: LinePlace): void {
    const parts = this.#parts.get(agency) ?? [];
    const last = parts.at(-1);
    if (last?.to === from) Object.assign(last, { to, hasFeed });
    else this.#parts.set(agency, [...parts, { from, to, line, hasFeed }]);
  }

  *#entries(handle: number, parts: readonly Stretch[]) {
    for (const { from, to, line } of parts) {
      let number = line;
      for (const text of readLines(handle, from, to)) {
        if (text !== '') yield parseEntry(text, `${this.#file}:${number}`);
        number += 1;
      }
    }
  }

  /** Copies an agency's lines to the end of a file; returns their octets. Parts that lie apart are sorted together. */
  #copySection(agency: string, old: number | undefined, to: number): number {
    const changed = this.#changed.get(agency);
    if (changed !== undefined && this.#changes !== undefined) {
      return copyStretch(this.#changes, changed, to);
    }
    const parts = this.#parts.get(agency) ?? [];
    const [first] = parts;
    if (first === undefined || old === undefined) return 0;
    if (parts.length === 1 && first.hasFeed) return copyStretch(old, first, to);
    return writeLines(to, new AgencyIds(agency, this.#entries(old, parts)).lines());
  }
}

function copyStretch(from: number, stretch: Stretch, to: number): number {
  const buffer = Buffer.allocUnsafe(Math.min(chunk, stretch.to - stretch.from));
  for (let at = stretch.from; at < stretch.to; ) {
    const read = readSync(from, buffer, 0, Math.min(buffer.length, stretch.to - at), at);
    if (read === 0) throw new Error('the id registry became shorter while it was copied');
    for (let put = 0; put < read; ) put += writeSync(to, buffer, put, read - put);
    at += read;
  }
  return stretch.to - stretch.from;
}

/** Writes lines at the end of a file, or from `at` on; returns their octets. */
function writeLines(handle: number, lines: Iterable<string>, at?: number): number {
  let octets = 0;
  let waiting = '';
  const write = () => {
    const bytes = Buffer.from(waiting, 'utf8');
    waiting = '';
    for (let put = 0; put < bytes.length; ) {
      const place = at === undefined ? null : at + octets;
      const wrote = writeSync(handle, bytes, put, bytes.length - put, place);
      put += wrote;
      octets += wrote;
    }
  };
  for (const line of lines) {
    waiting += line;
    if (waiting.length >= chunk) write();
  }
  write();
  return octets;
}

function* readLines(handle: number, from: number, to: number): Generator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = from; at < to; ) {
    const buffer = Buffer.allocUnsafe(Math.min(chunk, to - at));
    const read = readSync(handle, buffer, 0, buffer.length, at);
    if (read === 0) break;
    at += read;
    const all = Buffer.concat([rest, buffer.subarray(0, read)]);
    let start = 0;
    for (let end = all.indexOf(10); end >= 0; end = all.indexOf(10, start)) {
      yield all.toString('utf8', start, end);
      start = end + 1;
    }
    rest = all.subarray(start);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

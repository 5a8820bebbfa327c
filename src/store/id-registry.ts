import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { syncFolder } from './sync-folder.ts';

const entrySchema = z.strictObject({
  id: z.uuid(),
  agency: z.string(),
  anchor: z.string(),
  keys: z.array(z.string()).optional(),
  same_as: z.uuid().optional(),
});

/** An id once given: see `ids.ndjson`. `keys` are further keys of the item, sorted; `sameAs` the item it was merged into. */
export interface IdEntry {
  id: string;
  agency: string;
  anchor: string;
  keys: string[];
  sameAs: string | null;
}

/** Lines written at once. */
const batch = 5000;

/**
 * The registry of item ids, `data/ids.ndjson`: one line an id, sorted by agency, anchor, id. Held in memory
 * (about 400 bytes a line); `save` writes a new file and renames it over the old one, so that a crash
 * leaves one of the two.
 */
export class IdFile {
  readonly #file: string;
  readonly #entries = new Map<string, IdEntry>();
  readonly #byKey = new Map<string, string[]>();
  #changed = false;

  /** Reads the file, if there is one; a bad line is a UserError that names it. */
  constructor(file: string) {
    this.#file = file;
    if (!existsSync(file)) return;
    for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
      if (line !== '') this.#put(this.#parse(line, index + 1));
    }
  }

  /** Every id that was registered with the key as anchor or further key, by id. */
  idsOf(agency: string, key: string): IdEntry[] {
    const ids = this.#byKey.get(`${agency}\n${key}`) ?? [];
    return [...ids].sort().flatMap((id) => this.#entries.get(id) ?? []);
  }

  /** The entry of an id. */
  find(id: string): IdEntry | undefined {
    return this.#entries.get(id);
  }

  /** Adds or replaces the entry of an id; the id's agency and anchor never change (throws). */
  register(entry: IdEntry): void {
    const known = this.#entries.get(entry.id);
    if (known && (known.agency !== entry.agency || known.anchor !== entry.anchor)) {
      throw new Error(`id ${entry.id} is registered for ${known.agency} ${known.anchor}`);
    }
    if (known && lineOf(known) === lineOf(entry)) return;
    this.#put(entry);
    this.#changed = true;
  }

  /** Writes the file if an entry changed since it was read or saved. */
  save(): void {
    if (!this.#changed) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const temporary = `${this.#file}.new`;
    const handle = openSync(temporary, 'w');
    try {
      const sorted = [...this.#entries.values()].sort(compareEntries);
      for (let at = 0; at < sorted.length; at += batch) {
        writeSync(
          handle,
          sorted
            .slice(at, at + batch)
            .map(lineOf)
            .join(''),
        );
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, this.#file);
    syncFolder(dirname(this.#file));
    this.#changed = false;
  }

  #put(entry: IdEntry): void {
    this.#entries.set(entry.id, entry);
    for (const key of [entry.anchor, ...entry.keys]) {
      const name = `${entry.agency}\n${key}`;
      const ids = this.#byKey.get(name) ?? [];
      if (!ids.includes(entry.id)) this.#byKey.set(name, [...ids, entry.id]);
    }
  }

  #parse(line: string, number: number): IdEntry {
    try {
      const { same_as: sameAs = null, keys = [], ...rest } = entrySchema.parse(JSON.parse(line));
      return { ...rest, keys, sameAs };
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      throw new UserError(
        `${this.#file}:${number} is no entry of the id registry: ${why}. ` +
          'Restore the file from a backup; ids that are lost change the addresses on the portal.',
      );
    }
  }
}

function lineOf({ id, agency, anchor, keys, sameAs }: IdEntry): string {
  const line = {
    id,
    agency,
    anchor,
    ...(keys.length > 0 && { keys }),
    ...(sameAs !== null && { same_as: sameAs }),
  };
  return `${JSON.stringify(line)}\n`;
}

function compareEntries(a: IdEntry, b: IdEntry): number {
  const at = (['agency', 'anchor', 'id'] as const).find((name) => a[name] !== b[name]);
  return at === undefined ? 0 : a[at] < b[at] ? -1 : 1;
}

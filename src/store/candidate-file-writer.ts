import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import {
  factsWidth,
  headBytes,
  layoutVersion,
  magic,
  packFacts,
  signatureWidth,
} from './candidate-layout.ts';
import { syncFolder } from './sync-folder.ts';

/** A page that may be a copy of others, as it is put away. */
export interface CandidateRecord {
  /** Place of its item among the items of its agency. */
  item: number;
  /** url key. */
  key: string;
  lang: Language;
  kind: ImportedKind;
  title: string;
  /** `KnownDate.value`, or null. */
  published: string | null;
  text: string;
  /** `textPrint(text)`. */
  textHash: string;
  words: number;
  signature: Uint32Array;
}

/** Bytes that are gathered before they are written. */
const batchBytes = 1024 * 1024;

/**
 * Writes one agency's candidates, in the order of item and language: `<file>.candidates` holds signatures and facts and
 * names the file of texts, `<file>.<stamp>.texts`. The rename of the former decides: a crash leaves the old pair or the new one.
 */
export class CandidateFileWriter {
  readonly #file: string;
  readonly #signatures: BatchedFile;
  readonly #texts: BatchedFile;
  readonly #stamp: Hash = createHash('sha256');
  #facts = new Int32Array(64 * factsWidth);
  #count = 0;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.#signatures = new BatchedFile(`${file}.candidates.new`);
    this.#texts = new BatchedFile(`${file}.texts.new`);
    this.#signatures.write(new Uint8Array(headBytes));
  }

  /** Adds a candidate. */
  add(record: CandidateRecord): void {
    const { key, title, text, signature } = record;
    if (signature.length !== signatureWidth) throw new Error('a signature of another length');
    const said = `${key.length} ${title.length}\n${key}${title}${text}`;
    const packed = deflateSync(Buffer.from(said), { level: 1 });
    const from = this.#count * factsWidth;
    if (from + factsWidth > this.#facts.length) {
      const larger = new Int32Array(this.#facts.length * 2);
      larger.set(this.#facts);
      this.#facts = larger;
    }
    packFacts(this.#facts, from, {
      ...record,
      day: dayOf(record.published),
      place: this.#texts.size,
    });
    this.#stamp.update(packed);
    this.#texts.write(packed);
    this.#signatures.write(Buffer.from(new Uint32Array(signature).buffer));
    this.#count += 1;
  }

  /** Makes what was added the agency's candidates, in place of those of earlier. */
  close(): void {
    const facts = this.#facts.subarray(0, this.#count * factsWidth);
    const bytes = Buffer.from(facts.buffer, 0, facts.byteLength);
    const stamp = this.#stamp.update(bytes).digest();
    this.#signatures.write(bytes);
    this.#signatures.writeHead(headOf(this.#count, this.#texts.size, stamp));
    const textsFile = textsFileOf(this.#file, stamp);
    this.#texts.close();
    this.#signatures.close();
    renameSync(this.#texts.file, textsFile);
    renameSync(this.#signatures.file, `${this.#file}.candidates`);
    syncFolder(dirname(this.#file));
    for (const old of textsFilesOf(this.#file)) if (old !== textsFile) rmSync(old);
  }

  /** Gives up: what was there before stays. */
  abort(): void {
    this.#signatures.close();
    this.#texts.close();
    rmSync(this.#signatures.file);
    rmSync(this.#texts.file);
  }
}

/** Removes an agency's candidates; none are there afterwards, even if some were not. */
export function removeCandidates(file: string): void {
  rmSync(`${file}.candidates`, { force: true });
  for (const texts of textsFilesOf(file)) rmSync(texts, { force: true });
}

/** File of texts with the given stamp. */
export function textsFileOf(file: string, stamp: Uint8Array): string {
  return `${file}.${Buffer.from(stamp.subarray(0, 8)).toString('hex')}.texts`;
}

function textsFilesOf(file: string): string[] {
  const name = basename(file);
  return readdirSync(dirname(file))
    .filter(
      (one) => one.startsWith(`${name}.`) && /^\.[0-9a-f]{16}\.texts$/.test(one.slice(name.length)),
    )
    .map((one) => join(dirname(file), one));
}

/** Days since 1970 of a date known to the day, else null. */
function dayOf(published: string | null): number | null {
  if (published === null || published.length < 10) return null;
  const days = Math.floor(Date.parse(`${published.slice(0, 10)}T00:00:00Z`) / 86_400_000);
  return Number.isNaN(days) ? null : days;
}

function headOf(count: number, textBytes: number, stamp: Uint8Array): Uint8Array {
  const head = new Uint8Array(headBytes);
  const values = new Uint32Array(head.buffer);
  values.set([magic, layoutVersion, count, textBytes % 2 ** 32, Math.floor(textBytes / 2 ** 32)]);
  head.set(stamp.subarray(0, 32), 32);
  return head;
}

/** A file that is written in batches. */
class BatchedFile {
  readonly file: string;
  readonly #handle: number;
  #batch: Uint8Array[] = [];
  #waiting = 0;
  /** Bytes so far. */
  size = 0;

  constructor(file: string) {
    this.file = file;
    this.#handle = openSync(file, 'w');
  }

  write(bytes: Uint8Array): void {
    this.#batch.push(bytes);
    this.#waiting += bytes.length;
    this.size += bytes.length;
    if (this.#waiting >= batchBytes) this.#flush();
  }

  writeHead(bytes: Uint8Array): void {
    this.#flush();
    writeSync(this.#handle, bytes, 0, bytes.length, 0);
  }

  close(): void {
    this.#flush();
    fsyncSync(this.#handle);
    closeSync(this.#handle);
  }

  #flush(): void {
    const all = Buffer.concat(this.#batch);
    for (let at = 0; at < all.length; ) at += writeSync(this.#handle, all, at);
    this.#batch = [];
    this.#waiting = 0;
  }
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { UserError } from '../errors.ts';
import { textsFileOf } from './candidate-file-writer.ts';
import {
  factsWidth,
  faultOf,
  headBytes,
  largestText,
  layoutVersion,
  magic,
  placeOf,
  setAgency,
  signatureWidth,
  unpackFacts,
} from './candidate-layout.ts';

/** Files held open at once; opening one takes 30 µs (measured). */
const mostOpen = 64;
/** Texts kept at hand, in characters of all together. */
const keptCharacters = 4_000_000;

/** An agency and the file, without ending, that its candidates were written to. */
export interface CandidateFile {
  agency: string;
  file: string;
}

interface Part {
  agency: string;
  file: string;
  texts: string;
  /** Number of its first candidate among all. */
  from: number;
  count: number;
  textBytes: number;
}

/** Key, title and text of a candidate. */
interface Said {
  key: string;
  title: string;
  text: string;
}

/**
 * The candidates of all agencies, in the order in which agencies are given; 40 bytes of each in memory, everything
 * else is read from disk when asked for. A file that is damaged is a UserError.
 */
export class CandidateFiles {
  readonly size: number;
  readonly #parts: Part[] = [];
  readonly #values: Int32Array;
  readonly #open = new Map<string, number>();
  readonly #said = new Map<number, Said>();
  #keptCharacters = 0;

  constructor(files: readonly CandidateFile[]) {
    let size = 0;
    for (const { agency, file } of files) {
      const part = this.#readHead(agency, file, size);
      this.#parts.push(part);
      size += part.count;
    }
    this.size = size;
    this.#values = new Int32Array(size * factsWidth);
    for (const [agency, part] of this.#parts.entries()) this.#readFacts(part, agency);
  }

  /** What is known of a candidate without reading its text. */
  facts(index: number) {
    const { agency, item, lang, kind, words, textHash, day } = unpackFacts(
      this.#values,
      index * factsWidth,
    );
    return { agency, item, lang, kind, words, textHash, day };
  }

  /** Signatures of the candidates from `from` to `to` (left out), one after the other. */
  signatures(from: number, to: number): Uint32Array {
    const out = new Uint32Array((to - from) * signatureWidth);
    const bytes = new Uint8Array(out.buffer);
    for (let index = from; index < to; ) {
      const part = this.#partOf(index);
      const end = Math.min(to, part.from + part.count);
      const target = bytes.subarray(
        (index - from) * signatureWidth * 4,
        (end - from) * signatureWidth * 4,
      );
      this.#read(
        part,
        candidatesOf(part),
        target,
        headBytes + (index - part.from) * signatureWidth * 4,
      );
      index = end;
    }
    return out;
  }

  /** url key of a candidate. */
  key(index: number): string {
    return this.#saidOf(index).key;
  }

  /** Title of a candidate. */
  title(index: number): string {
    return this.#saidOf(index).title;
  }

  /** Plain text of a candidate. */
  text(index: number): string {
    return this.#saidOf(index).text;
  }

  /** Closes the files; nothing may be read any more. */
  close(): void {
    for (const handle of this.#open.values()) closeSync(handle);
    this.#open.clear();
  }

  #saidOf(index: number): Said {
    const known = this.#said.get(index);
    if (known) return known;
    const said = this.#readSaid(index);
    if (this.#keptCharacters > keptCharacters) {
      this.#said.clear();
      this.#keptCharacters = 0;
    }
    this.#said.set(index, said);
    this.#keptCharacters += said.text.length;
    return said;
  }

  #readSaid(index: number): Said {
    const part = this.#partOf(index);
    const place = placeOf(this.#values, index * factsWidth);
    const isLast = index === part.from + part.count - 1;
    const end = isLast ? part.textBytes : placeOf(this.#values, (index + 1) * factsWidth);
    const packed = Buffer.allocUnsafe(end - place);
    this.#read(part, part.texts, packed, place);
    let all: string;
    try {
      all = inflateSync(packed, { maxOutputLength: largestText }).toString('utf8');
    } catch (error) {
      throw damaged(part.texts, `the text at ${place} cannot be unpacked (${String(error)})`);
    }
    const lengths = /^(\d+) (\d+)\n/.exec(all);
    if (!lengths) throw damaged(part.texts, `the text at ${place} has no lengths`);
    const titleAt = lengths[0].length + Number(lengths[1]);
    const textAt = titleAt + Number(lengths[2]);
    return {
      key: all.slice(lengths[0].length, titleAt),
      title: all.slice(titleAt, textAt),
      text: all.slice(textAt),
    };
  }

  #partOf(index: number): Part {
    const part = this.#parts[this.#values[index * factsWidth] ?? -1];
    if (part === undefined) throw new Error(`no candidate ${index} of ${this.size}`);
    return part;
  }

  #readHead(agency: string, file: string, from: number): Part {
    const part = { agency, file, texts: '', from, count: 0, textBytes: 0 };
    const name = candidatesOf(part);
    const head = new Uint8Array(headBytes);
    this.#read(part, name, head, 0);
    const [sign, version, count = 0, low = 0, high = 0] = new Uint32Array(head.buffer);
    if (sign !== magic) throw damaged(name, 'it does not begin as a file of candidates does');
    if (version !== layoutVersion)
      throw damaged(name, `its layout is ${version}, not ${layoutVersion}`);
    const size = headBytes + count * (signatureWidth + factsWidth) * 4;
    const found = fstatSync(this.#handle(part, name)).size;
    if (found !== size) throw damaged(name, `it has ${found} bytes, not ${size}`);
    const texts = textsFileOf(file, head.subarray(32));
    const textBytes = low + high * 2 ** 32;
    const textSize = fstatSync(this.#handle(part, texts)).size;
    if (textSize !== textBytes) throw damaged(texts, `it has ${textSize} bytes, not ${textBytes}`);
    return { ...part, texts, count, textBytes };
  }

  #readFacts(part: Part, agency: number): void {
    const from = part.from * factsWidth;
    const values = this.#values.subarray(from, from + part.count * factsWidth);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const name = candidatesOf(part);
    this.#read(part, name, bytes, headBytes + part.count * signatureWidth * 4);
    let before = 0;
    for (let at = 0; at < values.length; at += factsWidth) {
      const place = placeOf(values, at);
      const isInOrder = place >= before && place < part.textBytes;
      const fault = isInOrder ? faultOf(values, at) : 'a text out of place';
      if (fault !== undefined) throw damaged(name, `candidate ${at / factsWidth} has ${fault}`);
      before = place;
      setAgency(values, at, agency);
    }
  }

  #read(part: Part, name: string, into: Uint8Array, position: number): void {
    const handle = this.#handle(part, name);
    for (let at = 0; at < into.length; ) {
      const read = readSync(handle, into, at, into.length - at, position + at);
      if (read === 0) throw damaged(name, `it ends before byte ${position + into.length}`);
      at += read;
    }
  }

  #handle(part: Part, name: string): number {
    const open = this.#open.get(name);
    if (open !== undefined) {
      // The last in the map is the latest used.
      this.#open.delete(name);
      this.#open.set(name, open);
      return open;
    }
    for (const [oldest, handle] of this.#open) {
      if (this.#open.size < mostOpen) break;
      closeSync(handle);
      this.#open.delete(oldest);
    }
    let handle: number;
    try {
      handle = openSync(name, 'r');
    } catch (error) {
      throw damaged(name, `the candidates of ${part.agency} cannot be read (${String(error)})`);
    }
    this.#open.set(name, handle);
    return handle;
  }
}

function candidatesOf({ file }: { file: string }): string {
  return `${file}.candidates`;
}

function damaged(file: string, why: string): UserError {
  return new UserError(
    `${file} is damaged: ${why}. Nothing is lost, the file is made from the pages: remove its folder and run "kosh dedupe" again.`,
  );
}

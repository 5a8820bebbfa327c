import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { RecordLocator } from '../model/capture.ts';
import {
  type ExchangeRecord,
  fileDigests,
  httpResponse,
  type PreparedExchange,
  prepareExchange,
} from './exchange-record.ts';
import { gzippedMember, type Member } from './member-gzip.ts';
import { newRecordId, type WarcFields, warcHead, warcTail } from './warc-record.ts';

/** Where the writer goes on: the file and its length so far; `sequence` 0 for a new archive. */
export interface WarcPosition {
  sequence: number;
  size: number;
}

const rollBytes = 1_000_000_000;
const gatherBytes = 1024 * 1024;

/** Name of an agency's WARC file by its sequence number, from 1. */
function warcFileName(agency: string, sequence: number): string {
  return `${agency}-${String(sequence).padStart(5, '0')}.warc.gz`;
}

/**
 * Appends HTTP exchanges to an agency's WARC files: WARC 1.1, one gzip member per record, a warcinfo
 * record first, a new file when one has passed `rollAt` bytes. Appends are one at a time: the caller
 * waits for each. Nothing is durable, nor need it be in the file, before `sync`.
 */
export class WarcWriter {
  readonly #folder: string;
  readonly #agency: string;
  readonly #software: string;
  readonly #rollAt: number;
  #sequence: number;
  #size: number;
  #handle: FileHandle | undefined;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;

  constructor(
    folder: string,
    agency: string,
    software: string,
    position: WarcPosition,
    rollAt = rollBytes,
  ) {
    this.#folder = folder;
    this.#agency = agency;
    this.#software = software;
    this.#sequence = position.sequence;
    this.#size = position.size;
    this.#rollAt = rollAt;
  }

  /** Name and length of the file being written, once it is synced. */
  get position(): { file: string; size: number } {
    return { file: warcFileName(this.#agency, this.#sequence), size: this.#size };
  }

  /** Tells whether the next append starts a new file; the caller then syncs and commits the old one first. */
  get isFull(): boolean {
    return this.#sequence > 0 && this.#size >= this.#rollAt;
  }

  /** Writes request and response and returns where the response stands. */
  async append(exchange: ExchangeRecord | PreparedExchange): Promise<RecordLocator> {
    const prepared = 'record' in exchange ? exchange : prepareExchange(exchange);
    const { request, response } = await prepared.members;
    await this.#ready();
    await this.#write(request);
    const { file, size: offset } = this.position;
    if (response === null) await this.#streamed(prepared.record, prepared.responseFields);
    else await this.#write(response);
    return { file, offset, length: this.#size - offset };
  }

  /** Makes all that was written durable. */
  async sync(): Promise<void> {
    await this.#drain();
    await this.#handle?.datasync();
  }

  /** Syncs and closes. */
  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await this.#handle?.close();
      this.#handle = undefined;
    }
  }

  async #ready(): Promise<void> {
    if (this.isFull || this.#sequence === 0) {
      await this.close();
      this.#sequence += 1;
      this.#size = 0;
    }
    if (this.#handle === undefined) {
      await mkdir(this.#folder, { recursive: true });
      const path = join(this.#folder, warcFileName(this.#agency, this.#sequence));
      this.#handle = await open(path, this.#size === 0 ? 'w' : 'r+');
      await syncFolder(this.#folder);
    }
    if (this.#size === 0) await this.#write(gzippedMember(this.#info()));
  }

  #info(): Member {
    const text =
      `software: ${this.#software}\r\nformat: WARC File Format 1.1\r\n` +
      'conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n' +
      `isPartOf: ${this.#agency}\r\n`;
    const fields: WarcFields = [
      ['WARC-Type', 'warcinfo'],
      ['WARC-Record-ID', newRecordId()],
      ['WARC-Date', new Date().toISOString()],
      ['WARC-Filename', this.position.file],
      ['Content-Type', 'application/warc-fields'],
    ];
    return { fields, block: [Buffer.from(text, 'utf8')], isSmall: true };
  }

  async #streamed(record: ExchangeRecord, fields: WarcFields): Promise<void> {
    if (!('file' in record.body)) throw new Error('only a body in a file is streamed');
    const { file } = record.body;
    const length = record.responseHead.length + record.bodyBytes;
    const digests = await fileDigests(record.responseHead, file);
    const head = warcHead([
      ...fields,
      ...digests,
      httpResponse,
      ['Content-Length', String(length)],
    ]);
    const parts = async function* () {
      yield head;
      yield record.responseHead;
      yield* createReadStream(file, { highWaterMark: 1 << 18 });
      yield warcTail;
    };
    await pipeline(parts(), createGzip(), async (gzipped: AsyncIterable<Buffer>) => {
      for await (const chunk of gzipped) await this.#write(chunk);
    });
  }

  // Records of a few KiB each: a write of its own for each would be a trip to the thread pool.
  async #write(bytes: Uint8Array): Promise<void> {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    this.#size += bytes.length;
    if (this.#gatheredBytes >= gatherBytes) await this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.#gathered);
    const start = this.#size - this.#gatheredBytes;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    let done = 0;
    while (done < bytes.length) {
      const handle = this.#handle;
      if (handle === undefined) throw new Error('WARC writer is closed');
      const result = await handle.write(bytes, done, bytes.length - done, start + done);
      done += result.bytesWritten;
    }
  }
}

// Without this a crash may lose the name of a new file though its bytes are synced.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

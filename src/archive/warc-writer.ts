import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';
import type { RecordLocator } from '../model/capture.ts';
import { newRecordId, type WarcFields, warcHead, warcTail } from './warc-record.ts';

/** The bytes of a body as received: in memory, or in a file that the writer reads once. */
export type StoredBytes = { memory: Uint8Array } | { file: string };

/** One HTTP exchange to be written as a request and a response record. */
export interface ExchangeRecord {
  address: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  /** Address of the server, null when unknown. */
  ip: string | null;
  /** Whole request message. */
  request: Uint8Array;
  /** Head of the response with its empty line, transfer coding removed. */
  responseHead: Uint8Array;
  body: StoredBytes;
  bodyBytes: number;
  /** `length`, `time` or `disconnect` when the body was cut. */
  truncated: string | null;
}

/** Where the writer goes on: the file and its length so far; `sequence` 0 for a new archive. */
export interface WarcPosition {
  sequence: number;
  size: number;
}

const rollBytes = 1_000_000_000;
const gzipAll = promisify(gzip);

/** Name of an agency's WARC file by its sequence number, from 1. */
function warcFileName(agency: string, sequence: number): string {
  return `${agency}-${String(sequence).padStart(5, '0')}.warc.gz`;
}

/**
 * Appends HTTP exchanges to an agency's WARC files: WARC 1.1, one gzip member per record, a warcinfo
 * record first, a new file when one has passed `rollAt` bytes. Appends are one at a time: the caller
 * waits for each. Nothing is durable before `sync`.
 */
export class WarcWriter {
  readonly #folder: string;
  readonly #agency: string;
  readonly #software: string;
  readonly #rollAt: number;
  #sequence: number;
  #size: number;
  #handle: FileHandle | undefined;

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

  /** Name and length of the file being written. */
  get position(): { file: string; size: number } {
    return { file: warcFileName(this.#agency, this.#sequence), size: this.#size };
  }

  /** Tells whether the next append starts a new file; the caller then syncs and commits the old one first. */
  get isFull(): boolean {
    return this.#sequence > 0 && this.#size >= this.#rollAt;
  }

  /** Writes request and response and returns where the response stands. */
  async append(record: ExchangeRecord): Promise<RecordLocator> {
    await this.#ready();
    const responseId = newRecordId();
    await this.#member(requestFields(record, responseId), [record.request]);
    const { file, size: offset } = this.position;
    await this.#response(record, responseId);
    return { file, offset, length: this.#size - offset };
  }

  /** Makes all that was written durable. */
  async sync(): Promise<void> {
    await this.#handle?.datasync();
  }

  /** Syncs and closes. */
  async close(): Promise<void> {
    await this.sync();
    await this.#handle?.close();
    this.#handle = undefined;
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
    if (this.#size === 0) await this.#member(...this.#info());
  }

  #info(): [WarcFields, Uint8Array[]] {
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
    return [fields, [Buffer.from(text, 'utf8')]];
  }

  async #response(record: ExchangeRecord, id: string): Promise<void> {
    const digests = await digestsOf(record);
    const fields: WarcFields = [
      ['WARC-Type', 'response'],
      ['WARC-Record-ID', id],
      ['WARC-Date', record.fetchedAt],
      ['WARC-Target-URI', record.address],
      ...(record.ip === null ? [] : ([['WARC-IP-Address', record.ip]] satisfies WarcFields)),
      ...(record.truncated === null
        ? []
        : ([['WARC-Truncated', record.truncated]] satisfies WarcFields)),
      ['WARC-Payload-Digest', digests.payload],
      ['WARC-Block-Digest', digests.block],
      ['Content-Type', 'application/http; msgtype=response'],
    ];
    if ('memory' in record.body) {
      await this.#member(fields, [record.responseHead, record.body.memory], digests.block);
    } else {
      await this.#streamed(fields, record, record.body.file);
    }
  }

  async #member(fields: WarcFields, block: Uint8Array[], digest?: string): Promise<void> {
    const length = block.reduce((sum, part) => sum + part.length, 0);
    const all: WarcFields = [...fields, ['Content-Length', String(length)]];
    if (digest === undefined) all.splice(-1, 0, ['WARC-Block-Digest', sha256Of(block)]);
    const bytes = await gzipAll(Buffer.concat([warcHead(all), ...block, warcTail]));
    await this.#write(bytes);
  }

  async #streamed(fields: WarcFields, record: ExchangeRecord, file: string): Promise<void> {
    const length = record.responseHead.length + record.bodyBytes;
    const head = warcHead([...fields, ['Content-Length', String(length)]]);
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

  async #write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const handle = this.#handle;
      if (handle === undefined) throw new Error('WARC writer is closed');
      const result = await handle.write(bytes, done, bytes.length - done, this.#size);
      done += result.bytesWritten;
      this.#size += result.bytesWritten;
    }
  }
}

function requestFields(record: ExchangeRecord, responseId: string): WarcFields {
  return [
    ['WARC-Type', 'request'],
    ['WARC-Record-ID', newRecordId()],
    ['WARC-Date', record.fetchedAt],
    ['WARC-Target-URI', record.address],
    ['WARC-Concurrent-To', responseId],
    ['Content-Type', 'application/http; msgtype=request'],
  ];
}

function sha256Of(parts: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
}

async function digestsOf(record: ExchangeRecord): Promise<{ payload: string; block: string }> {
  if ('memory' in record.body) {
    const { memory } = record.body;
    return { payload: sha256Of([memory]), block: sha256Of([record.responseHead, memory]) };
  }
  const payload = createHash('sha256');
  const block = createHash('sha256').update(record.responseHead);
  for await (const chunk of createReadStream(record.body.file, { highWaterMark: 1 << 18 })) {
    payload.update(chunk);
    block.update(chunk);
  }
  return { payload: `sha256:${payload.digest('hex')}`, block: `sha256:${block.digest('hex')}` };
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

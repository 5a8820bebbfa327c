import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ForeignRecord } from '../archive/foreign-warc.ts';
import { DigestCheck } from '../archive/warc-digest.ts';
import type { Exchange } from '../crawl/ports.ts';
import { BodyCollector } from '../crawl/stored-body.ts';
import { type TlsFault, tlsFaults } from '../model/tls-fault.ts';
import { ChunkedDecoder } from '../text/chunked-coding.ts';
import { fieldOf, type HttpHead, readHead, statusOf, writeHead } from '../text/http-head.ts';

/** A response as another program archived it. */
export interface ForeignResponse {
  exchange: Exchange;
  /** Why it is not to be trusted: cut short, a digest that is wrong, no HTTP head. */
  fault: string | null;
}

const longestHttpHead = 1024 * 1024;
const memoryBytes = 1024 * 1024;

/** Instant of a record in ISO with milliseconds, null for none; fractions finer than that are dropped. */
export function recordInstant(fields: ReadonlyMap<string, string>): string | null {
  const time = Date.parse(fields.get('warc-date') ?? '');
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/**
 * Reads the block of a response, resource or revisit record: the HTTP head apart, transfer coding removed, the body in
 * memory or in a file of `spoolFolder`; length and digests checked. The block is read to its end.
 */
export async function readResponse(
  record: ForeignRecord,
  address: string,
  fetchedAt: string,
  spoolFolder: string,
): Promise<ForeignResponse> {
  const { fields } = record;
  const digest = new DigestCheck(fields.get('warc-block-digest'));
  const reader = new BlockReader(fields, join(spoolFolder, `ingest-${randomUUID()}`));
  for await (const chunk of record.block) {
    digest.add(chunk);
    reader.add(chunk);
  }
  const { head, body, isPayload, isCut } = reader.finish();
  const kept = head.fields.filter(([name]) => !/^transfer-encoding$/i.test(name));
  const exchange: Exchange = {
    address,
    fetchedAt,
    ip: fields.get('warc-ip-address') ?? null,
    request: Buffer.alloc(0),
    status: statusOf(head.first),
    fields: kept,
    responseHead: writeHead({ first: head.first, fields: kept }),
    body,
    truncated:
      truncation(fields) ?? (isCut || isShort(head, body.bytes, fields) ? 'disconnect' : null),
    latencyMs: 0,
    tlsFaults: excusedFaults(fields),
  };
  return {
    exchange,
    fault: record.fault ?? faultOf(exchange.status, fields, digest.verdict(), isPayload),
  };
}

/** What kosh itself noted of the server's TLS. */
function excusedFaults(fields: ReadonlyMap<string, string>): TlsFault[] {
  const noted = (fields.get('kosh-tls-exception') ?? '').split(',');
  return tlsFaults.filter((fault) => noted.includes(fault));
}

/** A head for what was archived without one, such as a file another tool saved. */
function resourceHead(fields: ReadonlyMap<string, string>): HttpHead {
  const type = fields.get('content-type');
  return { first: 'HTTP/1.1 200 OK', fields: type === undefined ? [] : [['Content-Type', type]] };
}

/** Takes a block: splits the head off, undoes chunks, spools the body, and checks the payload's digest over both its forms. */
class BlockReader {
  readonly #collector: BodyCollector;
  readonly #asStored: DigestCheck;
  readonly #decoded: DigestCheck;
  #chunks: ChunkedDecoder | undefined;
  #head: HttpHead | undefined;
  #start: Buffer = Buffer.alloc(0);

  constructor(fields: ReadonlyMap<string, string>, file: string) {
    this.#collector = new BodyCollector(file, memoryBytes);
    const digest = fields.get('warc-payload-digest');
    this.#asStored = new DigestCheck(digest);
    this.#decoded = new DigestCheck(digest);
    if (fields.get('warc-type') === 'resource') this.#head = resourceHead(fields);
  }

  add(bytes: Buffer): void {
    if (this.#head !== undefined) this.#addBody(bytes);
    else if (this.#start.length <= longestHttpHead) {
      this.#start = Buffer.concat([this.#start, bytes]);
      const split = readHead(this.#start);
      if (split === undefined) return;
      this.#head = split.head;
      const coding = fieldOf(split.head.fields, 'transfer-encoding') ?? '';
      if (/\bchunked\b/i.test(coding)) this.#chunks = new ChunkedDecoder();
      this.#addBody(this.#start.subarray(split.bodyStart));
    }
  }

  finish() {
    for (const part of this.#chunks?.finish() ?? []) this.#keep(part);
    const verdicts = [this.#asStored.verdict(), this.#decoded.verdict()];
    return {
      head: this.#head ?? { first: '', fields: [] },
      body: this.#collector.finish(),
      isPayload: verdicts.includes(true) || (verdicts.includes(false) ? false : null),
      isCut: this.#chunks?.isDamaged ?? false,
    };
  }

  #addBody(bytes: Buffer): void {
    this.#asStored.add(bytes);
    for (const part of this.#chunks?.push(bytes) ?? [bytes]) this.#keep(part);
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#decoded.add(bytes);
    // The chunk is a part of a larger buffer that the collector must not hold on to.
    this.#collector.add(Buffer.from(bytes));
  }
}

function truncation(fields: ReadonlyMap<string, string>): Exchange['truncated'] {
  const reason = fields.get('warc-truncated');
  if (reason === undefined || fields.get('warc-type') === 'revisit') return null;
  return reason === 'time' || reason === 'disconnect' ? reason : 'length';
}

/** Tells whether a body ends before what its own Content-Length says, which other programs archive without a word. */
function isShort(head: HttpHead, bytes: number, fields: ReadonlyMap<string, string>): boolean {
  if (fields.get('warc-type') !== 'response') return false;
  const declared = fieldOf(head.fields, 'content-length');
  // A body that was stored decoded has another length than the coded one the server spoke of.
  const isCoded = fieldOf(head.fields, 'content-encoding') !== null;
  const status = statusOf(head.first);
  const hasBody = status !== 204 && status !== 304;
  return hasBody && !isCoded && declared !== null && bytes < Number(declared);
}

function faultOf(
  status: number,
  fields: ReadonlyMap<string, string>,
  isBlock: boolean | null,
  isPayload: boolean | null,
): string | null {
  // A revisit may have no block at all (WARC 1.1, 6.7.2).
  const isBare = fields.get('warc-type') === 'revisit' && fields.get('content-length') === '0';
  if (status === 0 && !isBare) return 'no head of an HTTP response';
  if (isBlock === false) return 'WARC-Block-Digest is not that of the block';
  // Of a revisit and of a cut body the payload is not (all) here; some writers digest it in ways of their own.
  const mayDiffer = isBlock === true || fields.has('warc-truncated');
  if (isPayload === false && !mayDiffer && fields.get('warc-type') !== 'revisit') {
    return 'WARC-Payload-Digest is not that of the payload';
  }
  return null;
}

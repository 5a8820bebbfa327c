import { statfs } from 'node:fs/promises';
import {
  type ExchangeRecord,
  type PreparedExchange,
  prepareExchange,
  type StoredBytes,
} from '../archive/exchange-record.ts';
import { readRecord } from '../archive/warc-reader.ts';
import type { WarcWriter } from '../archive/warc-writer.ts';
import type { CaptureFacts, CaptureSink, Outcome, VariantCapture } from '../crawl/ports.ts';
import { discardBody } from '../crawl/stored-body.ts';
import { UserError } from '../errors.ts';
import type { RecordLocator } from '../model/capture.ts';
import { nameAddress, settleAddress } from '../store/addresses.ts';
import { insertCapture, latestCapture, validatorsOf } from '../store/captures.ts';
import { saveRobots } from '../store/crawl-state.ts';
import { replaceFindings } from '../store/findings.ts';
import { replaceLinks } from '../store/links.ts';
import type { SiteDb } from '../store/site-db.ts';
import { addFresh } from '../store/templates.ts';
import { commitWarcEnd } from '../store/warc-files.ts';
import { decodeText } from '../text/charset.ts';
import { fieldOf } from '../text/http-head.ts';

/** What the sink writes to. */
export interface ArchiveSinkOptions {
  db: SiteDb;
  writer: WarcWriter;
  archiveFolder: string;
  freeDiskMiB: number;
  /** Leave out captures that are the same as the newest one of their address. */
  skipUnchanged: boolean;
}

const groupSize = 32;
const groupMs = 200;
const spaceCheckMs = 1000;

type WrittenCapture = { facts: CaptureFacts; record: RecordLocator };
type Written = { outcome: Omit<Outcome, 'exchange' | 'variants'>; captures: WrittenCapture[] };

/**
 * Writes captures to the archive and commits them in groups of up to 32, or after 200 ms: records first, made
 * durable, then one transaction with captures, addresses, findings and the archive's new end. A crash
 * between the two leaves bytes beyond the committed end, which the next opening cuts.
 */
export class ArchiveSink implements CaptureSink {
  readonly #options: ArchiveSinkOptions;
  #group: Written[] = [];
  #queue: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;
  #spaceCheckedAt = Number.NEGATIVE_INFINITY;
  #stored = 0;

  constructor(options: ArchiveSinkOptions) {
    this.#options = options;
  }

  /** Captures stored so far. */
  get stored(): number {
    return this.#stored;
  }

  store(outcome: Outcome): Promise<void> {
    // Gzipping starts at once and side by side; only the writing waits for those before it.
    const captures = [...outcome.variants, outcome].map((capture) => ({
      capture,
      prepared: this.#isUnchanged(outcome.addressId, capture.facts)
        ? undefined
        : prepareExchange(recordOf(outcome.address, capture)),
    }));
    return this.#enqueue(async () => {
      try {
        await this.#write(outcome, captures);
      } finally {
        for (const { capture } of captures) discardBody(capture.exchange.body);
      }
    });
  }

  flush(): Promise<void> {
    return this.#enqueue(() => this.#commit());
  }

  async page(address: string) {
    const capture = latestCapture(this.#options.db, address);
    if (capture === undefined) return undefined;
    const { status, location, payloadDigest: digest } = capture;
    if (capture.mediaType !== 'text/html') return { status, location, digest, html: '' };
    const response = await readRecord(this.#options.archiveFolder, capture.record);
    const html = decodeText(response.payload ?? Buffer.alloc(0), capture.declaredType).text;
    return { status, location, digest, html };
  }

  async checkSpace(): Promise<void> {
    const now = performance.now();
    if (now - this.#spaceCheckedAt < spaceCheckMs) return;
    this.#spaceCheckedAt = now;
    const { archiveFolder, freeDiskMiB } = this.#options;
    const disk = await statfs(archiveFolder);
    const free = (disk.bavail * disk.bsize) / 1024 ** 2;
    if (free < freeDiskMiB) throw fullDisk(archiveFolder, `only ${Math.floor(free)} MiB are free`);
  }

  /** One at a time: records of one archive cannot be written side by side. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await work();
      } catch (error) {
        this.#failure = toUserError(error, this.#options.archiveFolder);
        throw this.#failure;
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #write(
    outcome: Outcome,
    captures: readonly { capture: VariantCapture; prepared: PreparedExchange | undefined }[],
  ): Promise<void> {
    const { exchange: _, variants: __, ...rest } = outcome;
    const written: WrittenCapture[] = [];
    for (const { capture, prepared } of captures) {
      if (prepared === undefined) continue;
      if (this.#options.writer.isFull) await this.#commit(true);
      const record = await this.#options.writer.append(prepared);
      written.push({ facts: capture.facts, record });
    }
    this.#add({ outcome: rest, captures: written });
    if (this.#group.length >= groupSize) await this.#commit();
  }

  #isUnchanged(addressId: number, { payloadDigest, status, variant }: CaptureFacts): boolean {
    if (!this.#options.skipUnchanged) return false;
    const last = validatorsOf(this.#options.db, addressId, variant);
    return last !== undefined && last.digest === payloadDigest && last.status === status;
  }

  #add(written: Written): void {
    this.#group.push(written);
    // A failure here is kept and met by the next store or flush.
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), groupMs);
  }

  async #commit(sealed = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#group.length === 0 && !sealed) return;
    const { db, writer } = this.#options;
    await writer.sync();
    const group = this.#group;
    db.transaction(() => {
      const { file, size } = writer.position;
      if (size > 0) commitWarcEnd(db, file, size, sealed);
      for (const one of group) this.#save(one);
    })();
    this.#group = [];
  }

  #save({ outcome, captures }: Written): void {
    const { db } = this.#options;
    const { addressId } = outcome;
    for (const { facts, record } of captures) {
      insertCapture(db, { ...facts, addressId, record });
      this.#stored += 1;
    }
    settleAddress(db, addressId, outcome.state, outcome.reason);
    const links = outcome.named.map((named) => ({
      toId: nameAddress(db, named, outcome.childDepth, { id: addressId, address: outcome.address }),
      hints: named.hints,
    }));
    replaceLinks(db, addressId, links);
    replaceFindings(db, 'crawl', { address: outcome.address }, outcome.findings);
    if (outcome.fresh !== null) addFresh(db, addressId, outcome.fresh.kind, outcome.fresh.runs);
    if (outcome.robots !== null) saveRobots(db, outcome.robots);
  }
}

function recordOf(address: string, { exchange, facts }: VariantCapture): ExchangeRecord {
  const { fetchedAt, ip, request, responseHead, body } = exchange;
  // Without a content coding the payload is the body as received, and its digest is known.
  const isPlain = fieldOf(exchange.fields, 'content-encoding') === null;
  return {
    address,
    fetchedAt,
    ip,
    request,
    responseHead,
    body: storedBytes(body),
    bodyBytes: body.bytes,
    ...(isPlain && facts.payloadBytes === body.bytes ? { bodyDigest: facts.payloadDigest } : {}),
    truncated: facts.truncated,
    variant: facts.variant,
    tls: facts.tls,
  };
}

function storedBytes(body: Outcome['exchange']['body']): StoredBytes {
  return body.file === null ? { memory: body.memory ?? new Uint8Array() } : { file: body.file };
}

function toUserError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isFull = /^(ENOSPC|EDQUOT|SQLITE_FULL)$/.test(code);
  return isFull ? fullDisk(folder, 'the disk is full') : error;
}

/** The error of a crawl that stops for want of space; what was captured is safe. */
export function fullDisk(folder: string, what: string): UserError {
  return new UserError(
    `${folder}: ${what}. The crawl has stopped and keeps what it captured. ` +
      'Free some space (or lower limits.freeDiskMiB in kosh.yaml) and run the same command again.',
  );
}

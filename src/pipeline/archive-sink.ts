import { statfs } from 'node:fs/promises';
import {
  type PreparedExchange,
  prepareExchange,
  type RevisitProfile,
} from '../archive/exchange-record.ts';
import { readRecord } from '../archive/warc-reader.ts';
import type { WarcFields } from '../archive/warc-record.ts';
import type { WarcWriter } from '../archive/warc-writer.ts';
import type { CaptureSink, Exchange, Outcome, VariantCapture } from '../crawl/ports.ts';
import { discardBody } from '../crawl/stored-body.ts';
import { UserError } from '../errors.ts';
import type { AddressRecord } from '../model/address.ts';
import type { RecordLocator } from '../model/capture.ts';
import { nameAddress, settleAddress } from '../store/addresses.ts';
import {
  hasYoungerCapture,
  insertCapture,
  latestCapture,
  type NewCapture,
  standingCapture,
} from '../store/captures.ts';
import { saveRobots } from '../store/crawl-state.ts';
import { dropFindings, replaceFindings } from '../store/findings.ts';
import { replaceLinks } from '../store/links.ts';
import { holderAt, holderOf, markRevisit } from '../store/revisits.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { SiteAccess } from '../store/site-db-pool.ts';
import { commitWarcEnd } from '../store/warc-files.ts';
import { decodeText } from '../text/charset.ts';
import { fieldOf } from '../text/http-head.ts';
import { keepFresh } from './keep-fresh.ts';
import { exchangeRecord, type Payload, receivedDigest, recordOf } from './outcome-record.ts';
import type { PayloadFilter } from './payload-filter.ts';

/** What the sink writes to. */
export interface ArchiveSinkOptions {
  site: SiteAccess;
  writer: WarcWriter;
  archiveFolder: string;
  freeDiskMiB: number;
  /** A group is committed after so many milliseconds though it is not full; 200 by default. */
  groupMs?: number;
  /** Payloads that may be archived already, when the database is mostly closed. */
  filter?: PayloadFilter | undefined;
}

const groupSize = 32;
const usualGroupMs = 200;
const spaceCheckMs = 1000;
const mostUnwritten = 8 * 1024 * 1024;

/** How a capture of another program's archive is stored. */
export interface TakenIn {
  /** Fields of the record that say where it came from. */
  notes: WarcFields;
  /** Gives the id of the address, which is added if need be; in the transaction that stores the capture. */
  addressId(): number;
  /** Called in that transaction. */
  saved(captureId: number): void;
}

/** An address that a capture settles, with what comes of it. */
type Settled = Pick<Outcome, 'addressId' | 'address' | 'state' | 'reason'> &
  Partial<Pick<Outcome, 'named' | 'childDepth' | 'findings' | 'fresh' | 'robots'>>;

interface WrittenCapture {
  capture: Omit<NewCapture, 'addressId'>;
  revisit: { profile: RevisitProfile; record: RecordLocator } | null;
}

interface Written {
  settled: Settled;
  captures: WrittenCapture[];
  takenIn?: TakenIn | undefined;
}

/**
 * Writes captures to the archive and commits them in groups of up to 32, or when `groupMs` have passed: records first, made
 * durable, then one transaction with captures, addresses, findings and the archive's new end. A crash
 * between the two leaves bytes beyond the committed end, which the next opening cuts.
 */
export class ArchiveSink implements CaptureSink {
  readonly #options: ArchiveSinkOptions;
  #group: Written[] = [];
  #queue: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Captures that are gzipped or wait for their place, and the bytes of their bodies. */
  #unwritten = 0;
  #unwrittenBytes = 0;
  #failure: unknown;
  #spaceCheckedAt = Number.NEGATIVE_INFINITY;
  #stored = 0;
  #revisits = 0;

  constructor(options: ArchiveSinkOptions) {
    this.#options = options;
  }

  /** Captures stored so far with their payload. */
  get stored(): number {
    return this.#stored;
  }

  /** Captures stored so far whose payload was archived before. */
  get revisits(): number {
    return this.#revisits;
  }

  store(outcome: Outcome, takenIn?: TakenIn): Promise<void> {
    // Gzipping starts at once and side by side; only the writing waits for those before it.
    const prepared = [...outcome.variants, outcome].map((capture) => {
      const payload = this.#payloadOf(capture);
      const record = recordOf(outcome.address, capture, payload);
      const notes = takenIn && { notes: takenIn.notes };
      const exchange = prepareExchange({ ...record, ...notes });
      return { capture, payload, exchange };
    });
    const done = this.#enqueue(async () => {
      try {
        const captures: WrittenCapture[] = [];
        for (const { capture, payload, exchange } of prepared) {
          const record = await this.#append(exchange);
          captures.push(writtenCapture(capture, payload, record));
        }
        const { exchange: _, facts: __, variants: ___, ...settled } = outcome;
        await this.#add({ settled, captures, takenIn });
      } finally {
        for (const { capture } of prepared) discardBody(capture.exchange.body);
      }
    });
    return this.#roomAfter(done, outcome.exchange.body.bytes);
  }

  storeUnmodified({ id, address }: AddressRecord, exchange: Exchange): Promise<void> {
    return this.#enqueue(async () => {
      discardBody(exchange.body);
      const { before, holder } = this.#options.site.use((db) => {
        const capture = standingCapture(db, id);
        return { before: capture, holder: capture && holderAt(db, capture.record) };
      });
      if (before === undefined || holder === undefined) throw new Error(`no capture of ${address}`);
      const profile = 'server-not-modified';
      const record = await this.#append(
        prepareExchange({
          ...exchangeRecord(address, exchange, null),
          body: { memory: new Uint8Array() },
          bodyBytes: 0,
          revisit: { ...holder, profile },
        }),
      );
      const { fields, fetchedAt } = exchange;
      const capture = {
        ...before,
        fetchedAt,
        etag: fieldOf(fields, 'etag') ?? before.etag,
        lastModified: fieldOf(fields, 'last-modified') ?? before.lastModified,
      };
      const settled: Settled = { addressId: id, address, state: 'done', reason: '' };
      await this.#add({ settled, captures: [{ capture, revisit: { profile, record } }] });
    });
  }

  flush(): Promise<void> {
    return this.#enqueue(() => this.#commit());
  }

  async page(address: string) {
    const capture = this.#options.site.use((db) => latestCapture(db, address));
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

  /**
   * Resolves when the next capture may come: at once while a group has room, else when this one is written. A failure is
   * met by the next store or flush.
   */
  #roomAfter(done: Promise<void>, bytes: number): Promise<void> {
    this.#unwritten += 1;
    this.#unwrittenBytes += bytes;
    const written = done.finally(() => {
      this.#unwritten -= 1;
      this.#unwrittenBytes -= bytes;
    });
    written.catch(() => undefined);
    const hasRoom =
      this.#unwritten + this.#group.length < groupSize && this.#unwrittenBytes < mostUnwritten;
    return hasRoom && this.#failure === undefined ? Promise.resolve() : written;
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

  /** Tells whether a body was archived before. One without bytes is not worth a reference, a cut one no proof. */
  #payloadOf({ exchange, facts }: VariantCapture): Payload {
    const bodyDigest = receivedDigest(exchange, facts);
    const mayRepeat = facts.truncated === null && exchange.body.bytes > 0 && bodyDigest !== null;
    const { site, filter } = this.#options;
    const isNew = filter !== undefined && !filter.mayHold(facts.payloadDigest);
    filter?.add(facts.payloadDigest);
    if (!mayRepeat || isNew) return { bodyDigest, holder: undefined };
    const holder = site.use((db) => holderOf(db, facts.payloadDigest, bodyDigest));
    return { bodyDigest, holder };
  }

  async #append(prepared: PreparedExchange): Promise<RecordLocator> {
    if (this.#options.writer.isFull) await this.#commit(true);
    return await this.#options.writer.append(prepared);
  }

  async #add(written: Written): Promise<void> {
    this.#group.push(written);
    // A failure here is kept and met by the next store or flush.
    // Not to the millisecond: crawls that started together would commit together.
    const { groupMs = usualGroupMs } = this.#options;
    const wait = groupMs * (0.5 + Math.random() / 2);
    this.#timer ??= setTimeout(() => void this.flush().catch(() => undefined), wait);
    if (this.#group.length >= groupSize) await this.#commit();
  }

  async #commit(sealed = false): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#group.length === 0 && !sealed) return;
    const { site, writer } = this.#options;
    await writer.sync();
    const group = this.#group;
    site.use((db) =>
      db.transaction(() => {
        const { file, size } = writer.position;
        if (size > 0) commitWarcEnd(db, file, size, sealed);
        for (const one of group) this.#save(db, one);
      })(),
    );
    this.#group = [];
  }

  #save(db: SiteDb, written: Written): void {
    const { settled, takenIn } = written;
    const { address, named, findings, fresh, robots } = settled;
    const addressId = takenIn?.addressId() ?? settled.addressId;
    const isNewest = this.#saveCaptures(db, written, addressId);
    const links = named?.map((one) => ({
      toId: nameAddress(db, one, settled.childDepth ?? 0, { id: addressId, address }),
      hints: one.hints,
    }));
    // What an address was before it was captured last says nothing of how it stands.
    if (!isNewest) return;
    settleAddress(db, addressId, settled.state, settled.reason);
    if (links) replaceLinks(db, addressId, links);
    if (findings !== undefined) replaceFindings(db, 'crawl', { address }, findings);
    else dropFindings(db, 'crawl', address, ['page-gone', 'server-error', 'fetch-failed']);
    if (fresh) keepFresh(db, addressId, fresh);
    if (robots) saveRobots(db, robots);
  }

  /** Stores the captures of an address; tells whether none of another origin is younger. */
  #saveCaptures(db: SiteDb, { captures, takenIn }: Written, addressId: number): boolean {
    let isNewest = true;
    for (const { capture, revisit } of captures) {
      const captureId = insertCapture(db, { ...capture, addressId });
      if (revisit === null) this.#stored += 1;
      else {
        markRevisit(db, captureId, revisit.profile, revisit.record);
        this.#revisits += 1;
      }
      if (takenIn === undefined) continue;
      takenIn.saved(captureId);
      isNewest = !hasYoungerCapture(db, addressId, capture.fetchedAt);
    }
    return isNewest;
  }
}

function writtenCapture(
  { facts }: VariantCapture,
  { bodyDigest, holder }: Payload,
  record: RecordLocator,
): WrittenCapture {
  const capture = { ...facts, bodyDigest, record: holder?.record ?? record };
  return { capture, revisit: holder ? { profile: 'identical-payload-digest', record } : null };
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

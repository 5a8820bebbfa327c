import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForeignRecord, foreignRecords } from '../archive/foreign-warc.ts';
import { examine } from '../crawl/examine.ts';
import { keepOrigins } from '../crawl/origins.ts';
import type { Exchange, NamedAddress, Outcome } from '../crawl/ports.ts';
import { parseRobots, robotsBytes } from '../crawl/robots.ts';
import { judgeAddress, type Scope, scopeOf } from '../crawl/scope.ts';
import { discardBody } from '../crawl/stored-body.ts';
import { type AddressRecord, addressHints } from '../model/address.ts';
import type { RecordLocator } from '../model/capture.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import { tlsFaultSchema } from '../model/tls-fault.ts';
import { findAddress, nameAddress, settleAddress } from '../store/addresses.ts';
import {
  hasYoungerCapture,
  insertCapture,
  type NewCapture,
  standingCapture,
} from '../store/captures.ts';
import { replaceFindings } from '../store/findings.ts';
import { referredRecord } from '../store/ingested.ts';
import { replaceLinks } from '../store/links.ts';
import { markRevisit } from '../store/revisits.ts';
import type { SiteDb } from '../store/site-db.ts';
import { accessTo } from '../store/site-db-pool.ts';
import { commitWarcEnd } from '../store/warc-files.ts';
import { parseAddress } from '../text/address.ts';
import { decodeText } from '../text/charset.ts';
import { fieldOf } from '../text/http-head.ts';
import { readResponse } from './foreign-exchange.ts';
import { referenceOf, revisitedExchange } from './ingest-records.ts';
import { keepFresh } from './keep-fresh.ts';
import { receivedDigest } from './outcome-record.ts';
import { paceOf } from './pace.ts';
import { siteFrontier } from './site-frontier.ts';

/** What making an index anew works with; `db` is a new, empty site.db. */
export interface RebuildContext {
  db: SiteDb;
  mapping: Mapping;
  settings: Settings;
  archiveFolder: string;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** What was made, and where records were damaged: `<file> at offset <n>: <why>`. */
export interface RebuiltIndex {
  files: number;
  captures: number;
  damaged: string[];
}

const batchRecords = 64;

/**
 * Makes captures, addresses, links and what the crawl found anew, from the WARC files of an agency alone. Addresses that
 * were never captured come back as they are linked, to be judged by the next crawl.
 */
export async function rebuildIndex(context: RebuildContext): Promise<RebuiltIndex> {
  const { archiveFolder, signal, onProgress } = context;
  const spool = join(archiveFolder, 'spool');
  mkdirSync(spool, { recursive: true });
  const result: RebuiltIndex = { files: 0, captures: 0, damaged: [] };
  const index = new RebuiltCaptures(context, spool);
  try {
    const names = readdirSync(archiveFolder).filter((name) => /-\d+\.warc\.gz$/.test(name));
    for (const name of names.sort()) {
      result.files += 1;
      const handle = await open(join(archiveFolder, name), 'r');
      try {
        const { size } = await handle.stat();
        const pace = paceOf(`MiB of ${name}`, Math.round(size / 1024 ** 2));
        commitWarcEnd(context.db, name, size);
        await index.read(
          name,
          size,
          foreignRecords({ handle, start: 0, end: size }),
          (offset) => {
            signal.throwIfAborted();
            onProgress(pace(Math.round(offset / 1024 ** 2)));
          },
          result,
        );
      } finally {
        await handle.close();
      }
    }
    index.flush();
    return result;
  } finally {
    rmSync(spool, { recursive: true, force: true });
  }
}

type Parts = ReturnType<typeof foreignRecords>;

/** A record whose length is known when the next one begins. */
interface Pending {
  record: ForeignRecord;
  exchange: Exchange;
}

class RebuiltCaptures {
  readonly #context: RebuildContext;
  readonly #spool: string;
  readonly #origins = new Map<string, string>();
  #scope: Scope;
  #waiting: (() => void)[] = [];

  constructor(context: RebuildContext, spool: string) {
    this.#context = context;
    this.#spool = spool;
    this.#scope = scopeOf(context.mapping, this.#origins);
  }

  /** Reads one WARC file; records are one gzip member each, so each ends where the next begins. */
  async read(
    file: string,
    size: number,
    parts: Parts,
    onOffset: (offset: number) => void,
    result: RebuiltIndex,
  ): Promise<void> {
    let pending: Pending | undefined;
    const settle = async (end: number) => {
      const done = pending;
      pending = undefined;
      if (done === undefined) return;
      const { offset } = done.record;
      await this.#capture(done, { file, offset, length: end - offset });
      result.captures += 1;
    };
    for await (const part of parts) {
      onOffset(part.offset);
      if ('damage' in part) {
        if (pending?.record.offset === part.offset) pending = undefined;
        result.damaged.push(`${file} at offset ${part.offset}: ${part.damage}`);
        continue;
      }
      await settle(part.offset);
      const type = part.fields.get('warc-type');
      if (type !== 'response' && type !== 'revisit') continue;
      const { fields } = part;
      const target = fields.get('warc-target-uri') ?? '';
      const read = await readResponse(part, target, fields.get('warc-date') ?? '', this.#spool);
      if (read.fault === null) pending = { record: part, exchange: read.exchange };
      else {
        discardBody(read.exchange.body);
        result.damaged.push(`${file} at offset ${part.offset}: ${read.fault}`);
      }
    }
    await settle(size);
  }

  /** Commits what waits. */
  flush(): void {
    const { db } = this.#context;
    const waiting = this.#waiting;
    this.#waiting = [];
    db.transaction(() => {
      for (const save of waiting) save();
      keepOrigins(siteFrontier(accessTo(db), false), this.#origins);
    })();
  }

  async #capture({ record, exchange }: Pending, place: RecordLocator): Promise<void> {
    const { fields } = record;
    const isRevisit = fields.get('warc-type') === 'revisit';
    // What a revisit refers to has to be there to be found.
    if (isRevisit || this.#waiting.length >= batchRecords) this.flush();
    if (fields.get('warc-profile')?.endsWith('server-not-modified')) {
      this.#unmodified(exchange, place);
      return;
    }
    const holder = isRevisit ? referredRecord(this.#context.db, referenceOf(fields)) : undefined;
    if (isRevisit && holder === undefined) {
      throw new Error(`${place.file} at ${place.offset}: no capture of what it refers to`);
    }
    const spoolFile = join(this.#spool, randomUUID());
    const whole = holder
      ? await revisitedExchange(exchange, this.#context.archiveFolder, holder, spoolFile)
      : exchange;
    await this.#examined(whole, fields, holder ?? place, holder ? place : undefined);
  }

  async #examined(
    exchange: Exchange,
    fields: ReadonlyMap<string, string>,
    payload: RecordLocator,
    revisit: RecordLocator | undefined,
  ): Promise<void> {
    const { address, status } = exchange;
    this.#learnOrigin(address, status);
    const { db, settings } = this.#context;
    const known = findAddress(db, address);
    const named = this.#named(address, known, fields.has('kosh-source-file'));
    const record: AddressRecord = {
      ...(known ?? { ...unknownAddress, ...named }),
      hints: (known?.hints ?? 0) | named.hints,
    };
    const tls = (fields.get('kosh-tls-exception') ?? '').split(',');
    const tlsFaults = tls.flatMap((fault) => tlsFaultSchema.safeParse(fault).data ?? []);
    const outcome = await examine(
      record,
      { ...exchange, tlsFaults },
      { scope: this.#scope, ...settings.limits, logins: new Set(), tlsReasons: new Map() },
      fields.get('kosh-variant') ?? '',
    );
    const children = isRobotsFile(address) ? this.#sitemaps(exchange) : outcome.named;
    const bodyDigest = receivedDigest(exchange, outcome.facts) ?? fields.get('warc-payload-digest');
    discardBody(exchange.body);
    this.#waiting.push(() => {
      const addressId = nameAddress(db, named, record.depth, null);
      const capture = { ...outcome.facts, bodyDigest: bodyDigest ?? null, record: payload };
      const captureId = this.#save({ ...outcome, named: children }, addressId, capture);
      if (revisit) markRevisit(db, captureId, 'identical-payload-digest', revisit);
    });
  }

  /** A 304: the capture that stood for the address, seen once more. */
  #unmodified({ address, fields, fetchedAt, body }: Exchange, place: RecordLocator): void {
    discardBody(body);
    const { db } = this.#context;
    const known = findAddress(db, address);
    const before = known && standingCapture(db, known.id);
    if (known === undefined || before === undefined) {
      throw new Error(`${place.file} at ${place.offset}: a 304 for what was never captured`);
    }
    const facts = {
      ...before,
      fetchedAt,
      etag: fieldOf(fields, 'etag') ?? before.etag,
      lastModified: fieldOf(fields, 'last-modified') ?? before.lastModified,
    };
    db.transaction(() => {
      const captureId = insertCapture(db, { ...facts, addressId: known.id });
      markRevisit(db, captureId, 'server-not-modified', place);
    })();
  }

  /** Stores a capture with what it settles; returns its id. */
  #save(outcome: Outcome, addressId: number, capture: Omit<NewCapture, 'addressId'>): number {
    const { db } = this.#context;
    const { address, fresh, facts } = outcome;
    const captureId = insertCapture(db, { ...capture, addressId });
    const isRobots = isRobotsFile(address);
    const links = outcome.named.map((one) => ({
      toId: nameAddress(db, one, isRobots ? 1 : outcome.childDepth, { id: addressId, address }),
      hints: one.hints,
    }));
    if (facts.variant !== '' || hasYoungerCapture(db, addressId, facts.fetchedAt)) return captureId;
    const isFailed = facts.status >= 500 || facts.status === 429;
    settleAddress(
      db,
      addressId,
      isFailed ? 'failed' : 'done',
      isFailed ? `HTTP ${facts.status}` : '',
    );
    replaceLinks(db, addressId, links);
    if (isRobots) return captureId;
    replaceFindings(db, 'crawl', { address }, outcome.findings);
    keepFresh(db, addressId, fresh);
    return captureId;
  }

  #learnOrigin(address: string, status: number): void {
    const url = new URL(address);
    const host = this.#scope.hosts.get(url.host);
    if (status !== 200 || host === undefined || this.#origins.has(host) || isRobotsFile(address))
      return;
    this.#origins.set(host, url.origin);
    this.#scope = scopeOf(this.#context.mapping, this.#origins);
  }

  /** Addresses of sitemaps that a robots.txt names. */
  #sitemaps({ status, body, fields }: Exchange): NamedAddress[] {
    if (status !== 200 || body.memory === null) return [];
    const { text } = decodeText(
      body.memory.subarray(0, robotsBytes),
      fieldOf(fields, 'content-type'),
    );
    return parseRobots(text).sitemaps.flatMap((raw) => {
      const address = parseAddress(raw);
      return address === undefined
        ? []
        : judgeAddress(address, addressHints.sitemap, 1, this.#scope);
    });
  }

  /** The address as a crawl would have known it: a spelling under an alias that kosh asked for is a sample of the alias. */
  #named(address: string, known: AddressRecord | undefined, isForeign: boolean): NamedAddress {
    const { host } = new URL(address);
    const isTwin = ((known?.hints ?? 0) & addressHints.twin) !== 0;
    const [verdict] = judgeAddress(address, addressHints.seed, 0, this.#scope);
    const { rule = 'in-scope', template = '' } = verdict ?? {};
    const isSample = rule === 'alias' && !isForeign && !isTwin && !isRobotsFile(address);
    const hints = isRobotsFile(address)
      ? addressHints.robots
      : isSample
        ? addressHints.aliasSample
        : addressHints.seed;
    const named = isSample ? 'alias-sample' : rule;
    return { address, host, hints, state: 'queued', rule: named, reason: '', template };
  }
}

const unknownAddress = { id: 0, depth: 0, foundOn: null, attempts: 0, nextAt: 0 } as const;

function isRobotsFile(address: string): boolean {
  return new URL(address).pathname === '/robots.txt';
}

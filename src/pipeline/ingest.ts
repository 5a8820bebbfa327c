import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type DamagedPlace, type ForeignRecord, foreignRecords } from '../archive/foreign-warc.ts';
import type { Exchange } from '../crawl/ports.ts';
import { judgeAddress } from '../crawl/scope.ts';
import { discardBody } from '../crawl/stored-body.ts';
import { addressHints } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import { addFindings, replaceFindings } from '../store/findings.ts';
import { putIngestedFile, referredRecord } from '../store/ingested.ts';
import { parseAddress } from '../text/address.ts';
import { readResponse, recordInstant } from './foreign-exchange.ts';
import { countOne, countsSum, countsText } from './ingest-counts.ts';
import {
  isPair,
  methodOf,
  readRequest,
  referenceOf,
  revisitedExchange,
  targetOf,
} from './ingest-records.ts';
import { type IngestContext, type IngestState, IngestStore } from './ingest-store.ts';

/** A response that waits for its request, which may follow. */
interface Held {
  record: ForeignRecord;
  address: string;
  exchange: Exchange;
  fault: string | null;
  warc: string;
}

const mostFindings = 200;
const responseTypes = new Set(['response', 'resource', 'revisit']);

/**
 * Takes the records of one file into an agency's archive, as the crawl's own captures: every response is examined by the
 * crawl's rules, written by kosh's writer with a note of where it came from, and committed in the crawl's groups together
 * with how far the file has come. So a killed run goes on behind what it had stored.
 */
export class Ingest {
  readonly #context: IngestContext;
  readonly #state: IngestState;
  readonly #store: IngestStore;
  readonly #resumeAt: number;
  #seen = 0;
  #held: Held | undefined;
  #request: { fields: ReadonlyMap<string, string>; message: Buffer } | undefined;

  constructor(context: IngestContext, state: IngestState) {
    this.#context = context;
    this.#state = state;
    this.#resumeAt = state.records;
    this.#store = new IngestStore(context, state);
    if (state.records === 0) replaceFindings(context.db, 'crawl', { subject: this.#subject }, []);
  }

  /** Takes in one WARC of the file; `onRecord` hears the offset of each record. Ends early when it returns false. */
  async take(
    warc: string,
    file: Parameters<typeof foreignRecords>[0],
    onRecord: (offset: number) => boolean,
  ): Promise<void> {
    for await (const part of foreignRecords(file)) {
      this.#seen += 1;
      if (this.#seen <= this.#resumeAt) continue;
      if (!onRecord(part.offset)) return;
      if ('damage' in part) await this.#damaged(part, warc);
      else await this.#record(part, warc);
    }
  }

  /** Stores what is held and all counts; `done` when no record is left. */
  async finish(done: boolean): Promise<void> {
    if (done) await this.#settleHeld(this.#seen);
    else if (this.#held) discardBody(this.#held.exchange.body);
    await this.#context.sink.flush();
    const { db } = this.#context;
    db.transaction(() => {
      if (!done) return;
      this.#mark(this.#seen, true);
      addFindings(db, this.#summary());
    })();
  }

  get #subject(): string {
    return `ingest of ${this.#state.name}`;
  }

  async #record(record: ForeignRecord, warc: string): Promise<void> {
    const type = record.fields.get('warc-type') ?? '';
    if (type === 'request') {
      await this.#takeRequest(record);
      return;
    }
    await this.#settleHeld(this.#seen - 1);
    if (responseTypes.has(type)) await this.#hold(record, warc);
    // A warcinfo describes the file itself.
    else if (type !== 'warcinfo')
      countOne(this.#state.counts.skipped, `${type || 'unknown'} records`);
  }

  /** A request stands before its response or behind it. */
  async #takeRequest(record: ForeignRecord): Promise<void> {
    const message = await readRequest(record);
    const { fields } = record;
    const held = this.#held;
    if (held && held.exchange.request.length === 0 && isPair(fields, held.record.fields)) {
      held.exchange.request = message;
      await this.#settleHeld(this.#seen);
    } else {
      await this.#settleHeld(this.#seen - 1);
      this.#request = { fields, message };
    }
  }

  /** Reads a response, which waits for its request. */
  async #hold(record: ForeignRecord, warc: string): Promise<void> {
    const { fields } = record;
    const address = this.#ownAddress(fields);
    const request = this.#request;
    this.#request = undefined;
    if (address === undefined) return;
    const fetchedAt = recordInstant(fields);
    const { spoolFolder } = this.#context;
    const { exchange, fault } = await readResponse(record, address, fetchedAt ?? '', spoolFolder);
    if (request && isPair(request.fields, fields)) exchange.request = request.message;
    const noDate = fetchedAt === null ? 'no valid WARC-Date' : null;
    this.#held = { record, address, exchange, fault: fault ?? noDate, warc };
  }

  /** The address of a record when it is one of the agency's; counts why it is not. */
  #ownAddress(fields: ReadonlyMap<string, string>): string | undefined {
    const { counts } = this.#state;
    const target = targetOf(fields);
    if (!/^https?:/i.test(target)) {
      countOne(
        counts.skipped,
        `${/^[a-z][\w+.-]{0,20}(?=:)/i.exec(target)?.[0] ?? 'no'} addresses`,
      );
      return undefined;
    }
    const address = parseAddress(target);
    if (address === undefined) {
      countOne(counts.skipped, 'invalid addresses');
      return undefined;
    }
    const { host } = new URL(address);
    const rule = judgeAddress(address, addressHints.link, 0, this.#store.scope)[0]?.rule;
    if (rule === 'foreign-host') countOne(counts.refused, host);
    else if (rule === 'exclude') countOne(counts.refused, `${host} (excluded by the mapping)`);
    else return address;
    return undefined;
  }

  async #damaged({ offset, damage }: DamagedPlace, warc: string): Promise<void> {
    if (this.#held?.record.offset === offset && this.#held.warc === warc) {
      this.#held.fault ??= damage;
      await this.#settleHeld(this.#seen);
      return;
    }
    await this.#settleHeld(this.#seen - 1);
    this.#noteDamage(warc, offset, '', damage);
  }

  #noteDamage(warc: string, offset: number, address: string, detail: string): void {
    this.#state.counts.damaged += 1;
    if (this.#state.counts.damaged > mostFindings) return;
    const where = { address, subject: this.#subject };
    const text = `${warc} at offset ${offset}: ${detail}`;
    addFindings(this.#context.db, [finding('crawl', 'record-damaged', where, text)]);
  }

  /** Stores the held response, if there is one; `records` is how far the file has come with it. */
  async #settleHeld(records: number): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    const refusal = refusalOf(held);
    if (held.fault !== null)
      this.#noteDamage(held.warc, held.record.offset, held.address, held.fault);
    else if (refusal !== null) countOne(this.#state.counts.skipped, refusal);
    else {
      const exchange = await this.#whole(held);
      if (exchange !== undefined) await this.#store.store(held.record.fields, exchange, records);
      return;
    }
    discardBody(held.exchange.body);
  }

  /** The exchange with its body, which a revisit finds with the capture it refers to. */
  async #whole(held: Held): Promise<Exchange | undefined> {
    const { fields } = held.record;
    if (fields.get('warc-type') !== 'revisit') return held.exchange;
    const { db, sink, archiveFolder, spoolFolder } = this.#context;
    const reference = referenceOf(fields);
    let record = referredRecord(db, reference);
    if (record === undefined) {
      await sink.flush();
      record = referredRecord(db, reference);
    }
    if (record !== undefined) {
      return await revisitedExchange(
        held.exchange,
        archiveFolder,
        record,
        join(spoolFolder, `ingest-${randomUUID()}`),
      );
    }
    discardBody(held.exchange.body);
    this.#state.counts.unresolved += 1;
    if (this.#state.counts.unresolved > mostFindings) return undefined;
    const where = { address: held.address, subject: this.#subject };
    const to = reference.address ?? reference.recordId ?? reference.payloadDigest ?? 'nothing';
    addFindings(db, [
      finding(
        'crawl',
        'revisit-unresolved',
        where,
        `${held.warc} at offset ${held.record.offset} refers to ${to}`,
      ),
    ]);
    return undefined;
  }

  #mark(records: number, done: boolean): void {
    putIngestedFile(this.#context.db, { ...this.#state, records, done });
  }

  #summary(): Finding[] {
    const { skipped, refused, damaged, unresolved } = this.#state.counts;
    const where = { subject: this.#subject };
    const made: Finding[] = [];
    const left = countsSum(skipped) + countsSum(refused);
    if (left > 0) {
      const detail = `${left} records left out: ${countsText({ ...refused, ...skipped }, 20)}`;
      made.push(finding('crawl', 'records-skipped', where, detail));
    }
    if (Math.max(damaged, unresolved) > mostFindings) {
      const detail = `${damaged} damaged, ${unresolved} unresolved in all; the first ${mostFindings} of each are listed`;
      made.push(finding('crawl', 'record-damaged', where, detail));
    }
    return made;
  }
}

/** Why a whole record is no capture of a page. */
function refusalOf({ exchange }: Held): string | null {
  const method = methodOf(exchange.request);
  if (method !== 'GET')
    return `answers to ${/^[A-Z]{1,10}$/.test(method) ? method : 'another method'}`;
  return exchange.status === 206 ? 'partial answers (206)' : null;
}

import { examine } from '../crawl/examine.ts';
import { keepOrigins, knownOrigins } from '../crawl/origins.ts';
import type { Exchange, NamedAddress, Outcome } from '../crawl/ports.ts';
import { judgeAddress, type Scope, scopeOf } from '../crawl/scope.ts';
import { discardBody } from '../crawl/stored-body.ts';
import { type AddressRecord, addressHints } from '../model/address.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import { parseVariant, variantName } from '../model/variant.ts';
import { findAddress, nameAddress } from '../store/addresses.ts';
import { digestAt } from '../store/captures.ts';
import { putForeignRecord, putIngestedFile } from '../store/ingested.ts';
import type { SiteDb } from '../store/site-db.ts';
import { accessTo } from '../store/site-db-pool.ts';
import { RecentMap } from '../text/recent-map.ts';
import type { ArchiveSink } from './archive-sink.ts';
import type { IngestCounts } from './ingest-counts.ts';
import { recordIdOf } from './ingest-records.ts';
import { siteFrontier } from './site-frontier.ts';

/** What taking in one file works with. */
export interface IngestContext {
  db: SiteDb;
  sink: ArchiveSink;
  mapping: Mapping;
  settings: Settings;
  archiveFolder: string;
  spoolFolder: string;
}

/** The file, and how far an earlier run came with it. */
export interface IngestState {
  digest: string;
  name: string;
  /** Records dealt with. */
  records: number;
  counts: IngestCounts;
}

/** Captures that wait to be written, at most: each may hold a body of 1 MiB. */
const mostWriting = 16;

/** Stores exchanges of other programs as captures: examined by the crawl's rules, written by its sink. */
export class IngestStore {
  readonly #context: IngestContext;
  readonly #state: IngestState;
  readonly #origins: Map<string, string>;
  /** Payloads of the latest captures, which the database may not know yet. */
  readonly #recent = new RecentMap<string, string>(1000);
  #scope: Scope;
  readonly #writing: Promise<void>[] = [];

  constructor(context: IngestContext, state: IngestState) {
    this.#context = context;
    this.#state = state;
    this.#origins = knownOrigins(siteFrontier(accessTo(context.db), false));
    this.#scope = scopeOf(context.mapping, this.#origins);
  }

  /** What the mapping says of addresses, with the origins known by now. */
  get scope(): Scope {
    return this.#scope;
  }

  /** Stores one exchange and how far the file has come with it. */
  async store(
    fields: ReadonlyMap<string, string>,
    exchange: Exchange,
    records: number,
  ): Promise<void> {
    const { db, mapping, sink, settings } = this.#context;
    const { address } = exchange;
    this.#learnOrigin(address, exchange.status);
    const known = findAddress(db, address);
    const named = this.#named(address);
    const asRecord: AddressRecord = known ?? { ...unknownAddress, ...named };
    const options = {
      scope: this.#scope,
      ...settings.limits,
      logins: new Set<string>(),
      tlsReasons: new Map(mapping.crawl.tls.map(({ host, reason }) => [host, reason])),
    };
    const record = { ...asRecord, hints: asRecord.hints | named.hints };
    const variant = variantName(parseVariant(fields.get('kosh-variant') ?? ''));
    const outcome = await examine(record, exchange, options, variant);
    const dated = this.#dated(outcome);
    if (dated === undefined) {
      this.#state.counts.known += 1;
      discardBody(exchange.body);
      return;
    }
    this.#state.counts.stored += 1;
    const counts = structuredClone(this.#state.counts);
    const id = recordIdOf(fields);
    await sink.checkSpace();
    // Several are gzipped side by side; they are written and committed in their order.
    if (this.#writing.length >= mostWriting) await this.#writing.shift();
    const written = sink.store(named.hints & addressHints.robots ? robotsOutcome(dated) : dated, {
      notes: this.#notes(id),
      addressId: () => nameAddress(db, named, asRecord.depth, null),
      saved: (captureId) => {
        if (id !== '')
          putForeignRecord(db, id, fields.get('warc-payload-digest') ?? null, captureId);
        keepOrigins(siteFrontier(accessTo(db), false), this.#origins);
        putIngestedFile(db, { ...this.#state, counts, records, done: false });
      },
    });
    written.catch(() => undefined);
    this.#writing.push(written);
  }

  /** An outcome whose instant no other capture of the address has; undefined when this very capture is there already. */
  #dated(outcome: Outcome): Outcome | undefined {
    const { address, facts, exchange } = outcome;
    for (let time = Date.parse(facts.fetchedAt); ; time++) {
      const fetchedAt = new Date(time).toISOString();
      const key = `${address}\n${fetchedAt}`;
      const there = this.#recent.get(key) ?? digestAt(this.#context.db, address, fetchedAt);
      if (there === facts.payloadDigest) return undefined;
      if (there !== undefined) continue;
      this.#recent.set(key, facts.payloadDigest);
      return { ...outcome, facts: { ...facts, fetchedAt }, exchange: { ...exchange, fetchedAt } };
    }
  }

  /** A host is where its first page answered, when no crawl has found that out. */
  #learnOrigin(address: string, status: number): void {
    const url = new URL(address);
    const host = this.#scope.hosts.get(url.host);
    if (status !== 200 || host === undefined || this.#origins.has(host)) return;
    this.#origins.set(host, url.origin);
    this.#scope = scopeOf(this.#context.mapping, this.#origins);
  }

  #named(address: string): NamedAddress {
    const { host, pathname } = new URL(address);
    const isRobots = pathname === '/robots.txt';
    const hints = isRobots ? addressHints.robots : addressHints.link;
    const [verdict] = judgeAddress(address, hints, 0, this.#scope);
    const template = isRobots ? '' : (verdict?.template ?? '');
    return { address, host, hints, state: 'queued', rule: 'ingested', reason: '', template };
  }

  #notes(recordId: string): [string, string][] {
    const { name, digest } = this.#state;
    return [
      ['Kosh-Source-File', printable(name)],
      ['Kosh-Source-Digest', `sha256:${digest}`],
      ...(recordId === ''
        ? []
        : ([['Kosh-Source-Record', printable(recordId)]] as [string, string][])),
    ];
  }
}

const unknownAddress = { id: 0, depth: 0, foundOn: null, attempts: 0, nextAt: 0 } as const;

/** robots.txt names no pages; the crawl reads it anew before it asks for anything. */
function robotsOutcome(outcome: Outcome): Outcome {
  return { ...outcome, named: [], fresh: null, findings: [] };
}

function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f]/g, ' ');
}

import { type AddressRecord, addressHints } from '../model/address.ts';
import { parseAddress, pathAndQuery } from '../text/address.ts';
import { decodeText } from '../text/charset.ts';
import { fieldOf } from '../text/http-head.ts';
import { type ExamineOptions, examine } from './examine.ts';
import { type FailureKind, FetchFailure } from './fetch-failure.ts';
import type {
  CaptureSink,
  Clock,
  Exchange,
  Frontier,
  NamedAddress,
  Network,
  Outcome,
  RobotsFile,
} from './ports.ts';
import {
  groupFor,
  parseRobots,
  type RobotsTxt,
  type RobotsVerdict,
  robotsBytes,
  robotsVerdict,
} from './robots.ts';
import { judgeAddress } from './scope.ts';
import { discardBody } from './stored-body.ts';

/** What an origin lets the crawler do. */
export interface OriginAccess {
  /** `unreachable`: nothing of it may be fetched in this run (RFC 9309, 2.3.1.4). */
  outcome: RobotsFile['outcome'];
  /** `silent` when there was no answer at all, `error` when the server answered with 5xx. */
  fault: 'silent' | 'error' | null;
  /** Why there was no answer, when it is known. */
  failure: FailureKind | null;
  /** What went wrong, for the finding. */
  detail: string;
  crawlDelay: number | null;
  verdict(address: string): RobotsVerdict;
}

/** What the gate works with. */
export interface RobotsGateOptions {
  frontier: Frontier;
  sink: CaptureSink;
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  userAgent: string;
  ignore: boolean;
  retryMs: number;
  examine: () => ExamineOptions;
}

// RFC 9309, 2.4: a cached copy should not be used for more than 24 hours.
const cacheMs = 24 * 3600 * 1000;
// RFC 9309, 2.3.1.2: at least five consecutive redirects are followed.
const maxHops = 5;
const attempts = 3;

/** Reads robots.txt of each origin once a day, archives it, and answers for it. Parallel askers wait for one fetch. */
export class RobotsGate {
  readonly #options: RobotsGateOptions;
  readonly #known = new Map<string, { access: Promise<OriginAccess>; at: number }>();

  constructor(options: RobotsGateOptions) {
    this.#options = options;
  }

  /** What an origin allows; reads its robots.txt when that is not known or a day old. */
  access(origin: string): Promise<OriginAccess> {
    const now = this.#options.clock.now();
    let known = this.#known.get(origin);
    if (known === undefined || now - known.at >= cacheMs) {
      const copy = known === undefined ? this.#copy(origin) : undefined;
      known = copy ?? { access: this.#load(origin, known?.access), at: now };
      this.#known.set(origin, known);
    }
    return known.access;
  }

  /** Reads an origin's robots.txt again at the next question. */
  forget(origin: string): void {
    this.#known.delete(origin);
  }

  /** An older copy stays in use while a new one cannot be had (RFC 9309, 2.4). */
  async #load(origin: string, before?: Promise<OriginAccess>): Promise<OriginAccess> {
    const access = await this.#current(origin);
    const older = await before;
    return access.outcome === 'unreachable' && older !== undefined ? older : access;
  }

  /** What an earlier run read less than a day ago. */
  #copy(origin: string): { access: Promise<OriginAccess>; at: number } | undefined {
    const { frontier, clock } = this.#options;
    const file = frontier.robots(origin);
    if (file === undefined || file.outcome === 'unreachable') return undefined;
    const age = clock.wall() - Date.parse(file.fetchedAt);
    if (!(age >= 0 && age < cacheMs)) return undefined;
    return { access: Promise.resolve(this.#access(file, null, '')), at: clock.now() - age };
  }

  async #current(origin: string): Promise<OriginAccess> {
    const silent = { origin, fetchedAt: '', outcome: 'unreachable' as const, text: '' };
    // An interrupted run must not leave a trace of what it no longer asked.
    if (this.#options.signal.aborted) return this.#access(silent, 'silent', 'interrupted');
    try {
      return await this.#read(origin);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      return this.#access(silent, 'silent', `${error.kind}: ${error.message}`, error.kind);
    }
  }

  async #read(origin: string): Promise<OriginAccess> {
    const { scope } = this.#options.examine();
    let address = `${origin}/robots.txt`;
    for (let hop = 0; ; hop++) {
      const record = this.#options.frontier.ensure(robotsAddress(address));
      const exchange = await this.#fetch(address).catch((error: unknown) => {
        this.#options.frontier.settle(record.id, 'failed', 'unreachable');
        throw error;
      });
      const outcome = await examine(record, exchange, this.#options.examine());
      const next = outcome.facts.location;
      // A robots.txt on a host that is none of the agency's is not asked for; it counts as not there.
      const goesOn = next !== null && hop < maxHops && scope.hosts.has(new URL(next).host);
      if (goesOn) {
        await this.#options.sink.store(settled(outcome, null, []));
        address = next;
        continue;
      }
      return await this.#answer(origin, record, exchange, outcome);
    }
  }

  async #answer(
    origin: string,
    record: AddressRecord,
    exchange: Exchange,
    outcome: Outcome,
  ): Promise<OriginAccess> {
    const { status } = exchange;
    const { fetchedAt } = exchange;
    if (status >= 500) {
      discardBody(exchange.body);
      this.#options.frontier.settle(record.id, 'failed', `HTTP ${status}`);
      const file: RobotsFile = { origin, fetchedAt, outcome: 'unreachable', text: '' };
      return this.#access(file, 'error', `HTTP ${status} for ${record.address}`);
    }
    const isText = status === 200 && exchange.body.memory !== null;
    const text = isText ? robotsText(exchange) : '';
    const file: RobotsFile = {
      origin,
      fetchedAt,
      outcome: isText ? 'rules' : 'allow-all',
      text,
    };
    const sitemaps = parseRobots(text).sitemaps.flatMap((raw) => {
      const address = parseAddress(raw);
      const { scope } = this.#options.examine();
      return address === undefined ? [] : judgeAddress(address, addressHints.sitemap, 1, scope);
    });
    await this.#options.sink.store(settled(outcome, file, sitemaps));
    return this.#access(file, null, '');
  }

  async #fetch(address: string): Promise<Exchange> {
    const { network, signal, clock, retryMs } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        const exchange = await network.fetch({ address, validators: null, signal });
        const isUnsure = exchange.status >= 500 || exchange.status === 429;
        if (!isUnsure || attempt >= attempts) return exchange;
        discardBody(exchange.body);
      } catch (error) {
        if (signal.aborted || attempt >= attempts || !mayPass(error)) throw error;
      }
      await clock.sleep(retryMs * 2 ** (attempt - 1), signal);
    }
  }

  #access(
    file: RobotsFile,
    fault: OriginAccess['fault'],
    detail: string,
    failure: FailureKind | null = null,
  ): OriginAccess {
    const robots: RobotsTxt = parseRobots(file.text);
    const group = groupFor(robots, this.#options.userAgent);
    const free = { allowed: true, rule: '' };
    return {
      outcome: file.outcome,
      fault,
      failure,
      detail,
      crawlDelay: group.crawlDelay,
      verdict: (address) =>
        this.#options.ignore ? free : robotsVerdict(group.rules, pathAndQuery(address)),
    };
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof FetchFailure &&
    error.kind !== 'private-address' &&
    error.kind !== 'tls' &&
    error.kind !== 'unreachable'
  );
}

function robotsText(exchange: Exchange): string {
  const bytes = exchange.body.memory?.subarray(0, robotsBytes) ?? Buffer.alloc(0);
  return decodeText(bytes, fieldOf(exchange.fields, 'content-type')).text;
}

function robotsAddress(address: string): NamedAddress {
  return {
    address,
    host: new URL(address).host,
    hints: addressHints.robots,
    state: 'queued',
    rule: 'robots-file',
    reason: '',
    template: '',
  };
}

/** A hop's outcome: robots.txt names no addresses but its sitemaps, and takes no part in the novelty test. */
function settled(
  outcome: Outcome,
  robots: RobotsFile | null,
  named: readonly NamedAddress[],
): Outcome {
  return { ...outcome, childDepth: 1, named, fresh: null, findings: [], robots };
}

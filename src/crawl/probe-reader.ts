import type { VariantCookie } from '../model/variant.ts';
import { pathAndQuery } from '../text/address.ts';
import { decodeText } from '../text/charset.ts';
import { contentCodings, decodeBody } from '../text/content-coding.ts';
import { fieldOf } from '../text/http-head.ts';
import { FetchFailure } from './fetch-failure.ts';
import { PacedNetwork } from './paced-network.ts';
import { defaultTiming } from './politeness.ts';
import type { Clock, Exchange, Network } from './ports.ts';
import { type ProbePage, readProbePage } from './probe-page.ts';
import { groupFor, parseRobots, robotsBytes, robotsVerdict } from './robots.ts';
import { bodyChunks, discardBody } from './stored-body.ts';

/** What the probe reads with. */
export interface ProbeReaderOptions {
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  userAgent: string;
  ratePerSecond: number;
  /** Pages in all; with redirects, robots.txt and sitemaps at most twice as many requests. */
  budget: number;
  onRequest: (requests: number, address: string) => void;
}

interface Access {
  isReachable: boolean;
  /** Why not, when it is not. */
  detail: string;
  crawlDelay: number | null;
  sitemaps: string[];
  allows(address: string): boolean;
}

const robotsHops = 5;
/** sitemaps.org: no sitemap is longer. */
const sitemapBytes = 50 * 1024 * 1024;

/**
 * Reads pages of a site within its pace, its robots.txt and a budget. robots.txt is read before anything else
 * of an origin; 5xx or silence forbid all of it, 4xx allow it (RFC 9309).
 */
export class ProbeReader {
  readonly #options: ProbeReaderOptions;
  readonly #network: PacedNetwork;
  readonly #access = new Map<string, Access>();
  #requests = 0;
  #spent = 0;

  constructor(options: ProbeReaderOptions) {
    const { network, clock, signal, ratePerSecond } = options;
    this.#options = options;
    this.#network = new PacedNetwork({
      network,
      clock,
      signal,
      ratePerSecond,
      connections: 1,
      timing: defaultTiming,
      onExchange: () => undefined,
    });
  }

  /** Requests made so far, robots.txt and sitemaps too. */
  get requests(): number {
    return this.#requests;
  }

  /** Pages that may still be asked for. */
  get left(): number {
    if (this.#options.signal.aborted || this.#requests >= this.#options.budget * 2) return 0;
    return this.#options.budget - this.#spent;
  }

  /** What robots.txt of an origin says. */
  async access(origin: string): Promise<Access> {
    let access = this.#access.get(origin);
    if (access === undefined) {
      access = await this.#readRobots(origin);
      this.#access.set(origin, access);
      if (access.crawlDelay !== null) {
        this.#network.pace(new URL(origin).host).respectCrawlDelay(access.crawlDelay);
      }
    }
    return access;
  }

  /** Whether robots.txt, already read, allows an address. */
  allows(address: string): boolean {
    return this.#access.get(new URL(address).origin)?.allows(address) === true;
  }

  /** Reads an address; undefined when it is forbidden, the budget is spent, or there is no answer. */
  async read(address: string, variant?: VariantCookie): Promise<ProbePage | undefined> {
    const access = await this.access(new URL(address).origin);
    if (!access.allows(address) || this.left <= 0) return undefined;
    const page = await this.#page(address, variant);
    if (page?.location === undefined || page.location === null) this.#spent += 1;
    return page;
  }

  /** Reads a sitemap, which is no page of the budget. */
  async readFile(address: string): Promise<Buffer | undefined> {
    const access = await this.access(new URL(address).origin);
    if (!access.allows(address)) return undefined;
    const exchange = await this.#fetch(address).catch(noAnswer);
    if (exchange === undefined) return undefined;
    try {
      if (exchange.status !== 200) return undefined;
      const codings = contentCodings(fieldOf(exchange.fields, 'content-encoding'));
      const limits = { bytes: sitemapBytes, keep: sitemapBytes };
      return (await decodeBody(bodyChunks(exchange.body), codings, limits)).kept ?? undefined;
    } finally {
      discardBody(exchange.body);
    }
  }

  async #page(address: string, variant?: VariantCookie): Promise<ProbePage | undefined> {
    const exchange = await this.#fetch(address, variant).catch(noAnswer);
    if (exchange === undefined) return undefined;
    try {
      return await readProbePage(exchange, address);
    } finally {
      discardBody(exchange.body);
    }
  }

  async #fetch(address: string, variant?: VariantCookie): Promise<Exchange> {
    const { signal, onRequest } = this.#options;
    this.#requests += 1;
    onRequest(this.#requests, address);
    return await this.#network.fetch({ address, validators: null, signal, variant });
  }

  async #readRobots(origin: string): Promise<Access> {
    let address: string | undefined = `${origin}/robots.txt`;
    let exchange: Exchange | undefined;
    for (let hop = 0; hop <= robotsHops && address !== undefined; hop++) {
      try {
        exchange = await this.#fetch(address);
      } catch (error) {
        if (!(error instanceof FetchFailure)) throw error;
        return closed(`${error.kind}: ${error.message}`);
      }
      discardBody(exchange.body);
      // A robots.txt on another site is not asked for; it counts as not there.
      address = nextWithinSite(exchange, address);
    }
    if (exchange === undefined) return closed('no answer');
    const { status, fields, body } = exchange;
    if (status >= 500) return closed(`robots.txt answers with HTTP ${status}`);
    if (status !== 200 || body.memory === null) return this.#opened('');
    const bytes = body.memory.subarray(0, robotsBytes);
    return this.#opened(decodeText(bytes, fieldOf(fields, 'content-type')).text);
  }

  #opened(text: string): Access {
    const robots = parseRobots(text);
    const group = groupFor(robots, this.#options.userAgent);
    return {
      isReachable: true,
      detail: '',
      crawlDelay: group.crawlDelay,
      sitemaps: [...robots.sitemaps],
      allows: (address) => robotsVerdict(group.rules, pathAndQuery(address)).allowed,
    };
  }
}

function closed(detail: string): Access {
  return { isReachable: false, detail, crawlDelay: null, sitemaps: [], allows: () => false };
}

/** Where a redirect leads, when that is the same host with or without www. */
function nextWithinSite({ status, fields }: Exchange, base: string): string | undefined {
  const location = fieldOf(fields, 'location');
  if (status < 300 || status > 399 || location === null) return undefined;
  if (!URL.canParse(location, base)) return undefined;
  const [url, from] = [new URL(location, base), new URL(base)];
  const isSame = url.host.replace(/^www\./, '') === from.host.replace(/^www\./, '');
  return isSame && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function noAnswer(error: unknown): undefined {
  if (error instanceof FetchFailure) return undefined;
  throw error;
}

import { type AsideReason, hitClassOf, hitCode } from '../../model/hit.ts';
import { parseAddress, resolveAddress } from '../../text/address.ts';
import { requestAddress } from '../../text/request-key.ts';
import { type KeyRules, urlKey } from '../../text/url-key.ts';
import { AgentMemory } from './agent-memory.ts';
import type { CountedTarget, HitBatch } from './hit-batch.ts';
import { otherHosts, plainHost } from './host-name.ts';
import { type LogLine, type Span, spanText } from './log-line.ts';
import { noiseReason } from './noise.ts';
import { OctetNumbers } from './octet-numbers.ts';
import { ReferrerHosts } from './referrer-hosts.ts';

/** Whose the requests of a host are. */
export interface HostOwner {
  agency: string;
  rules: KeyRules;
  /** Tells whether the crawl or a decision knows a key, which then is never noise. */
  knows: (key: string) => boolean;
  /** Octets of this log that the agency has counted before; requests that begin there are passed over. */
  countedTo: number;
}

/** A host as lines name it. */
interface Site {
  number: number;
  host: string;
  owner: HostOwner | undefined;
  /** Requests, when no agency has the host. */
  foreign: number;
  /** What is counted without addresses, by reason. */
  asides: Map<AsideReason, Target>;
}

interface Target extends CountedTarget {
  owner: HostOwner;
  inBatch: boolean;
}

/** A path from the root, and what needs no escape. */
const plainTarget = /^\/(?!\/)[\w\-./?=&%~+,;:@!$()*]*$/;
/** Requests of a target in a batch whose referrers are looked at. */
const mostReferrers = 4;
const mostHosts = 2000;
const codesOfDay = 10;
const none: number[] = [];
const longestHost = 253;
/** Forty megabytes with all that belongs to it. */
const room = { texts: 100_000, octets: 12 * 1024 * 1024, longest: 4096 };

/**
 * Counts requests by address, day, class and who asked. A target that was asked for lately costs a look into a table; the
 * others are read, keyed and judged. Memory does not grow with the log while batches are taken.
 */
export class HitCounter {
  readonly #ownerOf: (host: string) => HostOwner | undefined;
  #fallbackHost = '';
  #octetsOf: (target: string) => string = (target) => target;
  readonly #sites = new Map<string, Site>();
  #site: Site | undefined;
  #siteName = new Uint8Array(0);
  readonly #agents = new AgentMemory();
  readonly #referrers = new ReferrerHosts();
  readonly #memory = new OctetNumbers(room);
  /** By their numbers in the memory, as what follows. */
  #targets: Target[] = [];
  /** Newest code of each target and its count: most requests are like the one before, and cost one look here. */
  readonly #newest = new Float64Array(2 * (room.texts + 1));
  readonly #referred = new Uint8Array(room.texts + 1);
  #highest = 0;
  #waiting = 0;
  #batch: Target[] = [];

  constructor(ownerOf: (host: string) => HostOwner | undefined) {
    this.#ownerOf = ownerOf;
  }

  /**
   * Begins another log, once all is taken: owners are asked for anew. `fallbackHost` is the host of lines that name none;
   * `octetsOf` undoes the escapes of the log.
   */
  begin(fallbackHost: string, octetsOf: (target: string) => string): void {
    this.#fallbackHost = fallbackHost;
    this.#octetsOf = octetsOf;
    this.#sites.clear();
    this.#site = undefined;
    this.#memory.clear();
    this.#targets = [];
    this.#newest.fill(0);
    this.#highest = 0;
  }

  /** What waits to be taken, in counts of days; an address weighs as much as four. */
  get waiting(): number {
    return Math.max(this.#waiting, 4 * this.#batch.length);
  }

  /** Counts a request that stands at an offset of its log. */
  count(line: LogLine, offset: number): void {
    const site = this.#siteOf(line.host);
    const { owner } = site;
    if (owner === undefined) {
      site.foreign++;
      return;
    }
    if (offset < owner.countedTo) return;
    const isProgram = this.#agents.isProgram(line.agent);
    const code = hitCode(line.day, hitClassOf(line.status), isProgram);
    if (line.asks !== 'read') {
      this.#add(aside(site, owner, line.asks === 'other' ? 'other-method' : 'no-request'), code, 1);
      return;
    }
    const number = this.#numberOf(site, owner, line.target);
    const newest = this.#newest;
    if (newest[2 * number] === code) newest[2 * number + 1] = (newest[2 * number + 1] ?? 0) + 1;
    else this.#turn(number, code);
    const { start, end } = line.referrer;
    if (end - start > 1 && (this.#referred[number] ?? 0) < mostReferrers) {
      this.#refer(number, line.referrer);
    }
  }

  /** What was counted since the last time; it is forgotten here with `clear`, once it is stored. */
  take(): HitBatch {
    for (let number = 0; number <= this.#highest; number++) this.#turn(number, 0);
    const agencies = new Map<string, CountedTarget[]>();
    for (const target of this.#batch) {
      const list = agencies.get(target.owner.agency);
      if (list) list.push(target);
      else agencies.set(target.owner.agency, [target]);
    }
    const foreign = new Map<string, number>();
    for (const site of this.#sites.values()) {
      if (site.foreign > 0) foreign.set(site.host, site.foreign);
    }
    return { agencies, foreign };
  }

  /** Forgets what `take` gave. */
  clear(): void {
    for (const target of this.#batch) {
      target.inBatch = false;
      target.counts = none;
      target.referrers = null;
    }
    this.#batch = [];
    this.#waiting = 0;
    this.#referred.fill(0);
    for (const site of this.#sites.values()) site.foreign = 0;
  }

  #siteOf(name: Span): Site {
    if (this.#site !== undefined && isSame(this.#siteName, name)) return this.#site;
    const text = plainHost(spanText(name));
    const host = text === '' || text === '-' ? this.#fallbackHost : text;
    const site = this.#sites.get(host) ?? this.#newSite(host);
    this.#site = site;
    this.#siteName = new Uint8Array(name.bytes.subarray(name.start, name.end));
    return site;
  }

  /** Scanners make up hosts; beyond some, those that nobody has are counted under one name. */
  #newSite(host: string): Site {
    const owner = host === '' ? undefined : this.#ownerOf(host);
    const isNamed =
      owner !== undefined || (this.#sites.size < mostHosts && host.length <= longestHost);
    const name = isNamed ? host : otherHosts;
    const known = this.#sites.get(name);
    if (known) return known;
    const site = { number: this.#sites.size, host: name, owner, foreign: 0, asides: new Map() };
    this.#sites.set(name, site);
    return site;
  }

  /** Number of a target in the memory; one that is too long to be remembered has the number 0 until the next. */
  #numberOf(site: Site, owner: HostOwner, asked: Span): number {
    const known = this.#memory.find(site.number, asked);
    if (known > 0) return known;
    const target = this.#judge(site, owner, spanText(asked));
    const number = this.#memory.add(site.number, asked);
    if (number <= 1) this.#putBy(number);
    this.#highest = Math.max(this.#highest, number);
    this.#targets[number] = target;
    return number;
  }

  #judge(site: Site, owner: HostOwner, raw: string): Target {
    const target = this.#octetsOf(raw);
    // Most targets are plain, and what `requestAddress` would ask of the URL parser is known of them.
    const plain = plainTarget.test(target) ? resolveAddress(target, `http://${site.host}`) : null;
    const requested = plain ? plain.address : requestAddress(site.host, target);
    if (requested === undefined) return aside(site, owner, 'no-request');
    const address = plain ? requested : parseAddress(requested);
    if (address === undefined) return aside(site, owner, 'over-long');
    const key = urlKey(address, owner.rules);
    const noise = noiseReason(target);
    if (noise !== undefined && !owner.knows(key)) return aside(site, owner, noise);
    return newTarget(owner, address, key, null);
  }

  /** Numbers begin anew when the memory was full, and 0 is given to one target after the other. */
  #putBy(number: number): void {
    if (number === 0) {
      this.#turn(0, 0);
      return;
    }
    for (let one = 1; one <= this.#highest; one++) this.#turn(one, 0);
    this.#referred.fill(0);
    this.#highest = 0;
  }

  /** Puts the newest count of a target by, and begins one for another code. */
  #turn(number: number, code: number): void {
    const newest = this.#newest;
    const count = newest[2 * number + 1] ?? 0;
    const target = this.#targets[number];
    if (count > 0 && target) this.#add(target, newest[2 * number] ?? 0, count);
    newest[2 * number] = code;
    newest[2 * number + 1] = code === 0 ? 0 : 1;
  }

  /** Looks for a code among the newest only: days follow each other, and the store adds up what comes again. */
  #add(target: Target, code: number, count: number): void {
    const { counts } = target;
    const oldest = Math.max(0, counts.length - 2 * codesOfDay);
    for (let at = counts.length - 2; at >= oldest; at -= 2) {
      if (counts[at] !== code) continue;
      counts[at + 1] = (counts[at + 1] ?? 0) + count;
      return;
    }
    // An array made of its elements has room for no more of them: most are asked for once.
    if (counts.length === 0) target.counts = [code, count];
    else counts.push(code, count);
    this.#waiting++;
    if (target.inBatch) return;
    target.inBatch = true;
    this.#batch.push(target);
  }

  #refer(number: number, referrer: Span): void {
    this.#referred[number] = (this.#referred[number] ?? 0) + 1;
    const target = this.#targets[number];
    const name = this.#referrers.of(referrer);
    if (name === undefined || target === undefined) return;
    target.referrers ??= new Map();
    target.referrers.set(name, (target.referrers.get(name) ?? 0) + 1);
  }
}

function newTarget(
  owner: HostOwner,
  address: string,
  key: string,
  reason: AsideReason | null,
): Target {
  return {
    address,
    key,
    aside: reason,
    counts: none,
    referrers: null,
    owner,
    inBatch: false,
  };
}

/** What is counted without an address: one for each reason, whatever was asked for. */
function aside(site: Site, owner: HostOwner, reason: AsideReason): Target {
  const known = site.asides.get(reason);
  if (known) return known;
  const made = newTarget(owner, '', '', reason);
  site.asides.set(reason, made);
  return made;
}

function isSame(known: Uint8Array, { bytes, start, end }: Span): boolean {
  if (known.length !== end - start) return false;
  for (let at = start; at < end; at++) if (known[at - start] !== bytes[at]) return false;
  return true;
}

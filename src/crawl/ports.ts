import type { AddressRecord } from '../model/address.ts';
import type { Capture } from '../model/capture.ts';
import type { Finding } from '../model/finding.ts';
import type { TlsFault } from '../model/tls-fault.ts';
import type { VariantCookie } from '../model/variant.ts';
import type { StoredBody } from './stored-body.ts';
import type { PageTexts } from './text-runs.ts';

/** Time as the crawl sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since some fixed time; never set back or forth. */
  now(): number;
  /** Milliseconds since 1970 by the clock on the wall. */
  wall(): number;
  /** Resolves after so many milliseconds, at once when the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** One request; `validators` make it conditional. */
export interface FetchRequest {
  address: string;
  validators: { etag: string | null; lastModified: string | null } | null;
  signal: AbortSignal;
  /** Ask for the answer that this cookie chooses. */
  variant?: VariantCookie | undefined;
}

/** One HTTP exchange as it went over the wire, transfer coding removed. */
export interface Exchange {
  address: string;
  /** ISO instant in UTC, milliseconds. */
  fetchedAt: string;
  ip: string | null;
  /** Whole request message. */
  request: Buffer;
  status: number;
  /** Response fields, one character per byte. */
  fields: [name: string, value: string][];
  /** Head of the response as archived. */
  responseHead: Buffer;
  body: StoredBody;
  truncated: 'length' | 'time' | 'disconnect' | null;
  /** Milliseconds from having a connection to the response's head. */
  latencyMs: number;
  /** Faults of the server's TLS that the mapping excused; none as a rule. */
  tlsFaults: readonly TlsFault[];
}

/** The network. `fetch` throws FetchFailure when there is no response. */
export interface Network {
  fetch(request: FetchRequest): Promise<Exchange>;
  close(): Promise<void>;
}

/** An address as a page names it, judged by the rules that need no crawl state. */
export interface NamedAddress {
  address: string;
  host: string;
  hints: number;
  state: 'found' | 'queued' | 'refused';
  rule: string;
  reason: string;
  template: string;
}

/** A robots.txt as read; `text` is empty unless outcome is `rules`. */
export interface RobotsFile {
  origin: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  outcome: 'rules' | 'allow-all' | 'unreachable';
  text: string;
}

/** What the novelty test knows of a template, or of a family of templates (its name ends in `**`). */
export interface TemplateState {
  template: string;
  tried: number;
  captures: number;
  /** Captures with content of their own; with anything new (these included); with a little; only leading on. */
  own: number;
  news: number;
  some: number;
  leads: number;
  /** Length of the latest run of captures that brought nothing. */
  barren: number;
  /** Captures since the last one that brought anything, or led out of its family. */
  fruitless: number;
  firstDepth: number;
  lastDepth: number;
  suspended: boolean;
}

/** A capture whose novelty is not judged yet. */
export interface FreshCapture {
  id: number;
  address: string;
  template: string;
  depth: number;
  hints: number;
  kind: 'page' | 'redirect' | 'file' | 'error';
  runs: number[];
  /** Threes: a run with its figures masked, the same with its figures, and how many they are. */
  figures: number[];
  /** Longer texts of its links. */
  titles: number[];
  /** An earlier capture of the address was judged already. */
  counted: boolean;
}

/** What a page says: hashes of all of it, of its runs of text, of its links' texts. Of each at most the smallest are kept. */
export interface KeptTexts {
  whole: number;
  runs: readonly number[];
  links: readonly number[];
}

/** What comparing pages with and without a part of their address showed, on a path or (empty) the whole host. */
export interface PartState {
  part: string;
  place: string;
  tried: number;
  same: number;
  differs: number;
}

/** An address that waits to be queued. */
export interface WaitingAddress {
  id: number;
  address: string;
  hints: number;
  foundOn: number | null;
}

/**
 * What the crawl asks of its list of addresses. Levels are depths; an address is `found` until its
 * level opens, then `queued`. All calls are immediate; `atomically` makes several one.
 */
export interface Frontier {
  atomically<T>(work: () => T): T;
  value(key: string): string | undefined;
  setValue(key: string, value: string): void;
  /** Adds addresses nobody links to, at depth 0. */
  plant(named: readonly NamedAddress[]): void;
  /** The record of an address, which is added as queued when it is new. */
  ensure(named: NamedAddress): AddressRecord;
  find(address: string): AddressRecord | undefined;
  /** Judges an address anew that was refused or waits to be judged; `verdicts` may name a further address. */
  rejudge(record: AddressRecord, verdicts: readonly NamedAddress[]): void;
  /** Addresses with a verdict but never fetched, in code-unit order, a batch after `after`. */
  refused(after: string, limit: number): AddressRecord[];
  /** Addresses that were done on this host with status 200 and HTML, the smallest first. */
  donePages(host: string, limit: number): string[];
  /** Smallest depth at which something waits, queues of parked hosts left out. */
  openDepth(parked: readonly string[]): number | undefined;
  /** Number of queued addresses at a depth, of parked hosts left out. */
  queued(depth: number, parked: readonly string[]): number;
  /** Number of addresses that wait at any depth. */
  open(): number;
  /** The same when it costs little to know, else undefined. */
  openAtGlance(): number | undefined;
  queuedHosts(depth: number): string[];
  take(depth: number, host: string, limit: number): AddressRecord[];
  giveBack(ids: readonly number[]): void;
  postpone(id: number, attempts: number, nextAt: number): void;
  settle(id: number, state: 'done' | 'failed' | 'refused', reason: string, rule?: string): void;
  /** Puts what failed, all that was fetched, or all pages back into the queue. */
  requeue(which: 'failed' | 'fetched' | 'pages'): void;
  /** Addresses that took part in the crawl's budget: queued, in flight, done or failed. */
  accepted(): number;
  /** Number of files of the layout that wait until all else is fetched; queueing them gives the same number. */
  waitingRequisites(): number;
  queueRequisites(): number;
  waiting(depth: number): { template: string; waiting: number }[];
  /** The smallest waiting addresses of a template after `after`, in code-unit order. */
  waitingAddresses(depth: number, template: string, after: string, limit: number): WaitingAddress[];
  /** Adds addresses at a depth, found on a page of this id. */
  nameAt(named: readonly NamedAddress[], depth: number, foundOn: number | null): void;
  queueSpread(depth: number, template: string, count: number): void;
  queueFirst(depth: number, template: string, count: number): void;
  /** Moves the waiting addresses of a template one level down. */
  postponeTemplate(depth: number, template: string): void;
  refuse(ids: readonly number[], rule: string, reason: string): void;
  /**
   * Refuses waiting addresses that no page names but copies of pages that were judged since the last call; returns
   * their templates, each with the smallest address.
   */
  refuseNamedByCopies(rule: string, reason: string): { template: string; address: string }[];
  refuseTemplate(depth: number, template: string, rule: string, reason: string): void;
  refuseBeyond(depth: number, keep: number, rule: string, reason: string): number;
  freshCaptures(limit: number): FreshCapture[];
  /** Marks a capture as judged; `isCopy`: it says what another page says. */
  dropFresh(id: number, isCopy: boolean): void;
  /** Counts text hashes as seen on one more page; returns on how many pages each was, at least up to seven. */
  countTexts(texts: readonly number[]): number[];
  /**
   * Counts hashes of figures as seen on one more page, of a template given by a hash of 32 bits; returns on how many pages
   * each was seen, and how often on one of another template than before.
   */
  countFigures(figures: readonly number[], template: number): { seen: number; spread: number }[];
  /** As `countTexts`, without counting; 0 for unknown ones. */
  seenTexts(texts: readonly number[]): number[];
  /** What the page at an address says; undefined when it gave no page. */
  texts(address: string): KeptTexts | undefined;
  /** A page judged earlier shows the very same text. */
  hasTwin(id: number): boolean;
  /** The address gave a page or file, or may still give one. */
  isUsable(address: string): boolean;
  part(part: string, place: string): PartState;
  savePart(state: PartState): void;
  /** Templates of the addresses that this page was the first to name, and how many of each. */
  newTemplates(id: number): { template: string; count: number }[];
  /** What a page links to; the template is empty for what is out of scope. */
  linkedFrom(id: number): { id: number; template: string }[];
  template(template: string): TemplateState;
  saveTemplate(state: TemplateState): void;
  robots(origin: string): RobotsFile | undefined;
  /** Where the newest capture of an address redirects to. */
  location(address: string): string | undefined;
  /** Validators, digest and status of the capture that stands for an address, in a recrawl. */
  validators(
    id: number,
  ):
    | { etag: string | null; lastModified: string | null; digest: string; status: number }
    | undefined;
  replaceFindings(
    scope: { address: string } | { subject: string },
    findings: readonly Finding[],
  ): void;
  addFindings(findings: readonly Finding[]): void;
}

/** Facts of a capture that the crawl tells; the sink adds id and record. */
export type CaptureFacts = Omit<Capture, 'id' | 'record' | 'address'> & {
  etag: string | null;
  lastModified: string | null;
};

/** A further capture of an address: the same page as another variant shows it. */
export interface VariantCapture {
  exchange: Exchange;
  facts: CaptureFacts;
}

/** What came of fetching one address. */
export interface Outcome {
  addressId: number;
  address: string;
  /** Depth of the addresses it names. */
  childDepth: number;
  exchange: Exchange;
  facts: CaptureFacts;
  state: 'done' | 'failed';
  reason: string;
  named: readonly NamedAddress[];
  fresh: { kind: FreshCapture['kind']; texts: PageTexts } | null;
  findings: readonly Finding[];
  robots: RobotsFile | null;
  /** Captures of the address's variants, stored together with it. */
  variants: readonly VariantCapture[];
}

/** A page as archived, for comparing an alias with its canonical host. */
export interface StoredPage {
  status: number;
  location: string | null;
  digest: string;
  /** Decoded text when it is HTML, else empty. */
  html: string;
}

/** Where captures go. */
export interface CaptureSink {
  /** Archives an exchange and settles its address; resolves when the record is written. Frees the body. */
  store(outcome: Outcome): Promise<void>;
  /** Archives a 304 as a revisit of the capture whose validators were sent, and settles the address. Frees the body. */
  storeUnmodified(record: AddressRecord, exchange: Exchange): Promise<void>;
  /** Resolves when all that was stored is durable; rejects when some of it could not be. */
  flush(): Promise<void>;
  /** The newest capture of an address. */
  page(address: string): Promise<StoredPage | undefined>;
  /** Throws UserError when the disk is too full to go on. */
  checkSpace(): Promise<void>;
}

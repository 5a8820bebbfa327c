import type { AddressRecord } from '../model/address.ts';
import { addressHints } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import { fieldOf } from '../text/http-head.ts';
import { retryAfterMs } from '../text/retry-after.ts';
import { type ExamineOptions, examine } from './examine.ts';
import { FetchFailure } from './fetch-failure.ts';
import type { Outages } from './outages.ts';
import type { PacedNetwork } from './paced-network.ts';
import { isOverload, maxAttempts, retryWaitMs, type Timing } from './politeness.ts';
import type { CaptureSink, Clock, Exchange, Frontier, Outcome } from './ports.ts';
import type { RobotsGate } from './robots-gate.ts';
import { discardBody } from './stored-body.ts';
import { type VariantFinder, withVariants } from './variant-visits.ts';

/** What fetching one address works with. */
export interface AddressFetchOptions {
  frontier: Frontier;
  sink: CaptureSink;
  network: PacedNetwork;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  gate: RobotsGate;
  examine: () => ExamineOptions;
  variantsOf: VariantFinder;
  /** Cookies that the site sets are sent back. */
  cookies: boolean;
  outages: Outages;
}

/** What is known of the capture that stands for an address, in a recrawl; null in a first crawl. */
type Validators = NonNullable<ReturnType<Frontier['validators']>> | null;

/** Fetches one address to the end of this attempt: captured, refused, failed, or put back (true). */
export async function fetchAddress(
  record: AddressRecord,
  options: AddressFetchOptions,
): Promise<boolean> {
  const { frontier, gate, network, signal } = options;
  const access = await gate.access(new URL(record.address).origin);
  if (access.outcome === 'unreachable') {
    giveUp(record, 'unreachable', access.detail, options);
    return false;
  }
  const verdict = access.verdict(record.address);
  if (!verdict.allowed) {
    refuseByRobots(record, verdict.rule, frontier);
    return false;
  }
  // A variant may change when the usual visit does not, so a page with variants is asked for whole.
  const hasVariants = options.variantsOf(record.address).length > 0;
  const before = frontier.validators(record.id) ?? null;
  const validators = hasVariants ? null : before;
  try {
    const exchange = await network.fetch({ address: record.address, validators, signal });
    if (exchange.status === 200) options.outages.answered(record.host, record.address);
    return await take(record, exchange, before, options);
  } catch (error) {
    if (!signal.aborted) {
      if (error instanceof FetchFailure) return await failed(record, error, options);
      throw error;
    }
    frontier.giveBack([record.id]);
    return true;
  }
}

function refuseByRobots(record: AddressRecord, rule: string, frontier: Frontier): void {
  const where = { address: record.address };
  frontier.atomically(() => {
    frontier.settle(record.id, 'refused', `robots:${rule}`, 'robots');
    frontier.replaceFindings(where, [finding('crawl', 'robots-disallowed', where, rule)]);
  });
}

/** Puts an address back whose answer is a fault that may pass. */
async function isPutBack(
  record: AddressRecord,
  exchange: Exchange,
  options: AddressFetchOptions,
): Promise<boolean> {
  const { status, truncated, fields, body } = exchange;
  const isBusy = isOverload(status);
  const isCut = truncated === 'time' || truncated === 'disconnect';
  if (!isBusy && status < 500 && !isCut) return false;
  const isOut = await isDown(record, `HTTP ${status}`, options);
  const attempts = record.attempts + 1;
  if (!isOut && attempts >= maxAttempts) return false;
  discardBody(body);
  if (isOut) return true;
  const { clock, timing } = options;
  const field = isBusy ? fieldOf(fields, 'retry-after') : null;
  const waitMs = retryAfterMs(field, clock.wall(), timing.retryAfterCapMs);
  return postpone(record, attempts, waitMs, options);
}

async function take(
  record: AddressRecord,
  exchange: Exchange,
  before: Validators,
  options: AddressFetchOptions,
): Promise<boolean> {
  const { sink } = options;
  if (await isPutBack(record, exchange, options)) return true;
  if (exchange.status === 304 && before !== null) await sink.storeUnmodified(record, exchange);
  else {
    const outcome = goneOrNot(await outcomeOf(record, exchange, options), before);
    await sink.store(
      withFailure(record, outcome, isOverload(exchange.status) || exchange.status >= 500),
    );
  }
  return false;
}

/** Failed is what may answer otherwise one day: a server in trouble, a login that is not right yet. */
function withFailure(record: AddressRecord, outcome: Outcome, isInTrouble: boolean): Outcome {
  const reason = `HTTP ${outcome.exchange.status}`;
  const isShutOut = outcome.findings.some(({ code }) => code === 'login-refused');
  if (!isInTrouble && !isShutOut) return outcome;
  const trouble = unlessSample(record, 'server-error', { address: record.address }, reason);
  const findings = isInTrouble ? [...outcome.findings, ...trouble] : outcome.findings;
  return { ...outcome, state: 'failed', reason, findings };
}

/** Examines an answer and all that belongs to it: the page behind a check for cookies, the page's variants. */
async function outcomeOf(
  record: AddressRecord,
  exchange: Exchange,
  options: AddressFetchOptions,
): Promise<Outcome> {
  const outcome = await examine(record, exchange, options.examine());
  const { facts } = outcome;
  const isSample = (record.hints & addressHints.aliasSample) !== 0;
  try {
    if (options.cookies && facts.location === record.address && record.attempts === 0) {
      return await behindCookieCheck(record, outcome, options);
    }
    const isPage =
      facts.status === 200 && /^(text\/html|application\/xhtml\+xml)$/.test(facts.mediaType);
    return isPage && !isSample ? await withVariants(record, outcome, options) : outcome;
  } catch (error) {
    discardBody(exchange.body);
    throw error;
  }
}

/** Asks again, once, for an address that set a cookie and redirected to itself; the redirect is stored as a capture too. */
async function behindCookieCheck(
  record: AddressRecord,
  check: Outcome,
  options: AddressFetchOptions,
): Promise<Outcome> {
  const { network, signal, clock } = options;
  // Captures of one address are told apart by their instants.
  while (Date.now() <= Date.parse(check.exchange.fetchedAt)) await clock.sleep(1, signal);
  const exchange = await network.fetch({ address: record.address, validators: null, signal });
  const seen = await outcomeOf({ ...record, attempts: 1 }, exchange, options);
  const hop = { exchange: check.exchange, facts: check.facts };
  return { ...seen, variants: [hop, ...seen.variants] };
}

/** A page that was there in an earlier crawl and is an error now is more than a dead link. */
function goneOrNot(outcome: Outcome, before: Validators): Outcome {
  const { status } = outcome.facts;
  if (before === null || before.status >= 400 || status < 400) return outcome;
  const others = outcome.findings.filter(({ code }) => code !== 'http-error');
  const detail = `HTTP ${status} now, HTTP ${before.status} in an earlier crawl`;
  const gone = finding('crawl', 'page-gone', { address: outcome.address }, detail);
  return { ...outcome, findings: [...others, gone] };
}

async function failed(
  record: AddressRecord,
  failure: FetchFailure,
  options: AddressFetchOptions,
): Promise<boolean> {
  if (await isDown(record, failure.kind, options)) return true;
  const attempts = record.attempts + 1;
  const isFinal = failure.kind === 'private-address' || failure.kind === 'tls';
  const code = failure.kind === 'tls' ? 'tls-refused' : 'fetch-failed';
  if (!isFinal && attempts < maxAttempts) return postpone(record, attempts, null, options);
  const detail = isFinal ? failure.message : failure.kind;
  giveUp(record, failure.kind, detail, options, code);
  return false;
}

/** Puts an address back when its host is down: the attempt says nothing of the address. */
async function isDown(
  record: AddressRecord,
  detail: string,
  options: AddressFetchOptions,
): Promise<boolean> {
  const down = await options.outages.isDown(record.host, record.address, detail);
  if (down) options.frontier.giveBack([record.id]);
  return down;
}

function postpone(
  record: AddressRecord,
  attempts: number,
  waitMs: number | null,
  options: AddressFetchOptions,
): true {
  const wait = Math.max(waitMs ?? 0, retryWaitMs(options.timing, attempts));
  options.frontier.postpone(record.id, attempts, options.clock.now() + wait);
  return true;
}

function giveUp(
  record: AddressRecord,
  reason: string,
  detail: string,
  options: AddressFetchOptions,
  code: 'fetch-failed' | 'tls-refused' = 'fetch-failed',
): void {
  const where = { address: record.address };
  options.frontier.atomically(() => {
    options.frontier.settle(record.id, 'failed', reason);
    options.frontier.replaceFindings(where, unlessSample(record, code, where, detail));
  });
}

/** A sample of an alias host loses nothing when it fails; the comparison tells. */
function unlessSample(
  record: AddressRecord,
  code: Finding['code'],
  where: { address: string },
  detail: string,
): Finding[] {
  const isSample = (record.hints & addressHints.aliasSample) !== 0;
  return isSample ? [] : [finding('crawl', code, where, detail)];
}

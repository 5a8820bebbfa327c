import type { AddressRecord } from '../model/address.ts';
import { addressHints } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import { fieldOf } from '../text/http-head.ts';
import { type ExamineOptions, examine } from './examine.ts';
import { FetchFailure } from './fetch-failure.ts';
import { type HostPace, maxAttempts, retryWaitMs, type Timing } from './politeness.ts';
import type { CaptureSink, Clock, Exchange, Frontier, Network } from './ports.ts';
import { retryAfterMs } from './retry-after.ts';
import type { RobotsGate } from './robots-gate.ts';
import { discardBody } from './stored-body.ts';

/** What fetching one address works with. */
export interface AddressFetchOptions {
  frontier: Frontier;
  sink: CaptureSink;
  network: Network;
  clock: Clock;
  signal: AbortSignal;
  timing: Timing;
  gate: RobotsGate;
  examine: () => ExamineOptions;
  /** Called after each exchange with the bytes it moved. */
  onExchange: (bytes: number) => void;
  /** Called when a host has stopped answering. */
  onDeaf: (host: string, detail: string) => void;
}

/** Fetches one address to the end of this attempt: captured, refused, failed or postponed. */
export async function fetchAddress(
  record: AddressRecord,
  pace: HostPace,
  options: AddressFetchOptions,
): Promise<void> {
  const { frontier, gate, network, signal } = options;
  const access = await gate.access(new URL(record.address).origin);
  if (access.outcome === 'unreachable') {
    giveUp(record, 'unreachable', access.detail, options);
    return;
  }
  const verdict = access.verdict(record.address);
  if (!verdict.allowed) {
    refuseByRobots(record, verdict.rule, frontier);
    return;
  }
  const validators = frontier.validators(record.id) ?? null;
  try {
    const exchange = await network.fetch({ address: record.address, validators, signal });
    options.onExchange(exchange.body.bytes);
    await take(record, exchange, pace, options);
  } catch (error) {
    if (signal.aborted) frontier.giveBack([record.id]);
    else if (error instanceof FetchFailure) failed(record, error, pace, options);
    else throw error;
  }
}

function refuseByRobots(record: AddressRecord, rule: string, frontier: Frontier): void {
  const where = { address: record.address };
  frontier.atomically(() => {
    frontier.settle(record.id, 'refused', `robots:${rule}`, 'robots');
    frontier.replaceFindings(where, [finding('crawl', 'robots-disallowed', where, rule)]);
  });
}

async function take(
  record: AddressRecord,
  exchange: Exchange,
  pace: HostPace,
  options: AddressFetchOptions,
): Promise<void> {
  const { clock, timing, frontier, sink } = options;
  const isBusy = exchange.status === 429 || exchange.status === 503;
  const isBroken = exchange.status >= 500 || exchange.truncated === 'time';
  const isCut = exchange.truncated === 'time' || exchange.truncated === 'disconnect';
  let waitMs: number | null = null;
  if (isBusy) {
    const field = fieldOf(exchange.fields, 'retry-after');
    waitMs = retryAfterMs(field, clock.now(), timing.retryAfterCapMs);
    pace.troubled(clock.now(), waitMs, `HTTP ${exchange.status}`);
  } else pace.answered();
  const attempts = record.attempts + 1;
  if ((isBusy || isBroken || isCut) && attempts < maxAttempts) {
    discardBody(exchange.body);
    postpone(record, attempts, waitMs, options);
  } else if (exchange.status === 304) {
    discardBody(exchange.body);
    frontier.settle(record.id, 'done', '');
  } else {
    const outcome = await examine(record, exchange, options.examine());
    if (isBusy || exchange.status >= 500) {
      const where = { address: record.address };
      const detail = `HTTP ${exchange.status}`;
      const findings = [
        ...outcome.findings,
        ...unlessSample(record, 'server-error', where, detail),
      ];
      await sink.store({ ...outcome, state: 'failed', reason: detail, findings });
    } else await sink.store(outcome);
  }
}

function failed(
  record: AddressRecord,
  failure: FetchFailure,
  pace: HostPace,
  options: AddressFetchOptions,
): void {
  const attempts = record.attempts + 1;
  const isFinal = failure.kind === 'private-address' || failure.kind === 'tls';
  pace.troubled(options.clock.now(), null, failure.kind);
  if (pace.isDeaf) {
    options.frontier.giveBack([record.id]);
    options.onDeaf(record.host, failure.kind);
  } else if (isFinal || attempts >= maxAttempts) {
    giveUp(record, failure.kind, failure.kind, options);
  } else postpone(record, attempts, null, options);
}

function postpone(
  record: AddressRecord,
  attempts: number,
  waitMs: number | null,
  options: AddressFetchOptions,
): void {
  const wait = Math.max(waitMs ?? 0, retryWaitMs(options.timing, attempts));
  options.frontier.postpone(record.id, attempts, options.clock.now() + wait);
}

function giveUp(
  record: AddressRecord,
  reason: string,
  detail: string,
  options: AddressFetchOptions,
): void {
  const where = { address: record.address };
  options.frontier.atomically(() => {
    options.frontier.settle(record.id, 'failed', reason);
    options.frontier.replaceFindings(where, unlessSample(record, 'fetch-failed', where, detail));
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

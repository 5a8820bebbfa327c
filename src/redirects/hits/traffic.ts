import {
  type AsideReason,
  asideReasons,
  type HitClass,
  hitClasses,
  loggedReason,
  readHitCode,
} from '../../model/hit.ts';
import type { Redirect } from '../../model/redirect.ts';
import {
  type AgencyTraffic,
  type Traffic,
  type TrafficState,
  trafficStates,
  type UndecidedAddress,
} from '../../model/traffic.ts';
import { eachCount } from '../../text/packed-counts.ts';
import { compareText } from '../precedence.ts';
import { Ranking } from './ranking.ts';
import { isRequisite } from './requisite.ts';

/** What traffic is told from. */
export interface TrafficInput {
  agency: string;
  cutover: number | null;
  /** Every key that was asked for, once, with requests by code (`hitCode`), packed. */
  keys: Iterable<{ key: string; packed: readonly Uint8Array[] }>;
  decisionOf: (key: string) => Pick<Redirect, 'decision' | 'reason'> | undefined;
  /** How a key was spelled most, and where readers came from; asked for those that are told only. */
  exampleOf: (key: string) => { example: string; referrer: string };
  /** Requests by code. */
  asides: (reason: AsideReason) => ReadonlyMap<number, number>;
  /** Addresses to tell of each list. */
  top: number;
}

/** Tells how much of the traffic is decided, which undecided addresses hurt most, and which are new since the cutover. */
export function tellTraffic(input: TrafficInput): AgencyTraffic {
  const before = noTraffic();
  const since = noTraffic();
  const requisites = { hits: 0, addresses: 0 };
  const undecided = new Ranking<Asked>(input.top, byHits);
  const fresh = new Ranking<Asked>(input.top, byMissing);
  let programs = 0;
  for (const { key, packed } of input.keys) {
    const asked = askedOf(key, packed, input);
    programs += asked.programs;
    if (asked.before + asked.since === 0) continue;
    if (asked.isRequisite) {
      add(requisites, asked.before + asked.since);
      continue;
    }
    if (asked.before > 0) add(before[asked.state], asked.before);
    if (asked.since > 0) add(since[asked.state], asked.since);
    if (asked.state !== 'unresolved' && asked.state !== 'unknown') continue;
    undecided.offer(asked);
    if (input.cutover !== null && asked.firstSeen >= input.cutover) fresh.offer(asked);
  }
  const forgotten = peopleOf(input.asides('forgotten'), input.cutover);
  before.unknown.hits += forgotten.before;
  since.unknown.hits += forgotten.since;
  const shown = (ranking: Ranking<Asked>) => ranking.first().map((asked) => told(asked, input));
  return {
    agency: input.agency,
    cutover: input.cutover,
    before,
    since,
    requisites,
    programs,
    asides: asideSums(input),
    undecided: shown(undecided),
    undecidedAddresses: undecided.offered,
    fresh: shown(fresh),
    freshAddresses: fresh.offered,
  };
}

interface Asked {
  key: string;
  isRequisite: boolean;
  state: TrafficState;
  reason: string;
  before: number;
  since: number;
  programs: number;
  /** Requests of people by class, since the cutover when there are any. */
  classes: number[];
  firstSeen: number;
  lastSeen: number;
}

function askedOf(
  key: string,
  packed: readonly Uint8Array[],
  { cutover, decisionOf }: TrafficInput,
): Asked {
  const tally = new Tally(cutover ?? Number.POSITIVE_INFINITY);
  for (const counts of packed) eachCount(counts, tally.take);
  const { before, since, programs, firstSeen, lastSeen } = tally;
  const requisite = isRequisite(key);
  const decision = requisite || before + since === 0 ? undefined : decisionOf(key);
  return {
    key,
    before,
    since,
    programs,
    classes: since > 0 ? tally.late : tally.early,
    firstSeen,
    lastSeen,
    isRequisite: requisite,
    // A key that only logs know has a decision as soon as redirects are built, and is still unknown to all else.
    state:
      decision === undefined || decision.reason === loggedReason ? 'unknown' : decision.decision,
    reason: decision?.reason ?? 'not decided yet, run: kosh redirects build',
  };
}

/** Requests of one key, added up. */
class Tally {
  readonly #cutover: number;
  before = 0;
  since = 0;
  programs = 0;
  firstSeen = Number.POSITIVE_INFINITY;
  lastSeen = 0;
  /** Requests of people by class, before the cutover and since. */
  readonly early = [0, 0, 0, 0, 0];
  readonly late = [0, 0, 0, 0, 0];

  constructor(cutover: number) {
    this.#cutover = cutover;
  }

  readonly take = (code: number, n: number): void => {
    const low = code % 16;
    if (low % 2 === 1) {
      this.programs += n;
      return;
    }
    const day = (code - low) / 16;
    if (day < this.firstSeen) this.firstSeen = day;
    if (day > this.lastSeen) this.lastSeen = day;
    const isSince = day >= this.#cutover;
    if (isSince) this.since += n;
    else this.before += n;
    const classes = isSince ? this.late : this.early;
    classes[low >> 1] = (classes[low >> 1] ?? 0) + n;
  };
}

function told(asked: Asked, { exampleOf }: TrafficInput): UndecidedAddress {
  const { key, reason, before, since, programs, firstSeen, lastSeen } = asked;
  const state = asked.state === 'unresolved' ? 'unresolved' : 'unknown';
  const was = commonest(asked.classes);
  return {
    key,
    ...exampleOf(key),
    state,
    reason,
    since,
    before,
    programs,
    was,
    firstSeen,
    lastSeen,
  };
}

/** What is asked for now counts first; without a cutover all is now. */
function byHits(a: Asked, b: Asked): number {
  return b.since - a.since || b.before - a.before || compareText(a.key, b.key);
}

function byMissing(a: Asked, b: Asked): number {
  return Number(isMissing(b)) - Number(isMissing(a)) || byHits(a, b);
}

function isMissing({ classes }: Asked): boolean {
  return commonest(classes) === 'missing';
}

function commonest(classes: readonly number[]): HitClass {
  const most = classes.indexOf(Math.max(...classes));
  return hitClasses[most] ?? 'failed';
}

function peopleOf(
  counts: ReadonlyMap<number, number>,
  cutover: number | null,
): { before: number; since: number } {
  const sums = { before: 0, since: 0 };
  for (const [code, n] of counts) {
    const { day, isProgram } = readHitCode(code);
    if (isProgram) continue;
    sums[cutover !== null && day >= cutover ? 'since' : 'before'] += n;
  }
  return sums;
}

function asideSums({ asides }: TrafficInput): Record<AsideReason, number> {
  const sums = asideReasons.map((reason) => {
    let n = 0;
    for (const count of asides(reason).values()) n += count;
    return [reason, n];
  });
  return Object.fromEntries(sums) as Record<AsideReason, number>;
}

function noTraffic(): Record<TrafficState, Traffic> {
  const states = trafficStates.map((state) => [state, { hits: 0, addresses: 0 }]);
  return Object.fromEntries(states) as Record<TrafficState, Traffic>;
}

function add(traffic: Traffic, hits: number): void {
  traffic.hits += hits;
  traffic.addresses++;
}

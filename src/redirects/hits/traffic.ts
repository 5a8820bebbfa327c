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
import { compareText } from '../precedence.ts';
import { Ranking } from './ranking.ts';
import { isRequisite } from './requisite.ts';

/** Requests by code (`hitCode`). */
type Counts = ReadonlyMap<number, number>;

/** What traffic is told from. */
export interface TrafficInput {
  agency: string;
  cutover: number | null;
  /** Every key that was asked for, once. */
  keys: Iterable<{ key: string; counts: Counts }>;
  decisionOf: (key: string) => Pick<Redirect, 'decision' | 'reason'> | undefined;
  /** How a key was spelled most, and where readers came from; asked for those that are told only. */
  exampleOf: (key: string) => { example: string; referrer: string };
  asides: (reason: AsideReason) => Counts;
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
  for (const { key, counts } of input.keys) {
    const asked = askedOf(key, counts, input);
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

function askedOf(key: string, counts: Counts, { cutover, decisionOf }: TrafficInput): Asked {
  const all = [...counts].map(([code, n]) => ({ ...readHitCode(code), n }));
  const people = all.filter((one) => !one.isProgram);
  const isSince = (day: number) => cutover !== null && day >= cutover;
  const late = people.filter(({ day }) => isSince(day));
  const since = sum(late);
  const decision = decisionOf(key);
  const days = (people.length > 0 ? people : all).map(({ day }) => day);
  return {
    key,
    isRequisite: isRequisite(key),
    // A key that only logs know has a decision as soon as redirects are built, and is still unknown to all else.
    state:
      decision === undefined || decision.reason === loggedReason ? 'unknown' : decision.decision,
    reason: decision?.reason ?? 'not decided yet, run: kosh redirects build',
    before: sum(people) - since,
    since,
    programs: sum(all) - sum(people),
    classes: hitClasses.map((name) =>
      sum((since > 0 ? late : people).filter(({ hitClass }) => hitClass === name)),
    ),
    firstSeen: Math.min(...days),
    lastSeen: Math.max(...days),
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

function peopleOf(counts: Counts, cutover: number | null): { before: number; since: number } {
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

function sum(counts: readonly { n: number }[]): number {
  return counts.reduce((all, { n }) => all + n, 0);
}

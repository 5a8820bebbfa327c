import type { AsideReason, HitClass } from './hit.ts';
import { redirectDecisions } from './redirect.ts';

/** What became of an address that people ask for: its decision, or `unknown` when kosh has none for it. */
export const trafficStates = [...redirectDecisions, 'unknown'] as const;

export type TrafficState = (typeof trafficStates)[number];

/** Requests of people, and the addresses they were for. */
export interface Traffic {
  hits: number;
  addresses: number;
}

/** An address that people ask for and that leads nowhere. */
export interface UndecidedAddress {
  key: string;
  /** As it was asked for most, and the host that most readers came from; empty when no log says. */
  example: string;
  referrer: string;
  state: Extract<TrafficState, 'unresolved' | 'unknown'>;
  /** Why it has no target. */
  reason: string;
  /** Requests of people: since the cutover when there was one, and before it. */
  since: number;
  before: number;
  programs: number;
  /** What people were answered most, lately. */
  was: HitClass;
  /** Days such as 20261124. */
  firstSeen: number;
  lastSeen: number;
}

/** What access logs say of the old addresses of one agency. Addresses are url keys of pages and files, unless said otherwise. */
export interface AgencyTraffic {
  agency: string;
  /** First day after the cutover; null when there was none, and all is before it. */
  cutover: number | null;
  before: Record<TrafficState, Traffic>;
  since: Record<TrafficState, Traffic>;
  /** Style, scripts, fonts and pictures of layouts: people get them with pages that are no more. */
  requisites: Traffic;
  /** Requests of programs for any address. */
  programs: number;
  /** Requests that are counted without their address, of people and programs. */
  asides: Record<AsideReason, number>;
  /** Those that hurt most first, at most as many as were asked for; and how many there are. */
  undecided: UndecidedAddress[];
  undecidedAddresses: number;
  /** Of these: first asked for since the cutover, those that nobody finds first. */
  fresh: UndecidedAddress[];
  freshAddresses: number;
}

/** Requests of people that are answered by a decision, of all. */
export function decidedShare(states: Record<TrafficState, Traffic>): {
  decided: number;
  all: number;
} {
  const all = trafficStates.reduce((sum, state) => sum + states[state].hits, 0);
  return { decided: all - states.unresolved.hits - states.unknown.hits, all };
}

import type { AsideReason } from '../../model/hit.ts';

/** One address as it was spelled, or, with a reason, requests that are counted without their address. */
export interface CountedTarget {
  address: string;
  key: string;
  aside: AsideReason | null;
  /** A code (see `hitCode`) and its number of requests, in turn. A code may come again. */
  counts: number[];
  /** Hosts that led there, of the first few requests of a batch; null for none. */
  referrers: Map<string, number> | null;
}

/** What was counted since the last batch. */
export interface HitBatch {
  agencies: Map<string, CountedTarget[]>;
  /** Requests by hosts that no mapping knows. */
  foreign: Map<string, number>;
}

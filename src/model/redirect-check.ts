/**
 * How an old address, or the target it leads to, stood the check. `right` is no fault; the doubts at the end are for a person
 * to look at; all others are faults.
 */
export const checkKinds = [
  'right',
  'unreachable',
  'refused',
  'wrong-status',
  'wrong-target',
  'wrong-caching',
  'loop',
  'not-reached',
  'soft-404',
  'other-title',
  'untellable',
] as const;

export type CheckKind = (typeof checkKinds)[number];

const doubts: readonly CheckKind[] = ['other-title', 'untellable'];

/** Tells whether a kind is a fault, which a cutover must not have, rather than right or a doubt. */
export function isFault(kind: CheckKind): boolean {
  return kind !== 'right' && !doubts.includes(kind);
}

/** An answer that a decision allows: `location` and `maxAge` (seconds of Cache-Control) are null where they do not matter. */
export interface ExpectedAnswer {
  status: number;
  location: string | null;
  maxAge: number | null;
}

/** Something that was not as decided, with what was asked and both answers in words. */
export interface CheckedFault {
  kind: CheckKind;
  /** Spelling class; `made-up` for an address nobody had, `target` for what stands at the end of redirects. */
  class: string;
  /** Host of the key. */
  host: string;
  key: string;
  /** What was asked: Host header and request target, or the target's address. */
  asked: string;
  expected: string;
  got: string;
}

/** How many requests of a class to the keys of a host ended as one kind. */
export interface CheckCount {
  class: string;
  host: string;
  kind: CheckKind;
  number: number;
}

/**
 * Where an address stands: `found` is not judged yet (its level is not open), `queued` may be fetched,
 * `in-flight` is being fetched, `done` was answered (whatever the status), `failed` gave no usable
 * answer, `refused` is out of scope; the last three carry rule and reason.
 */
const addressStates = ['found', 'queued', 'in-flight', 'done', 'failed', 'refused'] as const;

export type AddressState = (typeof addressStates)[number];

/** An address of an agency's sites as the crawl knows it. */
export interface AddressRecord {
  id: number;
  /** Absolute WHATWG address without fragment. */
  address: string;
  /** Host with its port, as in the address. */
  host: string;
  state: AddressState;
  /** Links from the seeds to it, 0 for a seed. */
  depth: number;
  /** Smallest address of a page one level above that names it; null for seeds. */
  foundOn: string | null;
  /** Ways in which pages name it: a sum of `addressHints`. */
  hints: number;
  /** Name of the rule that let it in or kept it out; empty while not judged. */
  rule: string;
  /** Why it was refused or failed: `foreign-host`, `alias-of:<address>`, `trap:no-novelty`. */
  reason: string;
  attempts: number;
  /** Milliseconds since 1970 before which it is not tried again, 0 for at once. */
  nextAt: number;
  /** Address with its digits masked; see the crawl's trap rules. Empty for what is out of scope. */
  template: string;
}

/** Bits that say how an address was named. */
export const addressHints = {
  link: 1,
  image: 2,
  embed: 4,
  feed: 8,
  sitemap: 16,
  redirect: 32,
  head: 64,
  seed: 128,
  requisite: 256,
  script: 512,
  /** Nobody named it; kosh tries it because sites usually have it. */
  guess: 1024,
  robots: 2048,
  aliasSample: 4096,
  /** A redirect led here from the same address under its canonical host or scheme. */
  twin: 8192,
  /** It serves editors and other programs, not readers: pingback, preconnect, profiles. */
  service: 16384,
} as const;

export type AddressHint = keyof typeof addressHints;

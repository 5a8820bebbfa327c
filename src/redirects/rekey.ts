import { type Finding, finding } from '../model/finding.ts';
import { hash52 } from '../text/hash.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';

/** A decision that a person made for one address. */
export interface NamedDecision {
  /** Where it stands, for people: `mapping, row 3`. */
  source: string;
  /** Absolute address. */
  from: string;
  decision: string;
  to: string | null;
}

/** A decision and the known addresses that had, and have, its key. */
export interface MovedDecision extends NamedDecision {
  keyBefore: string;
  keyAfter: string;
  addressesBefore: number;
  addressesAfter: number;
  /** An address that it answered and no longer does, and the key it has now; null for none. */
  lost: { address: string; key: string } | null;
  /** An address that it answers now and did not; null for none. */
  gained: string | null;
}

/** What other key rules do to the decisions of an agency. */
export interface DecisionMoves {
  decisions: number;
  /** No known address has their key any more. */
  died: MovedDecision[];
  /** They answer for fewer, or for further, addresses. */
  narrowed: MovedDecision[];
  widened: MovedDecision[];
  /** Decisions that met in one key and do not say the same. */
  conflicts: { key: string; decisions: NamedDecision[] }[];
}

/** What they do to its addresses and decisions. */
export interface RekeyReport extends DecisionMoves {
  addresses: number;
  /** Addresses with another key than before. */
  moved: number;
  keysBefore: number;
  keysAfter: number;
  /** Keys that take in several of before, and keys of before that fell apart; some of them. */
  merged: { keys: number; examples: KeyExample[] };
  split: { keys: number; examples: KeyExample[] };
}

/** A key, and an address that came to it from another one or left it for another one. */
interface KeyExample {
  key: string;
  address: string;
  other: string;
}

const mostExamples = 10;

/** What a change of key rules does to decisions by people, over all known addresses. Memory grows with the decisions alone. */
export function moveDecisions(
  addresses: Iterable<string>,
  decisions: Iterable<NamedDecision>,
  before: KeyRules,
  after: KeyRules,
): DecisionMoves {
  const moving = new MovingDecisions(decisions, before, after);
  for (const address of addresses) {
    moving.note(address, keyOn(address, before), keyOn(address, after));
  }
  return moving.report();
}

/** The same, and which keys merge and fall apart. Two maps of numbers are kept, some 100 bytes a key. */
export function compareKeys(
  addresses: Iterable<string>,
  decisions: Iterable<NamedDecision>,
  before: KeyRules,
  after: KeyRules,
): RekeyReport {
  const moving = new MovingDecisions(decisions, before, after);
  const merges = new Meetings();
  const splits = new Meetings();
  let count = 0;
  let moved = 0;
  for (const address of addresses) {
    const old = keyOn(address, before);
    const now = keyOn(address, after);
    if (old === undefined && now === undefined) continue;
    count += 1;
    if (old !== now) moved += 1;
    if (old !== undefined && now !== undefined) {
      merges.note(now, old, address);
      splits.note(old, now, address);
    }
    moving.note(address, old, now);
  }
  return {
    addresses: count,
    moved,
    keysBefore: splits.size,
    keysAfter: merges.size,
    merged: { keys: merges.met.size, examples: merges.examples },
    split: { keys: splits.met.size, examples: splits.examples },
    ...moving.report(),
  };
}

/** What a person has to settle: decisions that nobody's address has any more, and those that contradict each other now. */
export function rekeyFindings({ died, narrowed, conflicts }: DecisionMoves): Finding[] {
  const unreached = [...died, ...narrowed].map((one) => {
    const { keyAfter, from, addressesBefore, addressesAfter, lost } = one;
    const example = lost === null ? '' : `: ${lost.address} is ${lost.key} now`;
    const detail = `${answerText(one)}: since the key rules changed it answers for ${addressesAfter} of ${addressesBefore} addresses${example}`;
    return finding('redirects', 'decision-unreached', { address: from, subject: keyAfter }, detail);
  });
  const merged = conflicts.map(({ key, decisions }) =>
    finding(
      'redirects',
      'decisions-merged',
      { address: decisions[0]?.from ?? '', subject: key },
      decisions
        .slice(0, 5)
        .map((one) => `${one.from}: ${answerText(one)}`)
        .join('; '),
    ),
  );
  return [...unreached, ...merged];
}

/** A decision and where it stands, in a line. */
export function answerText({ decision, to, source }: NamedDecision): string {
  return `${decision}${to === null ? '' : ` to ${to}`} (${source})`;
}

/** The key of an address on the agency's own hosts; undefined for others and for what is no address. */
function keyOn(address: string, rules: KeyRules): string | undefined {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  const key = urlKey(address, rules);
  return Object.hasOwn(rules.hosts, key.slice(0, key.indexOf('/'))) ? key : undefined;
}

/** Which keys came from, or went to, more than one. Keys are kept as hashes of 52 bits. */
class Meetings {
  readonly met = new Set<number>();
  readonly examples: KeyExample[] = [];
  readonly #first = new Map<number, number>();

  get size(): number {
    return this.#first.size;
  }

  note(key: string, other: string, address: string): void {
    const hash = hash52(key);
    const otherHash = key === other ? hash : hash52(other);
    const first = this.#first.get(hash);
    if (first === undefined) {
      this.#first.set(hash, otherHash);
    } else if (first !== otherHash && !this.met.has(hash)) {
      this.met.add(hash);
      if (this.examples.length < mostExamples) this.examples.push({ key, address, other });
    }
  }
}

class MovingDecisions {
  readonly #decisions: MovedDecision[] = [];
  readonly #byOld = new Map<string, MovedDecision[]>();
  readonly #byNew = new Map<string, MovedDecision[]>();

  constructor(decisions: Iterable<NamedDecision>, before: KeyRules, after: KeyRules) {
    for (const one of decisions) {
      const keyBefore = keyOn(one.from, before) ?? '';
      const keyAfter = keyOn(one.from, after) ?? '';
      const counts = { addressesBefore: 0, addressesAfter: 0, lost: null, gained: null };
      const moved = { ...one, keyBefore, keyAfter, ...counts };
      this.#decisions.push(moved);
      put(this.#byOld, keyBefore, moved);
      put(this.#byNew, keyAfter, moved);
    }
  }

  note(address: string, old: string | undefined, now: string | undefined): void {
    for (const one of (old === undefined ? undefined : this.#byOld.get(old)) ?? []) {
      one.addressesBefore += 1;
      if (now !== one.keyAfter) one.lost ??= { address, key: now ?? 'no key of this agency' };
    }
    for (const one of (now === undefined ? undefined : this.#byNew.get(now)) ?? []) {
      one.addressesAfter += 1;
      if (old !== one.keyBefore) one.gained ??= address;
    }
  }

  report(): DecisionMoves {
    const all = this.#decisions;
    const died = all.filter((one) => one.addressesBefore > 0 && one.addressesAfter === 0);
    const narrowed = all.filter((one) => one.lost !== null && one.addressesAfter > 0);
    const widened = all.filter((one) => one.gained !== null);
    return { decisions: all.length, died, narrowed, widened, conflicts: this.#conflicts() };
  }

  #conflicts(): DecisionMoves['conflicts'] {
    return [...this.#byNew]
      .filter(
        ([key, met]) =>
          key !== '' && !agree(met) && new Set(met.map((one) => one.keyBefore)).size > 1,
      )
      .map(([key, met]) => ({
        key,
        decisions: met.map(({ source, from, decision, to }) => ({ source, from, decision, to })),
      }));
  }
}

function agree(decisions: readonly NamedDecision[]): boolean {
  return new Set(decisions.map(({ decision, to }) => `${decision} ${to ?? ''}`)).size === 1;
}

function put(map: Map<string, MovedDecision[]>, key: string, one: MovedDecision): void {
  const known = map.get(key);
  if (known) known.push(one);
  else map.set(key, [one]);
}

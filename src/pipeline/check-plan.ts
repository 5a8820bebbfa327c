import { createHash } from 'node:crypto';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import type { AskedSpelling } from '../probe/ask-spellings.ts';
import { madeUpPath } from '../probe/made-up-address.ts';
import {
  expectedAnswers,
  expectedOfUnknown,
  served,
  type TableTerms,
  unknown,
} from '../redirects/expected-answer.ts';
import { type HostWide, hostWideAnswers } from '../redirects/host-wide.ts';
import { spellingsOf } from '../redirects/spellings.ts';
import type { CheckTarget } from '../store/check-db.ts';
import { chosenTitle } from '../store/pages.ts';
import { redirectBatch, redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { hash64 } from '../text/hash.ts';
import { compareKeys } from '../text/key-order.ts';
import type { KeyRules } from '../text/url-key.ts';

/** Class of addresses that nobody had. */
export const madeUp = 'made-up';

/** A request to make, or the end of all requests for a key, with what is looked at later. */
export type CheckItem =
  | { ask: AskedSpelling; key: string; keyHost: string }
  | { ask: null; key: string; target: Omit<CheckTarget, 'id'> | null };

/** What is asked of which site. */
export interface CheckPlan {
  db: SiteDb;
  mapping: Mapping;
  rules: KeyRules;
  tables: TableTerms;
  allowedHosts: readonly string[];
  /** Spelling classes, null for all. */
  classes: ReadonlySet<string> | null;
  /** Keys chosen by a sample, in the order of keys; null for all. */
  sample: readonly string[] | null;
}

/** Sorts before every key: the made-up addresses come first. */
const beforeKeys = ' ';

/** All requests of a check whose keys come after `cursor`, in the order of keys. */
export function* checkItems(plan: CheckPlan, cursor: string): Generator<CheckItem> {
  const { mapping, rules, tables, classes } = plan;
  const wide = hostWideAnswers(mapping, plan.allowedHosts);
  if (cursor === '') yield* madeUpItems(plan, wide);
  const aliases = mapping.hosts.flatMap((host) => host.aliases);
  for (const redirect of chosenRedirects(plan, cursor)) {
    const { key } = redirect;
    const keyHost = key.slice(0, key.indexOf('/'));
    const usual = expectedAnswers(redirect, tables);
    const hostWide = wide.find(({ host }) => host === keyHost);
    for (const { class: name, host, target } of spellingsOf(redirect, rules, aliases)) {
      if (classes !== null && !classes.has(name)) continue;
      const expected = expectedFor(redirect, usual, hostWide, tables, target);
      yield { ask: { class: name, host, target, expected }, key, keyHost };
    }
    yield { ask: null, key, target: targetOf(plan.db, redirect, usual[0].location) };
  }
}

type Expected = AskedSpelling['expected'];

/** As decided, but for what depends on how the request is spelled, or is answered by the server itself. */
function expectedFor(
  { key, source, decision }: Redirect,
  usual: Expected,
  hostWide: HostWide | undefined,
  tables: TableTerms,
  target: string,
): Expected {
  if (/^[^/]*\/(?:robots\.txt|kosh-sitemap\d*\.xml)$/i.test(key))
    return [served, unknown, ...usual];
  // A host-wide answer is given to what is unresolved too, and may carry the path as it was asked for.
  if (!hostWide || (source !== 'host' && decision !== 'unresolved')) return usual;
  return [...usual, ...expectedOfUnknown(hostWide, `http://${hostWide.host}${target}`, tables)];
}

/** One address that nobody had at each name of each host: an empty table shows there, and a server that was not told of the name. */
function* madeUpItems(
  { mapping, classes, tables }: CheckPlan,
  wide: readonly HostWide[],
): Generator<CheckItem> {
  if (classes === null || classes.has(madeUp)) {
    for (const { host, aliases } of mapping.hosts) {
      const hostWide = wide.find((one) => one.host === host);
      for (const name of [host, ...aliases]) {
        const target = madeUpPath(name);
        const expected = expectedOfUnknown(hostWide, `http://${name}${target}`, tables);
        const ask = { class: madeUp, host: name, target, expected };
        yield { ask, key: host + target, keyHost: host };
      }
    }
  }
  yield { ask: null, key: beforeKeys, target: null };
}

function* chosenRedirects({ db, sample }: CheckPlan, cursor: string): Generator<Redirect> {
  if (sample !== null) {
    for (const key of sample) {
      const redirect = compareKeys(key, cursor) > 0 ? redirectOf(db, key) : undefined;
      if (redirect) yield redirect;
    }
    return;
  }
  for (let after = cursor; ; ) {
    const batch = redirectBatch(db, after);
    const last = batch.at(-1);
    if (!last) return;
    after = last.key;
    yield* batch;
  }
}

const sha256 = /^[0-9a-f]{64}$/;

/** Home pages and sections have other titles on the portal: only items are compared. */
function targetOf(
  db: SiteDb,
  { key, lang, itemId }: Redirect,
  location: string | null,
): Omit<CheckTarget, 'id'> | null {
  if (location === null) return null;
  const isFile = itemId !== null && sha256.test(itemId);
  const isItem = itemId !== null && !isFile;
  const title = isItem ? (chosenTitle(db, key, lang) ?? '') : '';
  return { address: location, key, title, isFile };
}

/** Which addresses a check is content with: some by chance, or those that logs ask for most. */
export type CheckSample = { number: number; seed: number } | { mostHit: number };

/** What all decisions of an agency are together, and which of them a sample holds. */
export interface SurveyedDecisions {
  number: number;
  /** Changes with any decision. */
  digest: string;
  /** Keys of a sample in their order; null without one. */
  sample: string[] | null;
}

/**
 * Reads all decisions once. A sample by chance is the keys whose hashes with the seed are smallest: the same for the same
 * decisions and seed. Keys that nobody asked for are never among the most hit.
 */
export function surveyDecisions(
  redirects: Iterable<Redirect>,
  sample: CheckSample | null,
  hitsOf: (key: string) => number,
): SurveyedDecisions {
  const digest = createHash('sha256');
  const drawn = sample === null ? null : new DrawnKeys(rankBy(sample, hitsOf));
  let number = 0;
  for (const redirect of redirects) {
    const { key, decision, target, provisional, spellings } = redirect;
    digest.update(JSON.stringify([key, decision, target, provisional, spellings]));
    number++;
    drawn?.offer(key);
  }
  return { number, digest: digest.digest('hex'), sample: drawn?.keys() ?? null };
}

interface Ranking {
  most: number;
  /** Smallest first; undefined for what is never drawn. */
  rankOf: (key: string) => string | number | undefined;
}

function rankBy(sample: CheckSample, hitsOf: (key: string) => number): Ranking {
  if ('mostHit' in sample) {
    return { most: sample.mostHit, rankOf: (key) => -hitsOf(key) || undefined };
  }
  return { most: sample.number, rankOf: (key) => hash64(`${sample.seed} ${key}`) };
}

/** The keys that rank first among many, without holding all of them. */
class DrawnKeys {
  readonly #ranking: Ranking;
  #drawn: [rank: string | number, key: string][] = [];

  constructor(ranking: Ranking) {
    this.#ranking = ranking;
  }

  offer(key: string): void {
    const rank = this.#ranking.rankOf(key);
    if (rank === undefined) return;
    this.#drawn.push([rank, key]);
    if (this.#drawn.length >= 2 * this.#ranking.most + 1000) this.#cut();
  }

  keys(): string[] {
    this.#cut();
    return this.#drawn.map(([, key]) => key).sort(compareKeys);
  }

  #cut(): void {
    this.#drawn.sort(([a, first], [b, second]) =>
      a === b ? compareKeys(first, second) : a < b ? -1 : 1,
    );
    this.#drawn.length = Math.min(this.#drawn.length, this.#ranking.most);
  }
}

import type { LanguageFact, ParameterFact, Told } from '../model/site-facts.ts';
import type { VariantCookie } from '../model/variant.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';
import { isLanguageCookie } from './language-marks.ts';
import { type ProbePage, showsSame } from './probe-page.ts';
import type { ProbePool } from './probe-pool.ts';
import type { ProbeReader } from './probe-reader.ts';
import {
  languageParameters,
  otherCase,
  parameterCounts,
  tellCase,
  trialsOf,
  verdictOf,
} from './probe-trials.ts';

/** Pages kept back for trials of letter case, parameters and cookies. */
export const trialPages = { case: 2, parameters: 8, cookies: 3 };
const hops = 5;
const mostParameters = 40;

/** What was read so far, and what reads on. */
export interface Visit {
  reader: ProbeReader;
  pool: ProbePool;
  read: ProbePage[];
}

interface Pair {
  page: ProbePage;
  other: ProbePage;
}

/** Reads on until only `keep` pages of the budget are left. */
export async function walk(visit: Visit, keep: number): Promise<void> {
  const { reader, pool } = visit;
  while (reader.left > keep) {
    const address = pool.next((one) => reader.allows(one));
    if (address === undefined) return;
    await readInto(address, visit);
  }
}

/** Reads an address, and what it redirects to within the site. */
async function readInto(
  start: string,
  { reader, pool, read }: Visit,
): Promise<ProbePage | undefined> {
  let address: string | undefined = start;
  for (let hop = 0; hop <= hops && address !== undefined; hop++) {
    pool.visit(address);
    const page: ProbePage | undefined = await reader.read(address);
    if (page === undefined) return undefined;
    read.push(page);
    pool.addLinks(page);
    if (page.location === null) return page;
    const next: string | undefined = pool.cleaned(page.location);
    address = next === undefined || pool.wasVisited(next) ? undefined : next;
  }
  return undefined;
}

/** Asks for pages in other letter case. */
export async function tryCase(
  reader: ProbeReader,
  read: readonly ProbePage[],
): Promise<Told<boolean> | null> {
  const answers: Pair[] = [];
  for (const page of read) {
    const address = page.status === 200 ? otherCase(page.address) : undefined;
    if (address === undefined || !reader.allows(address)) continue;
    const other = await reader.read(address);
    if (other !== undefined) answers.push({ page, other });
    if (answers.length === trialPages.case) break;
  }
  return tellCase(answers);
}

/** Tells the query parameters that addresses carry, the most frequent tried with other values. */
export async function tryParameters(visit: Visit): Promise<ParameterFact[]> {
  const everything = visit.pool.everything;
  const languages = languageParameters(everything);
  const last = visit.reader.left - trialPages.parameters - trialPages.cookies;
  const facts: ParameterFact[] = [];
  for (const [name, count] of parameterCounts(everything).slice(0, mostParameters)) {
    if (languages.has(name)) {
      facts.push({ name, verdict: 'language', reason: `in ${count} addresses` });
    } else {
      const mayRead = () => visit.reader.left > Math.max(last, trialPages.cookies);
      const answers = isNoiseParameter(name) ? [] : await tryParameter(name, visit, mayRead);
      facts.push(verdictOf(name, count, answers));
    }
  }
  return facts;
}

/** Pages with other values of a parameter, until two of them differ. */
async function tryParameter(name: string, visit: Visit, mayRead: () => boolean): Promise<Pair[]> {
  const { pool, read } = visit;
  const isRead = read.some(
    (page) => page.status === 200 && new URL(page.address).searchParams.has(name),
  );
  if (!isRead && mayRead()) {
    const first = pool.named.find(
      (one) => new URL(one).searchParams.has(name) && !pool.wasVisited(one),
    );
    if (first !== undefined) await readInto(first, visit);
  }
  const answers: Pair[] = [];
  for (const { address, other: twin } of trialsOf(name, read, pool.named)) {
    const known = read.find((one) => one.address === twin);
    const other = known ?? (mayRead() ? await readInto(twin, visit) : undefined);
    const page = read.find((one) => one.address === address);
    if (page === undefined || other === undefined) continue;
    answers.push({ page, other });
    if (!showsSame(page, other)) break;
  }
  return answers;
}

/** Asks for the home page with each cookie by which the site seems to choose a language. */
export async function tryCookies(
  reader: ProbeReader,
  read: readonly ProbePage[],
): Promise<LanguageFact[]> {
  const home = read.find((page) => page.status === 200);
  if (home === undefined) return [];
  const facts: LanguageFact[] = [];
  for (const cookie of languageCookies(read).slice(0, trialPages.cookies)) {
    const page = await reader.read(home.address, cookie);
    if (!page || page.lang === 'und' || page.lang === home.lang || showsSame(page, home)) continue;
    const reason = `the home page with it is ${page.lang}, without ${home.lang}`;
    facts.push({ lang: page.lang, mark: { by: 'cookie', cookie }, reason });
  }
  return facts;
}

/** Distinct cookies that answers set under the name of a language. */
function languageCookies(read: readonly ProbePage[]): VariantCookie[] {
  const cookies = new Map<string, VariantCookie>();
  for (const [field, line] of read.flatMap((page) => page.fields)) {
    if (field.toLowerCase() !== 'set-cookie') continue;
    const [, name = '', value = ''] = /^([\w.-]+)=([\w.-]{1,40})/.exec(line) ?? [];
    if (isLanguageCookie(name) && value !== '') cookies.set(`${name}=${value}`, { name, value });
  }
  return [...cookies.values()];
}

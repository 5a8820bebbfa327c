import type { LanguageFact, ParameterFact, SiteFacts, Told } from '../model/site-facts.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';
import { tellCms } from './cms-signatures.ts';
import { isLanguageCookie, tellDefaultLanguage, tellLanguages } from './language-marks.ts';
import { estimateSite } from './probe-estimate.ts';
import { tellNames } from './probe-names.ts';
import { type ProbePage, showsSame } from './probe-page.ts';
import { ProbePool } from './probe-pool.ts';
import type { ProbeReader } from './probe-reader.ts';
import { countSitemap } from './probe-sitemap.ts';
import {
  languageParameters,
  otherCase,
  parameterCounts,
  tellCase,
  trialsOf,
  verdictOf,
} from './probe-trials.ts';

/** The site did not answer, or forbids all of it. */
export class ProbeFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProbeFailure';
  }
}

/** Pages kept back for trials of letter case, parameters and cookies. */
const trialPages = { case: 2, parameters: 8, cookies: 3 };
const hops = 5;
const mostParameters = 40;

/**
 * Reads some pages of a site, each of another language and template where it can, tries what the addresses
 * leave open, and tells what a mapping needs to know. Throws ProbeFailure when there is no home page.
 */
export async function probeSite(
  host: string,
  reader: ProbeReader,
  ratePerSecond: number,
): Promise<SiteFacts> {
  const { home, origin, seen } = await findHome(host, reader);
  const notes: string[] = [];
  const aliases = await findAliases(host, origin, home, seen, reader, notes);
  const places = new Set([new URL(origin).host, host, ...aliases.map((one) => one.value)]);
  const pool = new ProbePool(origin, places);
  const sitemap = await countSitemap(origin, reader, pool);
  const read = [home];
  const visit = { reader, pool, read };
  pool.visit(home.address);
  pool.addLinks(home);
  const kept = trialPages.case + trialPages.parameters + trialPages.cookies;
  await walk(visit, Math.min(kept, Math.floor(reader.left / 2)));
  const caseInsensitive = await tryCase(reader, read);
  const parameters = await tryParameters(visit);
  const cookies = await tryCookies(reader, read);
  await walk(visit, 0);
  const pages = read.filter((page) => page.status === 200 && page.html !== '');
  const languages = tellLanguages(pages, pool.named);
  const facts = [...languages.facts, ...cookies];
  return {
    asked: host,
    host: new URL(origin).host,
    origin,
    aliases,
    requests: reader.requests,
    pages: pages.length,
    languages: facts,
    defaultLanguage: tellDefaultLanguage(pages, facts),
    cms: tellCms(pages),
    charset: tellCharset(pages),
    caseInsensitive,
    parameters,
    sitemap,
    crawlDelay: (await reader.access(origin)).crawlDelay,
    names: tellNames(pages),
    estimate: estimateSite({
      pages,
      namedBy: pages.map((page) => pool.pagesNamedBy(page)),
      named: pool.named,
      files: pool.files,
      isComplete: pool.next((address) => reader.allows(address)) === undefined,
      sitemap: sitemap?.value ?? null,
      ratePerSecond,
      crawlDelay: (await reader.access(origin)).crawlDelay,
    }),
    notes: [...notes, ...languages.notes, ...hostNotes(pool, new URL(origin).host)],
  };
}

interface Home {
  home: ProbePage;
  origin: string;
  /** Hosts that the home page was redirected through. */
  seen: Map<string, string>;
}

/** The home page: http first, https when http is silent; redirects within the site are followed. */
async function findHome(host: string, reader: ProbeReader): Promise<Home> {
  const failures: string[] = [];
  for (const scheme of ['http', 'https']) {
    const access = await reader.access(`${scheme}://${host}`);
    if (!access.isReachable) {
      failures.push(`${scheme}: ${access.detail}`);
      continue;
    }
    const found = await followHome(`${scheme}://${host}/`, host, reader);
    if (typeof found !== 'string') return found;
    failures.push(`${scheme}: ${found}`);
  }
  throw new ProbeFailure(failures.join('; '));
}

async function followHome(
  start: string,
  host: string,
  reader: ProbeReader,
): Promise<Home | string> {
  const seen = new Map<string, string>();
  let address = start;
  for (let hop = 0; hop <= hops; hop++) {
    const page = await reader.read(address);
    if (page === undefined) return `${address} may not be read (robots.txt) or gives no answer`;
    if (page.location === null) {
      if (page.status === 200 && page.html !== '')
        return { home: page, origin: new URL(address).origin, seen };
      return `${address} answers with HTTP ${page.status}`;
    }
    const next = new URL(page.location);
    if (bare(next.host) !== bare(host))
      return `${address} redirects to another site, ${page.location}`;
    if (next.host !== new URL(address).host) {
      seen.set(new URL(address).host, `redirects to ${next.origin}`);
    }
    address = page.location;
  }
  return `${start} redirects in a circle`;
}

function bare(host: string): string {
  return host.replace(/^www\./, '');
}

/** The www or bare name of the host, when it redirects to the site or shows the same home page. */
async function findAliases(
  host: string,
  origin: string,
  home: ProbePage,
  seen: ReadonlyMap<string, string>,
  reader: ProbeReader,
  notes: string[],
): Promise<Told<string>[]> {
  const canonical = new URL(origin).host;
  const aliases = [...seen].map(([value, reason]) => ({ value, reason }));
  const twin = canonical.startsWith('www.') ? bare(canonical) : `www.${canonical}`;
  if (/^(?:\d+\.){3}\d+(?::\d+)?$/.test(host) || aliases.some((one) => one.value === twin))
    return aliases;
  const { protocol, pathname, search } = new URL(home.address);
  const page = await reader.read(`${protocol}//${twin}${pathname}${search}`);
  if (page === undefined) notes.push(`${twin} gives no answer: no alias`);
  else if (page.location !== null && new URL(page.location).host === canonical) {
    aliases.push({ value: twin, reason: `redirects to ${canonical}` });
  } else if (showsSame(page, home))
    aliases.push({ value: twin, reason: 'shows the same home page' });
  else
    notes.push(`${twin} answers with HTTP ${page.status} and another page: no alias, look at it`);
  return aliases;
}

/** What was read so far, and what reads on. */
interface Visit {
  reader: ProbeReader;
  pool: ProbePool;
  read: ProbePage[];
}

interface Pair {
  page: ProbePage;
  other: ProbePage;
}

/** Reads on until only `keep` pages of the budget are left. */
async function walk(visit: Visit, keep: number): Promise<void> {
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

async function tryCase(
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

async function tryParameters(visit: Visit): Promise<ParameterFact[]> {
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
async function tryCookies(
  reader: ProbeReader,
  read: readonly ProbePage[],
): Promise<LanguageFact[]> {
  const cookies = new Map<string, { name: string; value: string }>();
  for (const { fields } of read) {
    for (const [field, line] of fields) {
      if (field.toLowerCase() !== 'set-cookie') continue;
      const [, name = '', value = ''] = /^([\w.-]+)=([\w.-]{1,40})/.exec(line) ?? [];
      if (isLanguageCookie(name) && value !== '') cookies.set(`${name}=${value}`, { name, value });
    }
  }
  const home = read.find((page) => page.status === 200);
  const facts: LanguageFact[] = [];
  for (const cookie of [...cookies.values()].slice(0, trialPages.cookies)) {
    const page = home && (await reader.read(home.address, cookie));
    if (!page || page.lang === 'und' || page.lang === home.lang || showsSame(page, home)) continue;
    const reason = `the home page with it is ${page.lang}, without ${home.lang}`;
    facts.push({ lang: page.lang, mark: { by: 'cookie', cookie }, reason });
  }
  return facts;
}

function tellCharset(pages: readonly ProbePage[]): Told<string> | null {
  const counts = new Map<string, number>();
  for (const { encoding, html } of pages) {
    // Pages of ASCII alone say nothing.
    if (/[^\x00-\x7f]/.test(html)) counts.set(encoding, (counts.get(encoding) ?? 0) + 1);
  }
  // KZ-1048 reads windows-1251 without Kazakh letters too: one page of it tells for all.
  const kazakh = counts.get('kz-1048') ?? 0;
  const russian = counts.get('windows-1251') ?? 0;
  if (kazakh > 0 && russian > 0) {
    counts.delete('windows-1251');
    counts.set('kz-1048', kazakh + russian);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  if (best === undefined) return null;
  return { value: best[0], reason: `${best[1]} of ${pages.length} pages read` };
}

/** Hosts that pages name and that share a word with this one: other sites of the agency, or of the same region. */
function hostNotes(pool: ProbePool, canonical: string): string[] {
  const words = (host: string) =>
    bare(host)
      .split(/[.:-]/)
      .filter((label) => label.length > 3 && !/^(?:info|site|portal)$/.test(label));
  const own = new Set(words(canonical));
  return pool.otherHosts
    .filter(([host]) => words(host).some((word) => own.has(word)))
    .slice(0, 8)
    .map(
      ([host, times]) => `${host} is named ${times} times: add it to hosts if it is the same agency's`,
    );
}

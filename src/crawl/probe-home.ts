import type { Told } from '../model/site-facts.ts';
import { type ProbePage, showsSame } from './probe-page.ts';
import type { ProbeReader } from './probe-reader.ts';

/** The site did not answer, or forbids all of it. */
export class ProbeFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProbeFailure';
  }
}

const hops = 5;

/** Where a site is served. */
export interface Home {
  home: ProbePage;
  origin: string;
  /** Hosts that the home page was redirected through. */
  seen: Map<string, string>;
}

/** The home page: http first, https when http is silent; redirects within the site are followed. */
export async function findHome(host: string, reader: ProbeReader): Promise<Home> {
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

/** The host without `www.`. */
export function bare(host: string): string {
  return host.replace(/^www\./, '');
}

/** The www or bare name of the host, when it redirects to the site or shows the same home page. */
export async function findAliases(
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

import type { SiteFacts, Told } from '../model/site-facts.ts';
import { foldRomanisation } from '../text/transliterate.ts';
import { tellCms } from './cms-signatures.ts';
import { tellDefaultLanguage, tellLanguages } from './language-marks.ts';
import { estimateSite } from './probe-estimate.ts';
import { bare, findAliases, findHome } from './probe-home.ts';
import { tellNames } from './probe-names.ts';
import type { ProbePage } from './probe-page.ts';
import { ProbePool } from './probe-pool.ts';
import type { ProbeReader } from './probe-reader.ts';
import { countSitemap } from './probe-sitemap.ts';
import { trialPages, tryCase, tryCookies, tryParameters, walk } from './probe-visit.ts';

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
      copies: pool.everything.length - pool.named.length,
      files: pool.files,
      isComplete: pool.next((address) => reader.allows(address)) === undefined,
      sitemap: sitemap?.value ?? null,
      ratePerSecond,
      crawlDelay: (await reader.access(origin)).crawlDelay,
    }),
    notes: [...notes, ...languages.notes, ...hostNotes(pool, new URL(origin).host)],
  };
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
      .filter((label) => label.length > 3 && !/^(?:info|site|portal)$/.test(label))
      .map(foldRomanisation);
  const own = new Set(words(canonical));
  return pool.otherHosts
    .filter(([host]) => words(host).some((word) => own.has(word)))
    .slice(0, 8)
    .map(
      ([host, times]) =>
        `${host} is named ${times} times: add it to hosts if it is the same agency's`,
    );
}

import { UserError } from '../../errors.ts';
import type { Language } from '../../model/language.ts';
import type { Mapping } from '../../model/mapping.ts';
import type { Redirect } from '../../model/redirect.ts';
import { fillTemplate } from '../target.ts';
import { certificateNames } from './certificate-names.ts';
import { csvRecord } from './csv-record.ts';
import { type EmittedFile, hostFileName } from './emitted-file.ts';
import type { EmissionCounts, EmitterOptions } from './emitter.ts';
import { hostOfKey } from './key-requests.ts';
import { gonePage, notFoundPage } from './pages.ts';
import { PendingLines } from './pending-lines.ts';
import { OldSitemap } from './sitemap.ts';

/** One host of an agency, and its name as part of file names. */
export interface ClosedHost {
  /** Canonical host, with a port when the site was served on one. */
  host: string;
  aliases: readonly string[];
  file: string;
}

/** A row that a format cannot hold. `reason` is one of few, since rows are counted by it; `detail` is free. */
export interface RefusedRow {
  address: string;
  target: string;
  reason: string;
  detail?: string;
}

/** A file and the path of its host at which a server answers with it. */
export interface ServedFile {
  path: string;
  file: string;
  type: string;
}

/** What the guide of a server says beside what all of them say. */
export interface Guide {
  /** Name and least version of the server. */
  server: string;
  /** How the files are put to use. */
  use: readonly string[];
  /** What is answered to what. */
  answers: readonly string[];
  /** Counts of this server alone, as `name: number`. */
  counts: readonly string[];
}

const refusedName = 'not-representable.csv';

/**
 * The files that a closed site has whatever server answers for it: pages for 404 and 410, robots.txt, sitemaps of what
 * redirects, names that need certificates, rows that the format cannot hold, a guide. An emitter tells it of rows as
 * they pass, takes `pieces()` now and then, and `rest()` at the end.
 */
export class ClosedSite {
  readonly hosts: readonly ClosedHost[];
  readonly #options: EmitterOptions;
  readonly #pending = new PendingLines();
  readonly #sitemaps: Map<string, OldSitemap>;
  readonly #refused: Record<string, number>;
  readonly #longestServed: number;

  /**
   * `refused` is counted up by reason. Sitemaps with a file longer than `longestServed` are made, but neither served nor told to
   * robots. Throws a UserError for a mapping whose host names are none.
   */
  constructor(
    options: EmitterOptions,
    { refused }: Pick<EmissionCounts, 'refused'>,
    longestServed = Number.POSITIVE_INFINITY,
  ) {
    this.#longestServed = longestServed;
    this.hosts = closedHosts(options.mapping);
    this.#options = options;
    this.#refused = refused;
    this.#sitemaps = new Map(
      this.hosts.map(({ host, file }) => [host, new OldSitemap(host, file, this.#pending)]),
    );
    const heading = csvRecord(['old_url', 'new_url', 'reason', 'detail']);
    this.#pending.add(refusedName, `\ufeff${heading}`);
  }

  /** Lists and counts a row that the format cannot hold. */
  refuse({ address, target, reason, detail }: RefusedRow): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    this.#pending.addLine(refusedName, csvRecord([address, target, reason, detail ?? '']));
  }

  /** Lists every address of a decision as one that the format cannot hold. */
  refuseAll(redirect: Redirect, reason: string, detail?: string): void {
    const { spellings, key, target } = redirect;
    for (const address of spellings.length > 0 ? spellings : [`http://${key}`]) {
      this.refuse({ address, target: target ?? '', reason, ...(detail && { detail }) });
    }
  }

  /** Puts a decision that the tables answer with a redirect into the sitemap of its host. */
  redirects(redirect: Redirect): void {
    this.#sitemaps.get(hostOfKey(redirect.key))?.add(redirect);
  }

  /** What has gathered, as pieces of files, so that it need not be held; nothing while it is little. */
  *pieces(): Generator<EmittedFile> {
    if (this.isDue) yield* this.#pending.take();
  }

  /** Tells whether `pieces` has any; asked for each decision, it costs less than they. */
  get isDue(): boolean {
    return this.#pending.isDue;
  }

  /** The files that a host answers with at paths of its own: robots.txt and sitemaps, whole once all rows have passed. */
  served({ host, file }: ClosedHost): ServedFile[] {
    const sitemaps = this.#servedSitemap(host)?.served ?? [];
    return [
      { path: '/robots.txt', file: `${file}.robots.txt`, type: 'text/plain' },
      ...sitemaps.map((one) => ({ ...one, type: 'application/xml' })),
    ];
  }

  /** All that is left, once every row has passed. */
  *rest(guide: Guide, counts: EmissionCounts): Generator<EmittedFile> {
    for (const sitemap of this.#sitemaps.values()) sitemap.close();
    yield* this.#pending.take();
    const { mapping, portal, archiveTemplate } = this.#options;
    for (const { host, file } of this.hosts) {
      const index = this.#servedSitemap(host)?.index;
      yield { name: `${file}.robots.txt`, lines: robotsLines(portal.base, index) };
    }
    const page = (lang: Language) => fillTemplate(portal.search, { base: portal.base, lang });
    const search = { kk: page('kk'), ru: page('ru'), en: page('en') };
    yield { name: 'not-found.html', lines: notFoundPage(search) };
    yield { name: 'gone.html', lines: gonePage(search, archiveTemplate) };
    yield { name: 'certificate-names.txt', lines: certificateNames(mapping.hosts) };
    yield { name: 'README.txt', lines: this.#readme(guide, counts) };
  }

  #servedSitemap(host: string): OldSitemap | undefined {
    const sitemap = this.#sitemaps.get(host);
    return sitemap && sitemap.longest <= this.#longestServed ? sitemap : undefined;
  }

  #readme(guide: Guide, counts: EmissionCounts): string[] {
    const names = this.hosts.flatMap(({ host, aliases }) => [host, ...aliases]);
    const tooLong = [...this.#sitemaps.values()].reduce((sum, one) => sum + one.tooLong, 0);
    const refused = Object.entries(counts.refused).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      `Redirects of ${this.#options.mapping.id} for ${guide.server}`,
      '',
      `Hosts: ${names.join(', ')}`,
      'Names that need certificates, when this server ends TLS: certificate-names.txt',
      '',
      'To use them',
      ...guide.use,
      '',
      'Answers',
      ...guide.answers,
      '- /robots.txt lets search engines in, so that they learn of the move, and names the sitemap of what redirects.',
      '',
      'Counts',
      ...guide.counts.map((line) => `- ${line}`),
      `- rows with targets that the portal has not named: ${counts.provisional}`,
      `- addresses left out until the portal names their targets: ${counts.held}`,
      `- addresses without a decision: ${counts.unresolved}`,
      ...refused.map(([reason, count]) => `- in ${refusedName}: ${reason}: ${count}`),
      ...(tooLong > 0 ? [`- addresses too long for a sitemap: ${tooLong}`] : []),
    ];
  }
}

/** The hosts of a mapping. Throws a UserError for names that are none, before one could make a path or a directive. */
function closedHosts({ id, hosts }: Pick<Mapping, 'id' | 'hosts'>): ClosedHost[] {
  return hosts.map(({ host, aliases }) => {
    const file = hostFileName(host);
    const bad = file === undefined ? host : aliases.find((one) => hostFileName(one) === undefined);
    if (file === undefined || bad !== undefined) {
      throw new UserError(`mappings/${id}.yaml: ${bad} is no host name. Correct it.`);
    }
    return { host, aliases, file };
  });
}

/** Lets every robot in (RFC 9309): a redirect that may not be fetched is never learnt of. */
function robotsLines(base: string, sitemap: string | undefined): string[] {
  return [
    `# This site has moved to ${base.replace(/[^\x21-\x7e]/g, '')}`,
    'User-agent: *',
    'Disallow:',
    ...(sitemap === undefined ? [] : ['', `Sitemap: ${sitemap}`]),
  ];
}

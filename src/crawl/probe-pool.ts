import { isNoiseParameter } from '../text/noise-parameters.ts';
import { markKey, marksOf } from './language-marks.ts';
import { mayBePage, type ProbePage } from './probe-page.ts';
import { hasRepeatedSegments, templateOf, withoutSession } from './traps.ts';

const file =
  /\.(?:pdf|docx?|xlsx?|pptx?|rtf|odt|ods|zip|rar|7z|jpe?g|png|gif|bmp|svg|ico|css|js|mp[34]|avi|flv|swf|xml|rss|txt|gz)$/i;

/** More addresses tell a probe nothing new, and each choice looks through all of them. */
const mostAddresses = 10_000;

/** Addresses of a site that pages named, and which of them to read next. */
export class ProbePool {
  readonly #host: string;
  readonly #origin: string;
  readonly #places: ReadonlySet<string>;
  /** Address → how often it was named, in the order of first sight. */
  readonly #named = new Map<string, number>();
  readonly #files = new Set<string>();
  readonly #visited = new Set<string>();
  readonly #visits = new Map<string, number>();
  readonly #foreign = new Map<string, number>();

  /** `places` are the hosts that count as the site: its canonical host and aliases. */
  constructor(origin: string, places: ReadonlySet<string>) {
    this.#origin = origin;
    this.#host = new URL(origin).host;
    this.#places = places;
  }

  /** Takes in what a page names. */
  addLinks(page: ProbePage): void {
    for (const [address, hints] of page.links) this.add(address, mayBePage(hints));
  }

  /** Takes in one address, under the canonical origin and without its session. */
  add(address: string, isPage: boolean): void {
    const url = new URL(address);
    if (!this.#places.has(url.host)) {
      this.#foreign.set(url.host, (this.#foreign.get(url.host) ?? 0) + 1);
      return;
    }
    const clean = this.#clean(url);
    if (!isPage || file.test(url.pathname)) this.#addFile(clean);
    else if (this.#named.size < mostAddresses || this.#named.has(clean)) {
      this.#named.set(clean, (this.#named.get(clean) ?? 0) + 1);
    }
  }

  #addFile(address: string): void {
    if (this.#files.size < mostAddresses) this.#files.add(address);
  }

  /** The distinct addresses of pages that a page names, as the pool keeps them. */
  pagesNamedBy(page: ProbePage): string[] {
    const pages = new Set<string>();
    for (const [address, hints] of page.links) {
      const url = new URL(address);
      if (!this.#places.has(url.host) || !mayBePage(hints) || file.test(url.pathname)) continue;
      const clean = this.#clean(url);
      if (!hasNoise(clean)) pages.add(clean);
    }
    return [...pages];
  }

  /** An address of the site under its canonical origin, without its session. */
  cleaned(address: string): string | undefined {
    const url = new URL(address);
    return this.#places.has(url.host) ? this.#clean(url) : undefined;
  }

  #clean(url: URL): string {
    return withoutSession(this.#origin + url.pathname + url.search, []);
  }

  /** Marks an address as read or tried. */
  visit(address: string): void {
    this.#visited.add(address);
    const group = groupOf(address);
    this.#visits.set(group, (this.#visits.get(group) ?? 0) + 1);
  }

  wasVisited(address: string): boolean {
    return this.#visited.has(address);
  }

  /** Distinct addresses of pages, known noise parameters left out; pictures and files apart. */
  get named(): string[] {
    return [...this.#named.keys()].filter((address) => !hasNoise(address));
  }

  /** Distinct addresses with the copies for printing and the like. */
  get everything(): string[] {
    return [...this.#named.keys()];
  }

  get files(): number {
    return this.#files.size;
  }

  /** Other hosts that pages name, the most named first. */
  get otherHosts(): [host: string, times: number][] {
    return [...this.#foreign].filter(([host]) => host !== this.#host).sort((a, b) => b[1] - a[1]);
  }

  /**
   * The next address to read: of the language and template read least so far, so that thirty pages show as
   * many sides of a site as they can; the first named of them. undefined when all are read.
   */
  next(isAllowed: (address: string) => boolean): string | undefined {
    let best: { address: string; score: number } | undefined;
    for (const address of this.#named.keys()) {
      if (this.#visited.has(address) || hasNoise(address) || hasRepeatedSegments(address)) continue;
      const marks = marksOf(address).map(markKey).join(' ');
      const score =
        (this.#visits.get(groupOf(address)) ?? 0) * 4 + (this.#languages.get(marks) ?? 0);
      if ((best === undefined || score < best.score) && isAllowed(address))
        best = { address, score };
    }
    if (best !== undefined) {
      const marks = marksOf(best.address).map(markKey).join(' ');
      this.#languages.set(marks, (this.#languages.get(marks) ?? 0) + 1);
    }
    return best?.address;
  }

  readonly #languages = new Map<string, number>();
}

function groupOf(address: string): string {
  return templateOf(address);
}

function hasNoise(address: string): boolean {
  return [...new URL(address).searchParams.keys()].some(isNoiseParameter);
}

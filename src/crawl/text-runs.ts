import { RunHasher } from '../text/run-hash.ts';

const inline = new Set(
  'a abbr acronym b bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);
const silent = new Set(['script', 'style', 'noscript', 'title', 'option', 'textarea']);
const shortestRun = 40;
const maxRuns = 2000;

/**
 * Gathers the texts of a page that say whether it is news to the site: runs of 40 and more characters outside
 * links with digits masked, and the paths of its pictures. Hashes have 53 bits, so that they are exact
 * numbers; two of 4 million runs meet with a chance of 1 in 1,000.
 */
export class TextRuns {
  readonly #hashes = new Set<number>();
  readonly #run = new RunHasher();
  #links = 0;
  #silent = 0;

  open(name: string): void {
    if (!inline.has(name)) this.#flush();
    if (name === 'a') this.#links += 1;
    if (silent.has(name)) this.#silent += 1;
  }

  close(name: string): void {
    if (!inline.has(name)) this.#flush();
    if (name === 'a' && this.#links > 0) this.#links -= 1;
    if (silent.has(name) && this.#silent > 0) this.#silent -= 1;
  }

  text(text: string): void {
    if (this.#links === 0 && this.#silent === 0) this.#run.add(text);
  }

  /** A picture by its path: a query may be random (counters, captchas). */
  picture(href: string): void {
    const picture = new RunHasher();
    picture.addExact(`image ${href.split(/[?#]/, 1)[0] ?? ''}`);
    this.#add(picture.finish().hash);
  }

  finish(): number[] {
    this.#flush();
    return [...this.#hashes];
  }

  #flush(): void {
    const { length, hash } = this.#run.finish();
    if (length >= shortestRun) this.#add(hash);
  }

  #add(hash: number): void {
    if (this.#hashes.size < maxRuns) this.#hashes.add(hash);
  }
}

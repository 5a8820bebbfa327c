import { foldDateText } from '../text/dates-fold.ts';
import { detached } from '../text/hash.ts';
import { RecentMap } from '../text/recent-map.ts';
import { bits53, type HashedRun, RunHasher } from '../text/run-hash.ts';

const inline = new Set(
  'a abbr acronym b bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);
const silent = new Set(['script', 'style', 'noscript', 'title', 'option', 'textarea']);
/** Shorter runs may be made of a date and the page's own address: their words are looked at. */
const plainRun = 80;
const maxRuns = 2000;
const shortestTitle = 8;

/** What a page says, as hashes of 53 bits: exact numbers, two of 4 million meet with a chance of 1 in 1,000. */
export interface PageTexts {
  /** Its runs of text outside links, digits masked, and its pictures; what only repeats a date or the page's address is left out. */
  runs: number[];
  /** Threes: a run with figures in it as digits masked, the same with its figures, and how many these are. */
  figures: number[];
  /** Texts of its links with their digits, 32 bits each. */
  links: number[];
  /** Longer texts of links, digits masked: headlines, not numbers of pages and days. */
  titles: number[];
  /** All of it: two pages that show the same have the same. */
  whole: number;
}

/** What something says that is no page. */
export const noTexts: PageTexts = { runs: [], figures: [], links: [], titles: [], whole: 0 };

/**
 * Gathers the texts of a page that say whether it is news to the site. A trap has no end because it makes pages of
 * addresses: a calendar shows the date it was asked for, a search the words. So words of dates and of the page's
 * own address are no news, however new.
 */
export class TextRuns {
  readonly #runs = new Set<number>();
  readonly #figures = new Map<number, [masked: number, count: number]>();
  readonly #linkTexts = new Set<number>();
  readonly #titles = new Set<number>();
  readonly #run = new RunHasher();
  readonly #link = new RunHasher();
  readonly #own: ReadonlySet<string>;
  #parts: string[] = [];
  #partsLength = 0;
  #links = 0;
  #silent = 0;
  #wholeA = 0x9e3779b1;
  #wholeB = 0x85ebca6b;

  /** `address` is the page's own. */
  constructor(address: string) {
    this.#own = new Set(wordsOf(plainAddress(address)));
  }

  open(name: string): void {
    if (!inline.has(name)) this.#flush();
    if (name === 'a') this.#links += 1;
    if (silent.has(name)) this.#silent += 1;
  }

  close(name: string): void {
    if (!inline.has(name)) this.#flush();
    if (name === 'a' && this.#links > 0) {
      this.#links -= 1;
      this.#endLink();
    }
    if (silent.has(name) && this.#silent > 0) this.#silent -= 1;
  }

  text(text: string): void {
    if (this.#silent > 0) return;
    if (this.#links > 0) {
      this.#link.add(text);
      return;
    }
    this.#run.add(text);
    if (this.#partsLength <= plainRun) this.#parts.push(text);
    this.#partsLength += text.length;
  }

  /** A picture by its path: a query may be random (counters, captchas). */
  picture(href: string): void {
    const picture = new RunHasher();
    picture.addExact(`image ${href.split(/[?#]/, 1)[0] ?? ''}`);
    this.#add(picture.finish().hash);
  }

  finish(): PageTexts {
    this.#flush();
    this.#endLink();
    return {
      runs: [...this.#runs],
      figures: [...this.#figures].flatMap(([exact, [masked, count]]) => [masked, exact, count]),
      links: [...this.#linkTexts],
      titles: [...this.#titles],
      whole: bits53(this.#wholeA, this.#wholeB),
    };
  }

  #endLink(): void {
    const run = this.#link.finish();
    if (run.length === 0) return;
    this.#fold(run);
    if (this.#linkTexts.size >= maxRuns) return;
    this.#linkTexts.add((run.hash ^ run.numbers) >>> 0);
    if (run.length >= shortestTitle) this.#titles.add(run.hash);
  }

  #flush(): void {
    const run = this.#run.finish();
    if (run.length > 0) {
      this.#fold(run);
      if (run.length >= plainRun) this.#add(run.hash);
      else this.#addShort(this.#parts.join(''));
      if (run.figures > 0 && this.#figures.size < maxRuns) {
        const exact = bits53(run.hash | 0, run.numbers);
        this.#figures.set(exact, [bits53(run.hash | 0, 77), run.figures]);
      }
    }
    this.#parts = [];
    this.#partsLength = 0;
  }

  /** A short run counts by the words in it that are neither of a date nor of the page's address. */
  #addShort(text: string): void {
    const words = wordsOf(text).filter((word) => !this.#own.has(word));
    if (words.length === 0) return;
    const hasher = new RunHasher();
    hasher.addExact(words.join(' '));
    this.#add(hasher.finish().hash);
  }

  #fold(run: HashedRun): void {
    this.#wholeA = Math.imul(this.#wholeA ^ (run.hash | 0), 2654435761);
    this.#wholeB = Math.imul(this.#wholeB ^ (run.numbers + run.length), 1597334677) ^ this.#wholeA;
  }

  #add(hash: number): void {
    if (this.#runs.size < maxRuns) this.#runs.add(hash);
  }
}

// Headings, labels and cells stand on page after page.
const recentWords = new RecentMap<string, string[]>(2_000);

/** Words of three letters and more, dates left out, letters folded. */
function wordsOf(text: string): string[] {
  let words = recentWords.get(text);
  if (words === undefined) {
    words =
      foldDateText(text)
        .replace(/@\d\d[a-z]/g, ' ')
        .match(/\p{L}{3,}/gu) ?? [];
    recentWords.set(detached(text), words);
  }
  return words;
}

function plainAddress(address: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(address)).replaceAll('+', ' ');
  } catch {
    return address;
  }
}

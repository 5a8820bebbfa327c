import type { CheckKind } from '../model/redirect-check.ts';
import { notFoundText } from '../text/not-found-text.ts';
import { RecentMap } from '../text/recent-map.ts';
import { comparedWords, overlapOf, textShingles } from '../text/shingles.ts';
import { type Followed, followTarget, type Route } from './follow-target.ts';
import type { Verdict } from './judge-answer.ts';
import { madeUpLike, shapeOf } from './made-up-address.ts';
import { glanceAt, type PageGlance } from './page-glance.ts';
import { likeTitles, titleLikeness } from './title-likeness.ts';

/** An address that old ones redirect to. */
export interface Target {
  address: string;
  /** Titles of the old pages that lead there; none where they are not known. */
  titles: readonly string[];
  /** Bytes of a file are expected, not a page. */
  isFile: boolean;
}

const right: Verdict = { kind: 'right', expected: '', got: '' };
const keptShapes = 500;
/** Not-found pages are short: a long text that has such words in it speaks of something else. */
const shortWords = 200;
/** Share of five-word runs in common from which a page says what the portal says of nothing. */
const sameText = 0.9;
/** With fewer words a page is the shell of a script, which says nothing. */
const fewWords = 5;

/** Looks at what stands at targets; remembers how the portal answers to addresses of each shape that nothing stands at. */
export class TargetChecker {
  readonly #route: Route;
  readonly #missing = new RecentMap<string, Promise<PageGlance | undefined>>(keptShapes);

  constructor(route: Route) {
    this.#route = route;
  }

  /** Follows a target to its end and tells soft 404s and pages that have another title than the old ones. */
  async check(target: Target): Promise<Verdict> {
    const followed = await followTarget(target.address, this.#route);
    const fault = (kind: CheckKind, got: string, expected = '200'): Verdict => ({
      kind,
      expected,
      got: `${got}${hopsText(followed)}`,
    });
    if (followed.end === 'loop') return fault('loop', 'redirects without end');
    if (followed.end === 'outside') {
      return fault('not-reached', 'leads to a server that this check may not ask');
    }
    if (followed.end === 'no-answer') return fault('unreachable', followed.reason);
    const { status } = followed.answer;
    if (status === 429 || status === 503) return fault('refused', String(status));
    if (status !== 200) return fault('not-reached', String(status));
    const page = await glanceAt(followed.answer);
    if (target.isFile) {
      return page ? fault('soft-404', `a page: ${nameOf(page)}`, 'a file') : right;
    }
    // A document may stand there as it is.
    if (!page) return right;
    return (
      (await this.#saysNotFound(followed.hops.at(-1) ?? '', page, fault)) ??
      differs(page, target, fault)
    );
  }

  async #saysNotFound(
    address: string,
    page: PageGlance,
    fault: (kind: CheckKind, got: string) => Verdict,
  ): Promise<Verdict | undefined> {
    const words = comparedWords(page.text);
    const heads = [page.title, page.heading].some((one) => notFoundText.test(one));
    if (heads || (words.length <= shortWords && notFoundText.test(page.text))) {
      return fault('soft-404', `200 that says: ${nameOf(page)}`);
    }
    const missing = await this.#missingPage(address);
    if (!missing || !isSame(page, missing)) return undefined;
    return words.length < fewWords
      ? fault(
          'untellable',
          '200 with the same empty page for every address; look at it in a browser',
        )
      : fault('soft-404', `200 with the text of an address that does not exist: ${nameOf(page)}`);
  }

  /** The page that the portal shows with 200 where nothing stands; undefined when it says so by its status. */
  #missingPage(address: string): Promise<PageGlance | undefined> {
    const shape = shapeOf(address);
    const known = this.#missing.get(shape);
    if (known !== undefined) return known;
    const asked = followTarget(madeUpLike(address), this.#route).then(async (followed) =>
      followed.end === 'answer' && followed.answer.status === 200
        ? await glanceAt(followed.answer)
        : undefined,
    );
    this.#missing.set(shape, asked);
    return asked;
  }
}

function isSame(page: PageGlance, missing: PageGlance): boolean {
  const a = comparedWords(page.text);
  const b = comparedWords(missing.text);
  if (a.length < fewWords || b.length < fewWords) {
    return a.join(' ') === b.join(' ') && page.title === missing.title;
  }
  return overlapOf(textShingles(page.text), textShingles(missing.text)).jaccard >= sameText;
}

function differs(
  page: PageGlance,
  { titles }: Target,
  fault: (kind: CheckKind, got: string, expected: string) => Verdict,
): Verdict {
  const shown = [page.heading, page.title].filter((one) => one !== '');
  const other = titles.find((title) => titleLikeness(title, shown) < likeTitles);
  return other === undefined ? right : fault('other-title', `«${nameOf(page)}»`, `«${other}»`);
}

function nameOf({ heading, title, text }: PageGlance): string {
  return heading || title || text.slice(0, 100) || '(nothing)';
}

function hopsText({ hops }: Followed): string {
  if (hops.length < 2) return '';
  const shown = hops.length > 4 ? [...hops.slice(0, 3), '...', hops.at(-1)] : hops;
  return ` (by ${shown.join(' -> ')})`;
}

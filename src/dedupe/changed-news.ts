import { contactsOf } from '../text/numbers.ts';
import { type Addition, additionsTo } from './compare-copies.ts';
import type { SettledPage } from './dedupe-page.ts';
import type { PageTexts } from './page-texts.ts';
import { daysApart, titlesAgree } from './same-item.ts';

/** News of one event appear on sites within a week; later ones are of another year's event. */
const mostDays = 7;
/** Words in a row that a repost adds by itself: a line on source and photographs; a quotation has more. */
const mostAdded = 7;
/** Words of a sentence by which a site leads over to what it takes over; a quotation is none. */
const longestPreface = 24;
const quotation =
  /[«"“][^»"”]{12,}[»"”](?:,|\s+(?:[–—-]|де[дпй]|сказал|сообщил|отметил|said|says))/u;
/** Share of words that may be added in all: spelling, place names put in. */
const addedShare = 0.08;
/** Lines that sites put under what they take over. */
const sourceLine =
  /^(?:источник|дереккөз|дерек көзі|ақпарат көзі|source|по (?:материалам|информации|сообщению)|фото|сурет|photo|пресс-служба|баспасөз қызметі|толығырақ|подробнее|read more)/iu;

/**
 * Why a page is news of its own although its text is of the original: another event, another headline, words added.
 * Undefined for a repost. What a repost leaves out does not matter.
 */
export function ownNews(
  page: SettledPage,
  original: SettledPage,
  texts: PageTexts,
): string | undefined {
  const days = daysApart(page.published, original.published);
  if (days !== null && days > mostDays) return `It is dated ${days} days apart: another event.`;
  if (!titlesAgree(page.title, original.title)) return 'Its headline is its own.';
  const here = texts.text(page);
  const there = texts.text(original);
  const known = new Set(contactsOf(there));
  const contacts = contactsOf(here).filter((one) => !known.has(one));
  if (contacts.length > 0)
    return `It has contacts of its own (${contacts.slice(0, 3).join(', ')}).`;
  const additions = additionsTo(there, here)
    .filter((one) => !isPreface(one) && !sourceLine.test(one.words.join(' ')))
    .map(({ words }) => words);
  const longest = additions.reduce<string[]>((a, b) => (b.length > a.length ? b : a), []);
  const added = additions.reduce((sum, words) => sum + words.length, 0);
  if (longest.length <= mostAdded && added <= addedShare * page.words) return undefined;
  const shown = longest.slice(0, 12).join(' ').slice(0, 120);
  return `It adds ${added} words of its own: "${shown}${longest.length > 12 ? ' …' : ''}".`;
}

/** One sentence before the text of the original; the difference is told, but the news is the original's. */
function isPreface({ words, isFirst }: Addition): boolean {
  if (!isFirst || words.length > longestPreface) return false;
  const text = words.join(' ');
  return !quotation.test(text) && !/[.!?…]\s+\p{Lu}/u.test(text);
}

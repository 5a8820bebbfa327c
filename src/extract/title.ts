import type { Headline } from './headline.ts';
import type { PageView } from './select-view.ts';
import { normaliseLine, titlePieces, wordOverlap } from './title-text.ts';

/** A title with its confidence, 0..1. */
export interface ChosenTitle {
  title: string;
  confidence: number;
}

/** What is known of the page's name from outside: links to it, and the pieces of `<title>` the site shares. */
export interface TitleContext {
  names: readonly string[];
  siteNames: readonly string[];
}

const longest = 400;

/** Title of a page: headline over `<title>`, with the site's name cut off; what links call it when both fail. */
export function chooseTitle(
  view: PageView,
  headline: Headline | null,
  context: TitleContext,
): ChosenTitle {
  const cleaned = cleanTitle(view.segment.head.title, context.siteNames);
  const meta = cleanTitle(view.segment.head.meta['og:title']?.[0] ?? '', context.siteNames);
  const line = headline ? oneLine(headline.text) : '';
  if (headline && line !== '' && headline.score >= 0.45)
    return { title: line, confidence: headline.score };
  const agreed = [meta, cleaned].find((title) => title !== '' && isNamed(title, context.names));
  if (agreed) return { title: agreed, confidence: 0.8 };
  if (headline && line !== '') return { title: line, confidence: headline.score };
  if (meta !== '') return { title: meta, confidence: 0.55 };
  if (cleaned !== '') return { title: cleaned, confidence: 0.5 };
  const named = context.names[0];
  return named === undefined
    ? { title: '', confidence: 0 }
    : { title: oneLine(named), confidence: 0.4 };
}

/** What editors put into `<title>` by themselves. */
const saysNothing =
  /^(?:untitled(?: document| page)?|new page ?\d*|новая страница ?\d*|без (?:названия|имени)|документ без названия|документ ?\d*|жаңа бет ?\d*|атаусыз|home|index|page ?\d*)$/i;

/** `<title>` without the pieces that the site puts on most pages; alone, the longest piece of several. */
function cleanTitle(title: string, siteNames: readonly string[]): string {
  const whole = oneLine(title);
  if (saysNothing.test(whole)) return '';
  if (siteNames.includes(normaliseLine(whole))) return '';
  const pieces = titlePieces(whole);
  if (pieces.length < 2) return whole;
  const own = pieces.filter((piece) => !siteNames.includes(normaliseLine(piece)));
  if (own.length === 0) return '';
  if (own.length === pieces.length) {
    return siteNames.length > 0 ? whole : own.reduce((a, b) => (b.length > a.length ? b : a));
  }
  const first = own[0] ?? '';
  const last = own.at(-1) ?? first;
  const from = whole.indexOf(first);
  const to = whole.lastIndexOf(last) + last.length;
  const middle = whole.slice(from, to);
  const isWhole =
    own.length === 1 || pieces.indexOf(last) - pieces.indexOf(first) === own.length - 1;
  return isWhole ? middle : first;
}

function isNamed(title: string, names: readonly string[]): boolean {
  const line = normaliseLine(title);
  return names.some((name) => wordOverlap(line, normaliseLine(name)) > 0.8);
}

/** One line without the marks of zero width and soft hyphens. */
export function oneLine(text: string): string {
  return text
    .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}

import type { Headline } from './headline.ts';
import type { PageView } from './select-view.ts';
import { hostWords, normaliseLine, titlePieces, undoubled, wordOverlap } from './title-text.ts';

/** A title with its confidence, 0..1. */
export interface ChosenTitle {
  title: string;
  confidence: number;
}

/** What is known of the page's name from outside: links to it, and the pieces of `<title>` the site shares. */
export interface TitleContext {
  names: readonly string[];
  siteNames: readonly string[];
  /** The other pages of the site told its names: what else stands in `<title>` is the page's own. */
  isTaught: boolean;
}

interface CleaningContext extends Omit<TitleContext, 'names'> {
  host: string;
}

const longest = 400;

/** Title of a page: headline over `<title>`, with the site's name cut off; what links call it when both fail. */
export function chooseTitle(
  view: PageView,
  headline: Headline | null,
  context: TitleContext,
): ChosenTitle {
  const cleaning = { ...context, host: hostWords(view.segment.address) };
  const cleaned = cleanTitle(view.segment.head.title, cleaning);
  const meta = cleanTitle(view.segment.head.meta['og:title']?.[0] ?? '', cleaning);
  const line = headline ? undoubled(oneLine(headline.text)) : '';
  if (headline && line !== '' && headline.score >= 0.45)
    return { title: line, confidence: headline.score };
  const agreed = [meta, cleaned].find((title) => title !== '' && isNamed(title, context.names));
  if (agreed) return { title: agreed, confidence: 0.8 };
  if (headline && line !== '') return { title: line, confidence: headline.score };
  if (meta !== '') return { title: meta, confidence: 0.55 };
  if (cleaned !== '') return { title: cleaned, confidence: 0.5 };
  const named = context.names[0];
  if (named !== undefined) return { title: oneLine(named), confidence: 0.4 };
  const raw = oneLine(view.segment.head.title);
  return { title: saysNothing.test(raw) ? '' : raw, confidence: raw === '' ? 0 : 0.2 };
}

/** What editors put into `<title>` by themselves. */
const saysNothing =
  /^(?:untitled(?: document| page)?|new page ?\d*|новая страница ?\d*|без (?:названия|имени)|документ без названия|документ ?\d*|жаңа бет ?\d*|атаусыз|home|index|page ?\d*)$/i;

/** `<title>` without the pieces that name the site; of several left on a page alone, the one that is its own. */
function cleanTitle(title: string, { siteNames, isTaught, host }: CleaningContext): string {
  const whole = oneLine(title);
  if (saysNothing.test(whole)) return '';
  if (siteNames.includes(normaliseLine(whole))) return '';
  const pieces = titlePieces(whole);
  if (pieces.length < 2) return whole;
  const isSite = (piece: string) => {
    const line = normaliseLine(piece);
    return siteNames.includes(line) || host.includes(line.replaceAll(' ', ''));
  };
  const own = pieces.filter((piece) => !isSite(piece));
  if (own.length === 0) return '';
  if (!isTaught) return firstLong(own);
  if (own.length === pieces.length) return whole;
  const first = own[0] ?? '';
  const last = own.at(-1) ?? first;
  const from = whole.indexOf(first);
  const to = whole.lastIndexOf(last) + last.length;
  const middle = whole.slice(from, to);
  const isWhole =
    own.length === 1 || pieces.indexOf(last) - pieces.indexOf(first) === own.length - 1;
  return isWhole ? middle : first;
}

/** The first piece unless it is much shorter than another: sites put their name and sections last. */
function firstLong(pieces: readonly string[]): string {
  const longest = Math.max(...pieces.map((piece) => piece.length));
  return pieces.find((piece) => piece.length >= longest * 0.5) ?? '';
}

function isNamed(title: string, names: readonly string[]): boolean {
  const line = normaliseLine(title);
  return names.some((name) => wordOverlap(line, normaliseLine(name)) > 0.8);
}

/** What one line does not have: marks of zero width, soft hyphens, white space but for single spaces. */
const unlike = /[\u00AD\u200B-\u200F\u2060\uFEFF]|[^\S ]| {2}/;

/** One line without the marks of zero width and soft hyphens. */
export function oneLine(text: string): string {
  if (!unlike.test(text)) return text.trim().slice(0, longest);
  return text
    .replace(/[\u00AD\u200B-\u200F\u2060\uFEFF]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest);
}

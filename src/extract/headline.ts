import { isDateOnly } from './date-line.ts';
import { type HeadlineLine, headlineLines } from './headline-lines.ts';
import { roles } from './select-patterns.ts';
import type { BlockView, PageView } from './select-view.ts';
import { hostWords, normaliseLine, titlePieces, titleRuns, wordOverlap } from './title-text.ts';

/** The block that is the page's headline, and how sure that is, 0..1. */
export interface Headline {
  view: BlockView;
  /** The line of the block that is the headline. */
  text: string;
  score: number;
}

const longest = 300;

/**
 * Finds the headline: a heading or short line that agrees with `<title>`, og:title or what links call the
 * page; else the first `h1` that is alone. Earlier and higher headings win.
 */
export function findHeadline(
  view: PageView,
  names: readonly string[],
  siteNames: readonly string[],
  isMenu: (index: number) => boolean,
): Headline | null {
  const wanted = wantedNames(view, names, siteNames);
  const firstLevels = view.blocks.filter(
    (item) => item.block.level === 1 && !isSiteName(item, siteNames),
  ).length;
  const lines = view.blocks
    .filter((item) => mayBeHeadline(item) && !isMenu(item.index) && !isSiteName(item, siteNames))
    .filter((item) => item.block.kind === 'heading' || mayAgree(item, wanted))
    .flatMap((item) =>
      headlineLines(item).map((line) => scoreLine(item, line, wanted, firstLevels)),
    );
  const best = lines.reduce<Scored | null>(
    (top, line) => (line.score > (top?.score ?? weakest) ? line : top),
    null,
  );
  if (!best) return null;
  const alone = withoutSubtitle(best.text, view.segment.head.title);
  if (alone !== undefined) return { ...best, text: alone };
  const named = lines.find((line) => line.own === 1 && line.view.block.kind === 'heading');
  if (named && isOnlySection(view, best, named)) return named;
  const page = lines.find((line) => isBelowSiteName(view, best, line));
  if (page) return page;
  const below = best.own < 0.9 ? view.blocks[best.view.index + 1] : undefined;
  if (below && isKicker(best.view, below) && !isSiteName(below, siteNames)) {
    return { view: below, text: below.block.text, score: best.score };
  }
  return best;
}

/**
 * The site's name as first heading, as the end of `<title>` has it, and below it a heading that says what `<title>`
 * begins with. The order of both is needed: a title may also end in the subtitle, which stands below too.
 */
function isBelowSiteName(view: PageView, best: Scored, line: Scored): boolean {
  if (line.view.block.kind !== 'heading' || line.view.index <= best.view.index) return false;
  const pieces = titlePieces(view.segment.head.title).map(normaliseLine);
  const name = normaliseLine(best.text);
  const own = normaliseLine(line.text);
  return pieces.length > 1 && pieces.at(-1) === name && pieces[0] === own && own !== name;
}

function mayBeHeadline({ block, line }: BlockView): boolean {
  if (line === '' || block.textLength > longest * 3) return false;
  return block.kind === 'heading' || block.kind === 'paragraph' || block.kind === 'table';
}

/** How many characters of two texts are compared to see whether one may be the other. */
const compared = { letters: 8, of: 40 };

/**
 * Whether a line of a block that is no heading can agree with a name: one begins as a part of the other. What headlineLines
 * takes off stands at the end, but for a section's link before a colon.
 */
function mayAgree({ block }: BlockView, wanted: readonly Wanted[]): boolean {
  if (block.links.length > 0 && block.text.includes(':')) return true;
  return block.text.split('\n').some((line) => {
    const start = normaliseLine(line.slice(0, compared.of));
    const first = start.slice(0, compared.letters);
    return wanted.some(({ name }) => name.includes(first) || start.startsWith(name));
  });
}

const shortestHeadline = 12;

/** The headline of a heading that also holds the subtitle, when `<title>` has a mark between the two and the heading none. */
function withoutSubtitle(text: string, title: string): string | undefined {
  const pieces = titlePieces(title);
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const at = next === undefined ? -1 : text.indexOf(` ${next}`);
    const before = text.slice(0, Math.max(0, at));
    if (before.length < shortestHeadline || /[-–—|/:•»]\s*$/.test(before)) continue;
    if (isSameEnd(normaliseLine(before), normaliseLine(piece))) return before.trim();
  }
  return undefined;
}

function isSameEnd(a: string, b: string): boolean {
  return a.endsWith(b) || b.endsWith(a);
}

/** A line that agrees less is no headline. */
const weakest = 0.3;

/** The site's name, or a path of links through the site. */
function isSiteName(item: BlockView, siteNames: readonly string[]): boolean {
  return siteNames.includes(item.line) || (item.linkDensity > 0.8 && item.block.links.length > 1);
}

interface Scored extends Headline {
  /** Agreement with what the page's own head calls it, 0..1. */
  own: number;
}

/** A heading right behind the headline may be at most so many blocks away: a link for print, a picture. */
const rightBehind = 4;

/**
 * The heading above says only the section ("Leadership"), and the one right behind it is what `<title>`
 * says of this page: the name of a person, of a department.
 */
function isOnlySection(view: PageView, best: Scored, named: Scored): boolean {
  const gap = named.view.index - best.view.index;
  if (best.own > 0.3 || gap < 1 || gap > rightBehind) return false;
  const between = view.blocks.slice(best.view.index + 1, named.view.index);
  return between.every(({ block }) => block.sentenceEnds === 0 || block.textLength < 80);
}

/**
 * Headline of a page whose `<title>` says nothing: the first heading, bold or short line above the running
 * text that the site does not repeat. `start` is the first block of running text.
 */
export function headlineAbove(
  view: PageView,
  isFree: (index: number) => boolean,
  start: number,
): Headline | null {
  const lines: Headline[] = [];
  for (let index = Math.max(0, start - 8); index < start; index += 1) {
    const item = view.blocks[index];
    if (!item || !isFree(index) || !isTitleLike(item)) continue;
    const score = item.block.kind === 'heading' ? 0.6 : isBold(item) ? 0.55 : 0.35;
    const text = headlineLines(item).findLast((line) => !line.unsure)?.text ?? item.block.text;
    lines.push({ view: item, text, score });
  }
  const heading = lines.find(
    (line, index) => line.score === 0.6 && !isKicker(line.view, lines[index + 1]?.view),
  );
  return (
    heading ??
    lines.reduce<Headline | null>(
      (best, line) => (best === null || line.score > best.score ? line : best),
      null,
    )
  );
}

/** A lower heading right above a higher one is its section or rubric. */
function isKicker(item: BlockView, next: BlockView | undefined): boolean {
  if (next?.index !== item.index + 1) return false;
  return next.block.level > 0 && next.block.level < item.block.level;
}

/** A heading or a line of nothing but bold text; it may be one link, as blogs link the headline to its own page. */
export function isTitleByForm(item: BlockView): boolean {
  return item.block.links.length < 2 && (item.block.kind === 'heading' || isBold(item));
}

function isTitleLike(item: BlockView): boolean {
  const { block } = item;
  if (block.kind !== 'heading' && block.kind !== 'paragraph') return false;
  if (block.textLength < 4 || block.textLength > 220) return false;
  if (item.linkDensity > 0.3 && !isTitleByForm(item)) return false;
  if (isDateOnly(block.text) && /\d{4}|\d[.:]\d/.test(block.text)) return false;
  return !/[.!?…:;]$/.test(block.text.trim()) && !/[>»→/]\s/.test(block.text.slice(0, 60));
}

/** Names that the headline is expected to bear, normalised; `weight` is how much agreeing with one says. */
interface Wanted {
  name: string;
  weight: number;
  isOwn: boolean;
}

function wantedNames(
  view: PageView,
  names: readonly string[],
  siteNames: readonly string[],
): Wanted[] {
  const { head } = view.segment;
  const host = hostWords(view.segment.address);
  const own = [head.title, ...(head.meta['og:title'] ?? []), ...(head.meta['twitter:title'] ?? [])];
  const weights = new Map<string, Wanted>();
  const want = (text: string, weight: number, isOwn: boolean) => {
    const name = normaliseLine(text);
    if (name.length < 3 || siteNames.includes(name)) return;
    if (isOwn && host.includes(name.replaceAll(' ', ''))) return;
    if ((weights.get(name)?.weight ?? 0) < weight) weights.set(name, { name, weight, isOwn });
  };
  for (const text of own) {
    for (const { run, weight } of titleRuns(text)) want(run, weight, true);
  }
  for (const name of names) want(name, 1, false);
  return [...weights.values()];
}

function scoreLine(
  item: BlockView,
  candidate: HeadlineLine,
  wanted: readonly Wanted[],
  firstLevels: number,
): Scored {
  const { block } = item;
  const { text } = candidate;
  const line = text === block.text ? item.line : normaliseLine(text);
  const none = { view: item, text, score: 0, own: 0 };
  if (line.length < 3) return none;
  // Without a heading, words in common are too little: they are not compared.
  if (block.kind !== 'heading' && !wanted.some((name) => isSureName(line, name))) return none;
  const { agreement, own } = agreementWith(line, wanted);
  if (candidate.unsure && agreement < 0.95) return none;
  const only = block.level === 1 && firstLevels === 1 ? 0.25 : 0;
  const against = candidate.penalty + placePenalty(item, agreement);
  return { ...none, score: agreement * 0.75 + rankOf(item) + only - against, own };
}

/** The best agreement with a name, and with one that the page's own head gives; 0..1. */
function agreementWith(
  line: string,
  wanted: readonly Wanted[],
): { agreement: number; own: number } {
  let agreement = 0;
  let own = 0;
  for (const name of wanted) {
    const likeness = agree(line, name.name);
    agreement = Math.max(agreement, likeness * name.weight);
    if (name.isOwn) own = Math.max(own, likeness);
  }
  return { agreement, own };
}

/** What speaks against a place: links, furniture around it, far down the page. */
function placePenalty(item: BlockView, agreement: number): number {
  const isFurniture = (item.roles & ~(roles.content | roles.header | roles.meta)) !== 0;
  const place = (isFurniture ? 0.35 : 0) + item.index * 0.0005;
  if (item.linkDensity <= 0.8) return place;
  const isTitle = item.block.kind === 'heading' || (isBold(item) && agreement >= 0.95);
  return place + (isTitle ? 0.15 : 0.45);
}

function rankOf(item: BlockView): number {
  if (item.block.kind === 'heading') return 0.3 - item.block.level * 0.04;
  return isBold(item) ? 0.08 : 0;
}

/** A line of nothing but bold text, be it a link. */
function isBold({ block }: BlockView): boolean {
  return /^\[?(?:\*\*|__)[^\n]+(?:\*\*|__)(?:\]\(\S+\))?$/.test(block.markdown.trim());
}

/** Agreement from which a line that is no heading may be the headline. */
const sureAgreement = 0.75;

function isSureName(line: string, { name, weight }: Wanted): boolean {
  return agreeAsWhole(line, name) * weight >= sureAgreement;
}

function agree(line: string, name: string): number {
  const whole = agreeAsWhole(line, name);
  if (whole > 0 || name.length < 8 || line.length < 8) return whole;
  if (line.length > name.length * 2 || name.length > line.length * 2) return 0;
  return wordOverlap(line, name) > 0.7 && wordOverlap(name, line) > 0.7 ? 0.7 : 0;
}

/** How far one is the other, holds it or begins with it; 0 when neither. */
function agreeAsWhole(line: string, name: string): number {
  if (line === name) return 1;
  if (name.length < 8 || line.length < 8) return 0;
  if (line.length <= name.length && ` ${name} `.includes(` ${line} `))
    return 0.55 + 0.4 * (line.length / name.length);
  if (line.length > name.length * 4) return name.startsWith(line.slice(0, 30)) ? 0.8 : 0;
  return name.startsWith(line.slice(0, 30)) || line.startsWith(`${name} `) ? 0.8 : 0;
}

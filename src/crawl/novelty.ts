import { addressHints } from '../model/address.ts';
import { finding } from '../model/finding.ts';
import { hash64 } from '../text/hash.ts';
import { partsOf } from './address-parts.ts';
import { familiesOf } from './families.ts';
import { isMissingPage } from './missing-page.ts';
import { isPagerStep } from './pager-walk.ts';
import type { FreshCapture, Frontier, TemplateState } from './ports.ts';
import { noteRedirectLoop } from './redirect-loops.ts';
import { comparePages, notePart, partVerdict } from './trials.ts';

/** A template is not judged before it gave this many answers; one that brought something, before twice as many. */
export const probation = 6;
/** So many answers in a row without news suspend a template that had brought some. */
export const patience = 8;
/** A family brings nothing when at most one of so many of its captures is news. */
const poorShare = 20;
/** A template or family is well when one capture in so many is news. */
export const healthyShare = 4;
/** So many levels of pages that only lead on to more of their kind are a maze. */
const mazeLevels = 4;
/** A template is known, for what leads to it, after this many answers. */
const knownAfter = 4;

/** A text is news on the first two pages that show it: a list quotes it, the page itself has it. */
const copies = 2;
/** Fewer figures may be a counter or a number of results. */
const fewestFigures = 2;
/** A run of text that went over to another template so often, once in so many pages, is furniture: its figures are a counter. */
const furnitureSpread = 3;
const furnitureShare = 20;
/** A page that shows what another showed is no copy when it is the first to name more than this share of its links, its own pager apart. */
const copyLinkShare = 0.1;

/**
 * What a page did for the crawl: brought content of its own; led mostly to content; led to a little of it; leads to what
 * nobody knows yet, outside its family or only inside; or nothing. A list of headlines no list had counts as a little.
 */
export type Yield = 'own' | 'news' | 'some' | 'leads' | 'inner-leads' | 'nothing';

/** A page speaks for so many redirects before it. */
const creditedHops = 5;

/** Of the addresses a page is the first to name, so much must be content for it to be a good guide. */
const guideShare = 1 / 3;
const guideLinks = 3;

/** What is known of a template or family after one more answer; errors only count as tried. */
export function afterAnswer(
  state: TemplateState,
  kind: FreshCapture['kind'],
  brought: Yield,
  depth: number,
): TemplateState {
  const tried = state.tried + 1;
  if (kind === 'error') return { ...state, tried };
  const isGood = brought === 'own' || brought === 'news' || brought === 'some';
  const next = {
    ...state,
    tried,
    captures: state.captures + 1,
    own: state.own + (brought === 'own' ? 1 : 0),
    news: state.news + (brought === 'own' || brought === 'news' ? 1 : 0),
    some: state.some + (brought === 'some' ? 1 : 0),
    leads: state.leads + (isLead(brought) ? 1 : 0),
    barren: isGood ? 0 : state.barren + (brought === 'nothing' ? 1 : 0),
    fruitless: isGood || brought === 'leads' ? 0 : state.fruitless + 1,
    firstDepth: state.captures === 0 ? depth : Math.min(state.firstDepth, depth),
    lastDepth: Math.max(state.lastDepth, depth),
  };
  return { ...next, suspended: state.suspended || (!isGood && isEndless(next)) };
}

function isLead(brought: Yield): boolean {
  return brought === 'leads' || brought === 'inner-leads';
}

function isEndless(state: TemplateState): boolean {
  const { captures, own, news, barren, fruitless, firstDepth, lastDepth } = state;
  const isFamily = state.template.endsWith('**');
  if (captures < probation * (isFamily ? 2 : 1)) return false;
  if (news * poorShare <= captures && barren >= probation) return true;
  const isMaze = lastDepth - firstDepth >= mazeLevels && fruitless >= patience;
  if (isMaze && news * healthyShare <= captures) return true;
  // A family with content has members that bring nothing, in any order.
  return (!isFamily || own === 0) && captures >= 2 * probation && barren >= patience;
}

/**
 * Judges the novelty of what a completed wave brought, by depth and address: a page is news when it shows a text,
 * picture or figures that hardly any page showed before it, or is the first to name an address of a template that
 * brings news; a file always is. Deterministic: it sees only complete waves, in address order.
 */
export function settleWave(frontier: Frontier, significant: readonly string[]): void {
  for (let batch = next(frontier); batch.length > 0; batch = next(frontier)) {
    frontier.atomically(() => {
      for (const capture of batch) judgeCapture(frontier, capture, significant);
    });
  }
  // What only copies name leads to more copies. They are marked first: a copy does not speak for another's links.
  frontier.atomically(() => {
    const refused = frontier.refuseNamedByCopies('named-by-copy', 'trap:named-by-copy');
    for (const { template, address } of refused) noteCopies(frontier, template, address);
  });
}

function next(frontier: Frontier): FreshCapture[] {
  return frontier.freshCaptures(100);
}

function judgeCapture(
  frontier: Frontier,
  capture: FreshCapture,
  significant: readonly string[],
): void {
  if (capture.kind === 'redirect') noteRedirectLoop(frontier, capture.address);
  if (capture.counted) {
    frontier.dropFresh(capture.id, false);
    return;
  }
  const bringsText = bringsOwnText(frontier, capture);
  const isSame = compareParts(frontier, capture, significant);
  const isCopy = capture.kind === 'page' && capture.depth > 0 && isCopyOfAnother(frontier, capture);
  frontier.dropFresh(capture.id, isCopy);
  if (capture.template === '') return;
  if (capture.kind === 'redirect') {
    judgeRedirect(frontier, capture);
    return;
  }
  const isNews = capture.kind === 'file' || (bringsText && !isSame && !isCopy);
  const led = isNews || isCopy ? nowhere : ledTo(frontier, capture);
  const isStep = isPagerStep(frontier, capture) && !isCopy;
  count(frontier, capture, (name) => {
    if (isNews) return 'own';
    const brought = yieldOf(led, name);
    return isStep && brought === 'nothing' && isMostOf(frontier, capture, name) ? 'some' : brought;
  });
  if (isNews) creditRedirects(frontier, capture.address);
}

/** A family that has little but the pager's pages stands or falls with it; one of a thousand searches does not. */
function isMostOf(frontier: Frontier, { template }: FreshCapture, family: string): boolean {
  return frontier.template(template).captures * 2 >= frontier.template(family).captures;
}

/** Counts an answer for its template and the template's families. */
function count(frontier: Frontier, capture: FreshCapture, brought: (name: string) => Yield): void {
  for (const name of [capture.template, ...familiesOf(capture.template)]) {
    countFor(frontier, capture, name, brought(name));
  }
}

function countFor(frontier: Frontier, capture: FreshCapture, name: string, brought: Yield): void {
  const before = frontier.template(name);
  const after = afterAnswer(before, capture.kind, brought, capture.depth);
  frontier.saveTemplate(after);
  if (after.suspended && !before.suspended) noteSuspended(frontier, after, capture.address);
}

/**
 * A redirect that is the first to name its target says nothing of its family before that is judged, and of its template that
 * it leads on; a further one of the same chain counts like a page. The first that leads to a known page of content is an
 * old address worth knowing; others bring nothing.
 */
function judgeRedirect(frontier: Frontier, capture: FreshCapture): void {
  const target = frontier.location(capture.address) ?? '';
  const led = ledTo(frontier, capture);
  const parent = frontier.find(capture.address)?.foundOn ?? null;
  const isChained = parent !== null && frontier.location(parent) !== undefined;
  if (led.content + led.open.length > 0 && !isChained) {
    countFor(frontier, capture, capture.template, 'leads');
    return;
  }
  const state = frontier.template(frontier.find(target)?.template ?? '');
  const isContent = state.own > 0 && state.own * 2 >= state.captures;
  const [seen] = frontier.countTexts([targetHash(target)]);
  const isFirst = led.all === 0 && isContent && seen === 1;
  count(frontier, capture, (name) => (isFirst ? 'some' : yieldOf(led, name)));
}

/**
 * A redirect is what its target is: sites send each visitor on once, to check cookies or to a new path. Its template, the only
 * one that counted it, shares in what the target brought.
 */
function creditRedirects(frontier: Frontier, address: string): void {
  let from = frontier.find(address)?.foundOn ?? null;
  for (let hop = 0; from !== null && hop < creditedHops; hop++) {
    const record = frontier.find(from);
    if (record === undefined || frontier.location(from) === undefined) return;
    if (record.template !== '') {
      const state = frontier.template(record.template);
      const { own, news } = state;
      frontier.saveTemplate({ ...state, own: own + 1, news: news + 1, barren: 0, fruitless: 0 });
    }
    from = record.foundOn;
  }
}

function targetHash(target: string): number {
  return Number.parseInt(hash64(`redirect ${target}`).slice(0, 13), 16);
}

function bringsOwnText(frontier: Frontier, capture: FreshCapture): boolean {
  const seen = frontier.countTexts(capture.runs);
  const { figures } = capture;
  const masked = frontier.countFigures(every(figures, 0), placeOf(capture));
  const exact = frontier.countTexts(every(figures, 1));
  const counts = every(figures, 2);
  let own = 0;
  for (const [i, pages] of exact.entries()) {
    const { seen: all, spread } = masked[i] ?? { seen: 0, spread: 0 };
    const isFurniture = spread >= furnitureSpread && spread * furnitureShare >= all;
    if (pages <= copies && !isFurniture) own += counts[i] ?? 0;
  }
  return own >= fewestFigures || seen.some((pages) => pages <= copies);
}

function placeOf(capture: FreshCapture): number {
  return Number.parseInt(hash64(capture.template).slice(0, 8), 16);
}

function every(list: readonly number[], part: number): number[] {
  return list.filter((_, i) => i % 3 === part);
}

/** Compares a page with the pages at its address without each part that is not decided; tells whether it showed nothing else. */
function compareParts(
  frontier: Frontier,
  capture: FreshCapture,
  significant: readonly string[],
): boolean {
  if (capture.template === '') return false;
  const own = capture.kind === 'page' ? frontier.texts(capture.address) : undefined;
  let isSame = false;
  for (const part of partsOf(capture.address, significant)) {
    if (partVerdict(frontier, part) !== 'open') continue;
    const base = frontier.texts(part.base);
    if (base === undefined) continue;
    const outcome = own === undefined ? 'unclear' : comparePages(frontier, own, base);
    notePart(frontier, part, outcome);
    isSame ||= outcome === 'same';
  }
  return isSame;
}

function isCopyOfAnother(frontier: Frontier, capture: FreshCapture): boolean {
  if ((capture.hints & addressHints.seed) !== 0) return false;
  if (isMissingPage(frontier, capture.address)) return true;
  if (!frontier.hasTwin(capture.id)) return false;
  const links = frontier.texts(capture.address)?.links.length ?? 0;
  const first = frontier
    .newTemplates(capture.id)
    .filter(({ template }) => template !== capture.template)
    .reduce((sum, { count }) => sum + count, 0);
  return first <= links * copyLinkShare;
}

/** What a page is the first to name: addresses of templates with content, all addresses, and templates nobody knows yet. */
interface LedTo {
  content: number;
  all: number;
  open: string[];
  /** Headlines that no list showed before. */
  titles: number;
}

const nowhere: LedTo = { content: 0, all: 0, open: [], titles: 0 };

function ledTo(frontier: Frontier, capture: FreshCapture): LedTo {
  const titles = frontier.countTexts(capture.titles).filter((pages) => pages === 1).length;
  const led: LedTo = { content: 0, all: 0, open: [], titles };
  for (const { template, count } of frontier.newTemplates(capture.id)) {
    const state = frontier.template(template);
    led.all += count;
    if (template === capture.template || state.suspended) continue;
    // One that seemed to bring something once is no content yet.
    if (state.own > 0 && state.own * 2 >= state.captures) led.content += count;
    else if (state.captures < knownAfter && !isInSuspended(frontier, template)) {
      led.open.push(template);
    }
  }
  return led;
}

function isInSuspended(frontier: Frontier, template: string): boolean {
  return familiesOf(template).some((family) => frontier.template(family).suspended);
}

/** What a page brought, for a template or a family. */
function yieldOf({ content, all, open, titles }: LedTo, name: string): Yield {
  if (content >= guideLinks && content >= all * guideShare) return 'news';
  // A list of what was found by other ways is a page of its own all the same.
  if (content > 0 || titles >= guideLinks) return 'some';
  if (open.length === 0) return 'nothing';
  return open.some((one) => !familiesOf(one).includes(name)) ? 'leads' : 'inner-leads';
}

function noteCopies(frontier: Frontier, template: string, address: string): void {
  const subject = template;
  const detail =
    'Named only by pages that show what other pages show, or that the address does not exist.';
  frontier.replaceFindings({ subject }, [
    finding('crawl', 'trap-suspended', { subject, address }, detail),
  ]);
}

function noteSuspended(frontier: Frontier, state: TemplateState, address: string): void {
  const subject = state.template;
  frontier.replaceFindings({ subject }, [
    finding(
      'crawl',
      'trap-suspended',
      { subject, address },
      `Of ${state.captures} pages ${state.news + state.some} brought a new text, picture or address; the last ${state.fruitless} did not.`,
    ),
  ]);
}

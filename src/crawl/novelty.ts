import { finding } from '../model/finding.ts';
import type { FreshCapture, Frontier, TemplateState } from './ports.ts';
import { noteRedirectLoop } from './redirect-loops.ts';

/** A template is not judged before it gave this many answers. */
const probation = 12;
/** So many answers in a row without news suspend it. */
const patience = 8;

/**
 * A text is news on the first four pages that show it: a page, its print version and its versions for phones
 * and poor sight are copies that redirects must know, while a calendar or an endless pager shows what
 * dozens of pages show.
 */
const copies = 4;

const rule = 'no-novelty';

/**
 * How many waiting addresses of a template may be fetched before it is judged again: few while it is on
 * probation or brings nothing, all of them once it has proven itself. Dead addresses are no answers, so
 * the number grows with what was tried: a thousand dead links take ten waves, not a hundred.
 */
export function allowance(state: TemplateState): number {
  if (state.captures >= probation && state.barren < patience / 2) return Number.MAX_SAFE_INTEGER;
  const missing = state.captures < probation ? probation - state.captures : patience - state.barren;
  const dead = state.tried - state.captures;
  return Math.max(1, missing, dead);
}

/** What is known of a template after one more answer; errors only count as tried. */
export function afterAnswer(
  state: TemplateState,
  kind: FreshCapture['kind'],
  isNews: boolean,
): TemplateState {
  const tried = state.tried + 1;
  if (kind === 'error') return { ...state, tried };
  const captures = state.captures + 1;
  const barren = isNews ? 0 : state.barren + 1;
  const suspended = state.suspended || (captures >= probation && barren >= patience);
  return { ...state, tried, captures, barren, suspended };
}

/**
 * Judges the novelty of what a completed wave brought, by depth and address: a page is news when it shows a
 * text or picture that hardly any page showed before it, or is the first to name an address of another template that is
 * not suspended; a file always is. Deterministic: it sees only complete waves, in address order.
 */
export function settleWave(frontier: Frontier): void {
  for (let batch = next(frontier); batch.length > 0; batch = next(frontier)) {
    frontier.atomically(() => {
      for (const capture of batch) judgeCapture(frontier, capture);
    });
  }
}

function next(frontier: Frontier): FreshCapture[] {
  return frontier.freshCaptures(100);
}

function judgeCapture(frontier: Frontier, capture: FreshCapture): void {
  if (capture.kind === 'redirect') noteRedirectLoop(frontier, capture.address);
  if (capture.counted) {
    frontier.dropFresh(capture.id);
    return;
  }
  const bringsText = frontier.countRare(capture.runs, copies) > 0;
  frontier.dropFresh(capture.id);
  if (capture.template === '') return;
  const before = frontier.template(capture.template);
  const isNews = capture.kind === 'file' || bringsText || bringsAddresses(frontier, capture);
  const after = afterAnswer(before, capture.kind, isNews);
  frontier.saveTemplate(after);
  if (after.suspended && !before.suspended) {
    const subject = capture.template;
    frontier.replaceFindings({ subject }, [
      finding(
        'crawl',
        'trap-suspended',
        { subject, address: capture.address },
        `The last ${patience} of ${after.captures} pages brought no new text, picture or address.`,
      ),
    ]);
  }
}

function bringsAddresses(frontier: Frontier, capture: FreshCapture): boolean {
  return frontier
    .newTemplates(capture.id)
    .some((template) => template !== capture.template && !frontier.template(template).suspended);
}

/**
 * Opens a depth, or its next wave: refuses what waits of suspended templates and what is beyond the page
 * limit, and queues the rest as far as each template's allowance goes. One transaction, so that a
 * killed run never opens half a wave.
 */
export function openWave(frontier: Frontier, depth: number, maxPages: number): void {
  frontier.atomically(() => {
    for (const { template } of frontier.waiting(depth)) {
      if (template !== '' && frontier.template(template).suspended) {
        frontier.refuseTemplate(depth, template, rule, 'trap:no-novelty');
      }
    }
    const budget = Math.max(0, maxPages - frontier.accepted());
    const refused = frontier.refuseBeyond(depth, budget, 'page-limit', 'page-limit');
    if (refused > 0) {
      frontier.replaceFindings({ subject: 'page-limit' }, [
        finding(
          'crawl',
          'page-limit',
          { subject: 'page-limit' },
          `More than ${maxPages} addresses are in scope; the others were refused.`,
        ),
      ]);
    }
    for (const { template } of frontier.waiting(depth)) {
      const count =
        template === '' ? Number.MAX_SAFE_INTEGER : allowance(frontier.template(template));
      frontier.queueSpread(depth, template, count);
    }
  });
}

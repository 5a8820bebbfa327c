import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import type { Page } from '../model/page.ts';
import type { Segment } from '../model/segment.ts';
import { type ConfidenceSignals, confidenceSignals } from './page-confidence.ts';
import { type PageType, tellPageType, typeFacts } from './page-type.ts';
import { type ParsedProfile, tellProfile } from './profiles/tell-profile.ts';
import { type Selection, selectBody } from './select-body.ts';
import type { Choice, SelectContext } from './select-context.ts';
import { bearsDate } from './select-entries.ts';
import { selectMainArea } from './select-main-area.ts';
import { applyMapping } from './select-mapping.ts';
import { composePages } from './select-pages.ts';
import { selectByProfile, withoutParts } from './select-profile.ts';
import { type PageView, viewPage } from './select-view.ts';
import { type Novelty, noNovelty } from './select-weights.ts';
import { countedLanguage } from './site-model-language.ts';
import { judgeBlocks } from './site-model-novelty.ts';
import { hex, shortHash } from './site-model-record.ts';
import { ownSiteNames } from './site-names.ts';

/** Pages of a capture (more than one when it is bilingual, none when it holds no content) and findings. */
export interface Selected {
  pages: Page[];
  findings: Finding[];
  /** What the confidence of its pages was told by; null without pages. */
  signals: ConfidenceSignals | null;
}

/** Decides which blocks are the content, by mapping, site model and the page itself, and makes pages of them. */
export function selectPage(segment: Segment, context: SelectContext): Selected {
  const view = viewPage(segment, context.wordless);
  const findings: Finding[] = [];
  const report = (code: FindingCode, detail: string) =>
    findings.push(finding('extract', code, { address: segment.address }, detail));
  const judged = judge(view, context);
  const hint = context.model?.hints[hex(shortHash(context.key))];
  const names = hint?.names ?? [];
  const siteNames = [...(context.model?.siteNames ?? []), ...ownSiteNames(view)];
  const article = selectBody(view, judged.novelty, names, siteNames);
  const mapped = applyMapping(view, context, report);
  const profile = context.wordless ? null : tellProfile(segment, context.cms);
  const chosen = chooseByType(view, judged.novelty, article, context, profile);
  const selection = mapped.override(withoutParts(view, chosen.selection, profile));
  if (chosen.type === 'password' && mapped.body === null) {
    report('password-protected', 'the page shows a password form');
    return { pages: [], findings, signals: null };
  }
  if (chosen.type === 'error' && mapped.body === null) {
    report('soft-404', `"${segment.head.title.slice(0, 80)}"`);
    return { pages: [], findings, signals: null };
  }
  // What a script fills is a notice of the segment; of the little it says itself no page is made.
  if (segment.notices.some(({ code }) => code === 'script-shell') && mapped.body === null) {
    return { pages: [], findings, signals: null };
  }
  const choice: Choice = {
    view,
    type: chosen.type,
    selection,
    mapped,
    names,
    siteNames,
    listDate: hint?.date,
    template: judged.template,
    profile,
    signals: confidenceSignals(view, selection, judged.novelty),
  };
  const pages = composePages(choice, context, report);
  return { pages, findings, signals: choice.signals };
}

function judge(view: PageView, context: SelectContext): { template: number; novelty: Novelty[] } {
  const none = { template: -1, novelty: view.blocks.map(() => noNovelty) };
  if (!context.model) return none;
  const lang = context.languagePrior ?? countedLanguage(view.segment);
  return judgeBlocks(view, context.model, { key: context.key, lang, keyOf: context.keyOf });
}

/** Running text from here on makes an article, in characters; and the share of all text that it gathers. */
const articleProse = 250;
/** Enough on a page with a sure headline and no runs of cards: short news are whole articles. */
const shortProse = 60;
const fewEntries = 4;
const gathered = 0.3;
/** Less is enough for dated news: beside short ones stands much else. */
const gatheredNews = 0.1;
/** How far from the headline its date stands, in blocks. */
const dateWithin = 5;

/** A text in the element that its system keeps texts in is as sure as most of a page's text in one place. */
const profileShare = 0.7;

function chooseByType(
  view: PageView,
  novelty: readonly Novelty[],
  article: Selection,
  context: SelectContext,
  profile: ParsedProfile | null,
): { type: PageType; selection: Selection } {
  const text = article.kept.map((index) => view.blocks[index]?.block.text ?? '').join('\n');
  const typeContext = {
    address: view.segment.address,
    isList: context.model?.lists.includes(hex(shortHash(context.key))) ?? false,
    keyOf: context.keyOf,
    key: context.key,
    isDocument: (address: string) => context.isDocument(address),
    languageRoots: context.languageRoots ?? [],
  };
  const facts = typeFacts(view, novelty, typeContext);
  const type = tellPageType(view, facts, { text, share: article.share }, typeContext);
  if (type === 'password' || type === 'error' || isArticle(view, article))
    return { type, selection: article };
  const mayProfile = (type === 'article' || type === 'home') && !context.wordless;
  const byProfile = mayProfile ? selectByProfile(view, novelty, profile) : null;
  if (byProfile && byProfile.length > 0) {
    const share = Math.max(article.share, profileShare);
    return { type, selection: { ...withKept(article, byProfile), share } };
  }
  const kept = selectMainArea(view, novelty);
  if (!isRicher(view, kept, article.kept)) return { type, selection: article };
  return { type: type === 'article' ? 'cards' : type, selection: withKept(article, kept) };
}

/** Whether the article-like choice is one: enough running text, less where it is dated news below a sure headline. */
function isArticle(view: PageView, article: Selection): boolean {
  const prose = proseLength(view, article.kept);
  const runs = article.entries.filter((entry) => entry !== null).length;
  const sure = (article.headline?.score ?? 0) >= 0.6;
  const dated = sure && isDatedNews(view, article);
  const short = sure && (runs < fewEntries || dated);
  return (
    prose >= (short ? shortProse : articleProse) &&
    article.share >= (dated ? gatheredNews : gathered)
  );
}

/** News: their date stands beside the headline, in no run of teasers, and the text follows. */
function isDatedNews(view: PageView, { headline, kept, entries }: Selection): boolean {
  if (!headline) return false;
  const at = headline.view.index;
  const start = kept.find((index) => (view.blocks[index]?.block.sentenceEnds ?? 0) > 0);
  if (start === undefined || start < at || start > at + 12) return false;
  return view.blocks
    .slice(Math.max(0, at - dateWithin), at + dateWithin + 1)
    .some(
      ({ block, index }) =>
        entries[index] === null && block.textLength < 200 && bearsDate(block.text),
    );
}

function proseLength(view: PageView, kept: readonly number[]): number {
  return kept.reduce((sum, index) => {
    const item = view.blocks[index];
    if (!item || item.block.textLength < 80 || item.linkDensity > 0.4) return sum;
    return item.block.sentenceEnds > 0 ? sum + item.block.textLength : sum;
  }, 0);
}

/** The main area is worth it when it holds much more than the article-like choice. */
function isRicher(view: PageView, area: readonly number[], chosen: readonly number[]): boolean {
  const length = (indexes: readonly number[]) =>
    indexes.reduce((sum, index) => sum + (view.blocks[index]?.block.textLength ?? 0), 0);
  return length(area) > length(chosen) * 1.5 + 40;
}

function withKept(article: Selection, kept: number[]): Selection {
  const removed = new Map(article.removed);
  for (const index of kept) removed.delete(index);
  const chosen = new Set(kept);
  for (const index of article.kept) {
    if (!chosen.has(index)) {
      removed.set(index, { step: 'main-area', rule: 'outside', reason: 'outside the main area' });
    }
  }
  return { ...article, kept, removed };
}

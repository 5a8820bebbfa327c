import type { FindingCode } from '../model/finding.ts';
import type { Page, RemovedBlock } from '../model/page.ts';
import type { Block, Segment } from '../model/segment.ts';
import { readDates } from '../text/dates.ts';
import { tellLanguage } from '../text/language.ts';
import { findActRequisites } from './act-requisites.ts';
import { guessKind, personName } from './kind.ts';
import { blocksText, composeBlocks } from './markdown/compose.ts';
import { findCredits } from './metadata-credits.ts';
import { findDates, type PageDates } from './metadata-dates.ts';
import {
  looksLikeDocument,
  pageAlternates,
  pageAssets,
  pageLinks,
  pageSection,
} from './metadata-links.ts';
import { confidenceOf } from './page-confidence.ts';
import { findPersonalData } from './personal-data.ts';
import { type Choice, navigationKind, type SelectContext } from './select-context.ts';
import { type LanguagePart, splitByLanguage, titleInLanguage } from './select-languages.ts';
import { profileBlock } from './select-profile.ts';
import { stripShortcodes } from './select-shortcodes.ts';
import { chooseTitle, oneLine } from './title.ts';
import { normaliseLine } from './title-text.ts';

type Report = (code: FindingCode, detail: string) => void;

/** Makes the pages of a choice: one a language when the blocks fall into runs, else one. */
export function composePages(choice: Choice, context: SelectContext, report: Report): Page[] {
  const dates = pageDates(choice, context);
  const title = pageTitle(choice, context);
  const body = bodyBlocks(choice, dates, title.title);
  const stripped = stripShortcodes(body);
  if (stripped.removed > 0) report('leftover-markup', `${stripped.removed} shortcodes taken out`);
  const prior = choice.mapped.rule.lang ?? context.languagePrior;
  const parts = languageParts(choice, stripped.blocks, title.title, prior);
  if (parts.some((part) => part.lang === 'mul')) {
    report('language-mixed', 'two languages alternate in the text');
  }
  const pages = parts.map((part) => {
    const named = parts.length > 1 ? ownTitle(part, title) : { part, title };
    return onePage(choice, context, dates, named.title, named.part);
  });
  for (const page of pages) reportGaps(page, choice, report);
  return pages;
}

/** A part in another language than the title takes its own first bold line or heading as title. */
function ownTitle(
  part: LanguagePart,
  title: { title: string; confidence: number },
): { part: LanguagePart; title: { title: string; confidence: number } } {
  const line = titleInLanguage(title.title, part.lang);
  const first = part.blocks[0];
  if (line !== title.title || tellLanguage(line).lang === part.lang || !first)
    return { part, title };
  const isTitle = first.kind === 'heading' || isBold(first);
  if (!isTitle || first.textLength > 220) return { part, title };
  return {
    part: { ...part, blocks: part.blocks.slice(1) },
    title: { title: oneLine(first.text), confidence: 0.7 },
  };
}

function languageParts(
  choice: Choice,
  blocks: Block[],
  title: string,
  prior: SelectContext['languagePrior'],
): LanguagePart[] {
  const rule = choice.mapped.rule.lang;
  const parts = splitByLanguage(blocks, prior);
  if (rule !== undefined && parts.length < 2) return [{ lang: rule, confidence: 1, blocks }];
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only && only.lang !== 'mul' && (only.lang === 'und' || only.confidence < 0.55)) {
    const [told] = splitByLanguage(
      [{ ...emptyBlock, text: `${title}\n${blocks.map((block) => block.text).join('\n')}` }],
      prior,
    );
    if (told) return [{ ...told, blocks: only.blocks }];
  }
  return parts;
}

const emptyBlock: Block = {
  kind: 'paragraph',
  level: 0,
  markdown: '',
  text: '',
  hash: '',
  unitHashes: [],
  container: 0,
  owner: 0,
  element: 0,
  textLength: 0,
  linkTextLength: 0,
  commas: 0,
  sentenceEnds: 0,
  links: [],
  images: [],
  controls: 0,
  hidden: false,
  wrappers: [],
  lang: 'und',
};

function pageDates(choice: Choice, context: SelectContext): PageDates {
  const { view, selection, mapped } = choice;
  const options = {
    now: context.capturedAt,
    undated: context.undated ?? false,
    timeZone: context.timeZone,
    keepOffset: context.keepOffset ?? false,
  };
  const found = findDates(view, {
    ...options,
    headline: selection.headline?.view.index ?? null,
    kept: selection.kept,
    removed: selection.removed,
    listDate: choice.listDate,
    address: view.segment.address,
  });
  for (const index of mapped.date ?? []) {
    const date = readDates(view.blocks[index]?.block.text ?? '', options)[0];
    if (date) {
      const published = {
        value: date.value,
        precision: date.precision,
        source: 'mapping' as const,
      };
      return { ...found, published };
    }
  }
  // Where neither the page nor its site says a date, the place where its system puts it may.
  const line =
    found.published === null && choice.profile
      ? profileBlock(view, choice.profile.date)
      : undefined;
  const date = line && readDates(line.block.text, options)[0];
  if (date) {
    const published = { value: date.value, precision: date.precision, source: 'text' as const };
    return { ...found, published };
  }
  return found;
}

/** Titles less sure than this give way to the place where the system puts its headlines. */
const unsureTitle = 0.45;

function pageTitle(choice: Choice, context: SelectContext): { title: string; confidence: number } {
  const { view, selection, mapped } = choice;
  const byMapping = (mapped.title ?? [])
    .map((index) => oneLine(view.blocks[index]?.block.text ?? ''))
    .find((text) => text !== '');
  if (byMapping !== undefined) return { title: byMapping, confidence: 1 };
  const chosen = chooseTitle(view, selection.headline, {
    names: choice.names,
    siteNames: choice.siteNames,
    isTaught: (context.model?.siteNames.length ?? 0) > 0,
  });
  if (chosen.confidence < unsureTitle && choice.profile) {
    const line = oneLine(profileBlock(view, choice.profile.title)?.block.text ?? '');
    if (line !== '') return { title: line, confidence: 0.6 };
  }
  return personTitle(choice) ?? chosen;
}

/** A page that opens with one person's name is that person's, whatever the menu calls it. */
function personTitle(choice: Choice): { title: string; confidence: number } | null {
  const { view, selection } = choice;
  const headings = selection.kept
    .map((index) => view.blocks[index])
    .filter((item) => item !== undefined && (item.block.kind === 'heading' || isBold(item.block)))
    .map((item) => oneLine(item?.block.text ?? ''))
    .filter((text) => personName.test(text));
  const early = selection.kept
    .slice(0, 4)
    .map((index) => oneLine(view.blocks[index]?.block.text ?? ''));
  const [only] = headings;
  if (headings.length !== 1 || only === undefined || !early.includes(only)) return null;
  return { title: only, confidence: 0.8 };
}

function isBold(block: Block): boolean {
  return /^(?:\*\*|__)[^\n]+(?:\*\*|__)$/.test(block.markdown.trim());
}

/** The kept blocks without the headline itself and lines that say only the date. */
function bodyBlocks(choice: Choice, dates: PageDates, title: string): Block[] {
  const { view, selection, mapped } = choice;
  const line = normaliseLine(title);
  const headline = selection.headline?.view.index ?? -1;
  const skipped = new Set([...dates.dateLines, ...(mapped.title ?? []), ...(mapped.date ?? [])]);
  const first = selection.kept[0] ?? 0;
  return selection.kept.flatMap((index) => {
    const item = view.blocks[index];
    if (!item) return [];
    const isTitle =
      item.line === line && (index === headline || index <= first + 3 || item.block.level === 1);
    if (isPartPager(item.block, view.segment, mapped.body !== null)) {
      selection.removed.set(index, {
        step: 'metadata',
        rule: 'part-pager',
        reason: 'it leads to the parts of the article',
      });
      return [];
    }
    if (isTitle || skipped.has(index)) {
      selection.removed.set(index, {
        step: 'metadata',
        rule: isTitle ? 'headline' : 'date-line',
        reason: isTitle ? 'it is the title' : 'it says only the date',
      });
      return [];
    }
    return [item.block];
  });
}

const partWords = /(?:страниц[аыу]|стр|бет(?:тер)?|pages?|част[ьи]|бөлім)/giu;

/**
 * A line of nothing but page numbers, such as "Page 1 2 3" under an article in parts. Where a mapping names
 * the body, only numbers that lead to parts of this very page are taken out: its word stands above ours.
 */
function isPartPager(block: Block, { head, address }: Segment, mapped: boolean): boolean {
  if (block.links.length === 0 || block.textLength > 200) return false;
  const known = new Set(head.pagerLinks.map((link) => link.href));
  if (!block.links.every((link) => known.has(link.href))) return false;
  if (mapped && !block.links.every((link) => isPartOf(link.href, address))) return false;
  return block.text.replace(partWords, '').replace(/[\d\s:.,|[\]()«»<>‹›…-]/g, '') === '';
}

/** `/news/12/2/` beside `/news/12/`, or the first part itself. */
function isPartOf(href: string, address: string): boolean {
  const own = address.replace(/[?#].*$/, '').replace(/\/(?:\d{1,3}\/?)?$/, '');
  return href.startsWith(own) && /^\/?(?:\d{1,3}\/?)?$/.test(href.slice(own.length));
}

function onePage(
  choice: Choice,
  context: SelectContext,
  dates: PageDates,
  title: { title: string; confidence: number },
  part: LanguagePart,
): Page {
  const { view, mapped } = choice;
  const { head, address } = view.segment;
  const blocks = part.blocks;
  const siteNames = context.model?.siteNames ?? [];
  const text = blocksText(blocks);
  const section = mapped.rule.section ?? pageSection(head, title.title, siteNames);
  const isDocument = (target: string) => context.isDocument(target);
  const kind = pageKind(
    choice,
    { address, title: title.title, section, text },
    dates,
    blocks,
    isDocument,
  );
  return {
    key: context.key,
    address,
    parts: [address],
    lang: part.lang,
    kind: kind.kind,
    kindConfidence: kind.confidence,
    title: titleInLanguage(title.title, part.lang),
    published: dates.published,
    updated: dates.updated,
    section: [...section],
    lead: pageLead(head.meta, text),
    ...composeBlocks(blocks),
    text,
    blockHashes: blocks.map((block) => block.hash),
    removed: removedBlocks(choice),
    links: pageLinks(blocks),
    assets: pageAssets(blocks, isDocument),
    alternates: pageAlternates(head),
    canonical: head.canonical,
    template: choice.template < 0 ? '' : `t${choice.template}`,
    siteModel: context.model?.version ?? '',
    ...findCredits(view, choice.selection.kept),
    act: findActRequisites({
      title: title.title,
      text,
      now: context.capturedAt,
      timeZone: context.timeZone,
    }),
    confidence: pageConfidence(choice, text),
    personal: mapped.rule.personalData
      ? []
      : findPersonalData({ kind: kind.kind, title: title.title, section, text }),
  };
}

function pageKind(
  choice: Choice,
  facts: { address: string; title: string; section: readonly string[]; text: string },
  dates: PageDates,
  blocks: readonly Block[],
  isDocument: (address: string) => boolean,
) {
  const byRule = choice.mapped.rule.kind;
  if (byRule !== undefined) return { kind: byRule, confidence: 1 };
  const navigation = navigationKind(choice.type);
  if (navigation) return { kind: navigation, confidence: 0.8 };
  const documents = blocks
    .flatMap((block) => block.links)
    .filter((link) => looksLikeDocument(link.href) || isDocument(link.href)).length;
  return guessKind(choice.view, { ...facts, hasDate: dates.published !== null, documents });
}

const longestLead = 400;

/** The description that editors wrote, when the body begins with it. */
function pageLead(meta: Record<string, string[]>, text: string): string | null {
  const start = normaliseLine(text.slice(0, 1200));
  for (const name of ['og:description', 'description']) {
    const lead = oneLine(meta[name]?.[0] ?? '');
    const line = normaliseLine(lead).slice(0, 120);
    if (line.length >= 30 && lead.length <= longestLead && start.startsWith(line)) return lead;
  }
  return null;
}

const shownText = 200;

function removedBlocks(choice: Choice): RemovedBlock[] {
  return [...choice.selection.removed]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, removal]) => {
      const block = choice.view.blocks[index]?.block;
      if (!block) return [];
      return [{ element: block.element, ...removal, text: block.text.slice(0, shownText) }];
    });
}

/** 0..1: the chance that the content was chosen well. A body named by the mapping is sure. */
function pageConfidence(choice: Choice, text: string): number {
  if (choice.mapped.body) return 0.98;
  if (text.trim() === '') return 0.05;
  return Math.round(confidenceOf(choice.signals) * 100) / 100;
}

function reportGaps(page: Page, choice: Choice, report: Report): void {
  if (choice.type !== 'article' && choice.type !== 'cards') return;
  if (page.lang === 'und') report('language-unsure', 'too little text');
}

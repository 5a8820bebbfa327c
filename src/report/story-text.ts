import type { Decision } from '../model/decision.ts';
import type { Page } from '../model/page.ts';
import type { Redirect } from '../model/redirect.ts';
import { terminalText } from './text-table.ts';

/** What `storyText` needs of an address's story. */
interface Story {
  agency: string;
  address: string;
  key: string;
  spellings: {
    address: string;
    state: string;
    rule: string;
    reason: string;
    status: number | null;
    location: string | null;
    mediaType: string | null;
    encoding: string | null;
    encodingSource: string | null;
    encodingConfidence: number | null;
    variants: { variant: string; status: number; tls: string | null }[];
    linkedFrom: string[];
    findings: { severity: string; code: string; detail: string }[];
  }[];
  pages: { chosen: boolean; page: Page }[];
  redirect: Redirect | null;
  /** What the decision beat, strongest first. */
  beaten?: readonly Pick<Redirect, 'source' | 'decision' | 'target' | 'reason'>[];
  /** The keys that it follows. */
  chain?: readonly string[];
  /** What people said of it, oldest first. */
  decisions?: readonly Decision[];
  /** Blocks of its pages that other agencies hold too. */
  sharedBlocks?: readonly {
    lang: string;
    hash: string;
    decision: string;
    by: string;
    reason: string;
    item: string | null;
    text: string;
  }[];
}

const longestText = 160;

/** The story of an address for people: one fact a line, indented under what it is about. */
export function storyText(story: Story): string {
  const lines = [
    `address   ${story.address}`,
    `agency    ${story.agency}`,
    `key       ${story.key}`,
    ...(story.spellings.length === 0 ? ['never met in the crawl'] : []),
    ...story.spellings.flatMap(spellingLines),
    ...story.pages.flatMap(({ chosen, page }) => pageLines(page, chosen)),
    ...blockLines(story.sharedBlocks ?? []),
    ...redirectLines(story.redirect),
    ...(story.chain ?? []).map((key) => `  follows ${key}`),
    ...(story.beaten ?? []).map(beatenLine),
    ...(story.decisions ?? []).map(decisionLine),
  ];
  return `${lines.map(terminalText).join('\n')}\n`;
}

function spellingLines(one: Story['spellings'][number]): string[] {
  const http =
    one.status === null ? '' : ` ${one.status}${one.location ? ` → ${one.location}` : ''}`;
  const type = one.mediaType ? ` ${one.mediaType}${charset(one)}` : '';
  return [
    `spelling  ${one.address}`,
    `  ${one.state}${http}${type} (rule ${one.rule || 'none'}${one.reason ? `: ${one.reason}` : ''})`,
    ...one.variants.flatMap(({ variant, status, tls }) => [
      ...(variant === '' ? [] : [`  also captured with ${variant}: ${status}`]),
      ...(tls === null ? [] : [`  TLS excused: ${tls}`]),
    ]),
    ...one.linkedFrom.map((from) => `  linked from ${from}`),
    ...one.findings.map((found) => `  ${found.severity} ${found.code}: ${short(found.detail)}`),
  ];
}

/** ` in kz-1048 (told by bytes, 97 % sure)`; empty for what is no text. */
function charset(one: Story['spellings'][number]): string {
  if (!one.encoding) return '';
  const sure = Math.round((one.encodingConfidence ?? 1) * 100);
  return ` in ${one.encoding} (told by ${one.encodingSource}, ${sure} % sure)`;
}

function pageLines(page: Page, chosen: boolean): string[] {
  const published = page.published
    ? `${page.published.value} (${page.published.precision}, from ${page.published.source})`
    : 'no date';
  return [
    `page      ${page.title || '(no title)'}`,
    `  ${page.lang}, ${page.kind}, ${published}, confidence ${page.confidence.toFixed(2)}${chosen ? '' : ', not chosen for its key'}`,
    `  ${page.text.split(/\s+/).filter(Boolean).length} words kept, ${page.removed.length} blocks left out, template ${page.template}`,
    ...page.removed.map(
      (block) =>
        `  left out by ${block.step}/${block.rule} (${block.reason}): ${short(block.text)}`,
    ),
  ];
}

/** Blocks that are shown; a page may hold thousands that others hold too. */
const shownBlocks = 30;

function blockLines(blocks: NonNullable<Story['sharedBlocks']>): string[] {
  const lines = blocks
    .slice(0, shownBlocks)
    .map(({ lang, hash, decision, by, reason, item, text }) => {
      const target = item === null ? '' : ` → ${item}`;
      return `  ${lang} shared block ${hash}: ${decision}${target} by ${by} (${reason}): ${short(text)}`;
    });
  const more = blocks.length - lines.length;
  return more > 0 ? [...lines, `  and ${more} more shared blocks (--json shows all)`] : lines;
}

function redirectLines(redirect: Redirect | null): string[] {
  if (!redirect) return ['redirect  not decided yet'];
  const target = redirect.target ?? '(none)';
  return [
    `redirect  ${redirect.decision} → ${target}${redirect.provisional ? ' (provisional)' : ''}`,
    `  by ${redirect.source}: ${redirect.reason}`,
  ];
}

function beatenLine({
  source,
  decision,
  target,
  reason,
}: Pick<Redirect, 'source' | 'decision' | 'target' | 'reason'>): string {
  return `  beat ${source}: ${decision}${target === null ? '' : ` → ${target}`} (${reason})`;
}

function decisionLine({ at, actor, decision, target, reason, batch }: Decision): string {
  const answer = target === null ? decision : `${decision} → ${target}`;
  return `decided   ${answer}, by ${actor} on ${at.slice(0, 10)}: ${short(reason)} (batch ${batch})`;
}

function short(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length <= longestText ? flat : `${flat.slice(0, longestText)}…`;
}

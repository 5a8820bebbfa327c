import type { BlockView, PageView } from './select-view.ts';

/** What a run of alike siblings looks like. */
export type EntryKind = 'teasers' | 'comments';

/** An entry is short: longer ones are sections of a text. */
const longestEntry = 900;
const clockTime = /(?<!\d)\d{1,2}:\d\d(?!\d)/;
const numericDate = /(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d)(?!\d)/;

interface Entry {
  container: number;
  linkText: number;
  text: number;
  linkBlocks: number;
  blocks: number;
  clock: boolean;
  /** Text of its last block that is nothing but a link: "read on" in whatever language. */
  button: string;
}

/**
 * Finds runs of three or more sibling containers of one signature that look like teasers (each begins
 * with a link and says little more) or like readers' comments (each bears date and time). Tells it per
 * block, by structure alone, so it holds in any language.
 */
export function findEntries(view: PageView): (EntryKind | null)[] {
  const groups = new Map<string, Entry[]>();
  const { containers } = view.segment;
  for (const [index, container] of containers.entries()) {
    if (container.parent < 0 || container.parent >= index) continue;
    const entry = describe(view, index);
    if (!entry) continue;
    const name = `${container.parent} ${container.signature}`;
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  const kinds = new Array<EntryKind | null>(view.blocks.length).fill(null);
  for (const group of groups.values()) {
    const kind = kindOf(group);
    if (!kind) continue;
    for (const entry of group) markBlocks(view, entry.container, kind, kinds);
  }
  markBylines(view, kinds);
  return kinds;
}

/** Longest line that says who spoke and when; in characters. */
const longestByline = 90;
/** Bylines with text behind them that make a run of comments. */
const fewestBylines = 2;

/**
 * Comments that no element of their own holds: short lines of one element and place that bear date and time of
 * day, each with a text behind it. From the first of them to the end of the element around them all is comments.
 */
function markBylines(view: PageView, kinds: (EntryKind | null)[]): void {
  const groups = new Map<string, number[]>();
  for (const { block, index } of view.blocks) {
    if (kinds[index] || block.textLength > longestByline || !startsWithClock(block.text)) continue;
    const parent = view.segment.containers[block.container]?.parent ?? 0;
    const place = view.segment.containers[block.container]?.signature ?? 0;
    const name = `${parent} ${place} ${block.owner}`;
    groups.set(name, [...(groups.get(name) ?? []), index]);
  }
  for (const lines of groups.values()) {
    const spoken = lines.filter((index) => hasTextBehind(view, index));
    const [first] = spoken;
    const last = lines.at(-1);
    if (first === undefined || last === undefined || spoken.length < fewestBylines) continue;
    markRun(view, first, last, kinds);
  }
}

function hasTextBehind(view: PageView, index: number): boolean {
  const next = view.blocks[index + 1];
  if (!next || next.linkDensity > 0.5) return false;
  return next.block.textLength >= 15 && !startsWithClock(next.block.text);
}

/** Marks from the first byline to the text behind the last one. */
function markRun(view: PageView, first: number, last: number, kinds: (EntryKind | null)[]): void {
  for (let index = first; index <= last + 1 && index < view.blocks.length; index += 1) {
    kinds[index] ??= 'comments';
  }
}

function describe(view: PageView, container: number): Entry | null {
  const text = view.textLength[container] ?? 0;
  if (text === 0 || text > longestEntry * 3) return null;
  const end = view.subtreeEnd[container] ?? container + 1;
  const entry: Entry = {
    container,
    linkText: 0,
    text,
    linkBlocks: 0,
    blocks: 0,
    clock: false,
    button: '',
  };
  const first = view.firstBlock[container] ?? view.blocks.length;
  for (let index = first; index < view.blocks.length && index < first + 40; index += 1) {
    const item = view.blocks[index];
    if (!item || item.block.container < container || item.block.container >= end) break;
    addBlock(entry, item);
  }
  return entry;
}

function addBlock(entry: Entry, { block, linkDensity, line }: BlockView): void {
  entry.blocks += 1;
  entry.linkText += block.linkTextLength;
  if (linkDensity > 0.7 && block.textLength > 10) entry.linkBlocks += 1;
  if (linkDensity > 0.9 && block.textLength < 40) entry.button = line;
  entry.clock ||= startsWithClock(block.text);
}

/** A date in numbers, or a time of day. */
export function bearsDate(text: string): boolean {
  return clockTime.test(text) || numericDate.test(text);
}

/** Date and time of day near the beginning, as comments bear them. */
function startsWithClock(text: string): boolean {
  const line = text.slice(0, 120);
  return clockTime.test(line) && numericDate.test(line);
}

function kindOf(group: readonly Entry[]): EntryKind | null {
  if (group.length < 2) return null;
  const share = (test: (entry: Entry) => boolean) => group.filter(test).length / group.length;
  const mean = group.reduce((sum, entry) => sum + entry.text, 0) / group.length;
  if (mean > longestEntry) return null;
  const linked = share((entry) => entry.linkBlocks > 0 && entry.linkText > entry.text * 0.12);
  if (group.length >= 3 && mean < 400 && linked > 0.7) return 'teasers';
  if (group.length >= 3 && sharedButton(group) > 0.7) return 'teasers';
  return share((entry) => entry.clock && entry.linkText < entry.text * 0.5) > 0.8
    ? 'comments'
    : null;
}

/** Share of entries that end in the same link. */
function sharedButton(group: readonly Entry[]): number {
  const counts = new Map<string, number>();
  for (const { button } of group) {
    if (button !== '') counts.set(button, (counts.get(button) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values()) / group.length;
}

function markBlocks(
  view: PageView,
  container: number,
  kind: EntryKind,
  kinds: (EntryKind | null)[],
): void {
  const end = view.subtreeEnd[container] ?? container + 1;
  const first = view.firstBlock[container] ?? view.blocks.length;
  for (let index = first; index < view.blocks.length; index += 1) {
    const own = view.blocks[index]?.block.container ?? -1;
    if (own < container || own >= end) break;
    kinds[index] = kind;
  }
}

import type { Block, Segment, SegmentNotice } from '../model/segment.ts';
import { linkedFragments } from './segment/anchors.ts';
import { type CutPage, cutPage } from './segment/cutter.ts';
import { elementText } from './segment/element-text.ts';
import { headFacts } from './segment/head-facts.ts';
import { webAddress } from './segment/page-links.ts';
import { type ParsedPage, parsePage } from './segment/parse.ts';
import { scriptShell } from './segment/script-shell.ts';
import { attribute, type TreeElement } from './segment/tree.ts';

/** Options of segmentPage. `encoding` is the charset the text was decoded with; it decides how link queries are encoded. */
export interface SegmentOptions {
  encoding?: string;
}

/**
 * Cuts a page into blocks and head facts. `address` is absolute. Never throws on a page, however broken:
 * what had to be simplified is a notice. Strings of the result may be slices that keep all of `html` in memory
 * (V8): pack what is kept longer than the page.
 */
export function segmentPage(html: string, address: string, options: SegmentOptions = {}): Segment {
  const page = parsePage(html);
  const links = { base: baseOf(page, address), encoding: options.encoding ?? 'utf-8' };
  const body = page.noted.get('body')?.[0] ?? page.root;
  const fragments = linkedFragments(page);
  const whole = cutPage(page.root, body, links, fragments);
  const plain = pageWithoutScripts(page, whole);
  const cut = plain ? cutPage(plain, plain, links, fragments) : whole;
  return {
    address,
    parser: page.parser,
    signatures: cut.table.signatures,
    containers: cut.table.containers,
    blocks: cut.blocks,
    head: headFacts(page, cut, links, address),
    notices: [...page.notices, ...cut.notices, ...emptinessOf(page, cut.blocks)],
  };
}

/** Text of a noscript from here on is a page, no request to turn scripts on; in characters. */
const shortestPlainPage = 400;
/** A page that says more than this outside of links stands there without scripts; in characters. */
const longestShell = 300;

/** The noscript that holds the page itself, where only a script would build it. */
function pageWithoutScripts(page: ParsedPage, cut: CutPage): TreeElement | undefined {
  const candidates = page.noted.get('noscript') ?? [];
  if (candidates.length === 0) return undefined;
  const said = cut.blocks.reduce((sum, block) => sum + block.textLength - block.linkTextLength, 0);
  if (said > longestShell) return undefined;
  return candidates.find(
    (element) => elementText(element, shortestPlainPage * 10).length >= shortestPlainPage + said,
  );
}

function baseOf(page: ParsedPage, address: string): string {
  for (const base of page.noted.get('base') ?? []) {
    const href = attribute(base, 'href');
    const resolved = href && webAddress(href, { base: address, encoding: 'utf-8' });
    if (resolved) return resolved;
  }
  return address;
}

function emptinessOf(page: ParsedPage, blocks: readonly Block[]): SegmentNotice[] {
  const shell = scriptShell(page, blocks);
  if (shell !== undefined) return [{ code: 'script-shell', detail: shell }];
  return blocks.length === 0 ? [{ code: 'empty-page', detail: 'no text and no picture' }] : [];
}

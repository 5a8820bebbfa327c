import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { segmentPage } from '../extract/segment.ts';
import { selectPage } from '../extract/select.ts';
import type { SiteModel } from '../extract/site-model.ts';
import { createSiteModelBuilder, type SiteModelBuilder } from '../extract/site-model-builder.ts';
import type { Segment } from '../model/segment.ts';
import { parseAddress } from '../text/address.ts';
import { decodeText } from '../text/charset.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';
import { rememberedKeys } from './site-keys.ts';

const base = { id: z.union([z.string(), z.number()]), url: z.string() };

const lineSchema = z.union([
  z.object({ ...base, html: z.string() }),
  z.object({ ...base, body: z.base64(), contentType: z.string().nullish() }),
]);

/** How `extractStream` works. */
export interface StreamOptions {
  /** Each page alone, answered at once. */
  single: boolean;
  /** With the blocks that were left out. */
  removed: boolean;
  /** Without word lists, to measure what structure and the site alone tell. */
  wordless?: boolean;
}

type Id = string | number;

/** One answer: the extracted page, or what was wrong with the line. */
export type StreamAnswer =
  | { id: Id | null; error: string }
  | {
      id: Id;
      url: string;
      title: string;
      lang: string;
      date: string | null;
      kind: string;
      markdown: string;
      text: string;
      confidence: number;
      removed?: { rule: string; text: string }[];
    };

interface Waiting {
  id: Id;
  url: string;
  address: string;
  offset: number;
  length: number;
}

interface Host {
  builder: SiteModelBuilder;
  pages: Waiting[];
}

const timeZone = 'Asia/Almaty';
const openRules: KeyRules = {
  hosts: {},
  significant: null,
  ignored: [],
  caseInsensitive: false,
  charset: null,
};
/**
 * Extracts pages from lines of NDJSON without a workspace. Unless `single`, pages of one host teach each
 * other: segments wait in a temporary file until the input ends. A bad line gives an error answer.
 */
export async function* extractStream(
  lines: AsyncIterable<string>,
  options: StreamOptions,
): AsyncGenerator<StreamAnswer> {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-extract-'));
  const file = openSync(join(folder, 'segments'), 'w+');
  const hosts = new Map<string, Host>();
  let end = 0;
  try {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const read = readLine(line);
      if ('error' in read) {
        yield read;
        continue;
      }
      if (options.single) {
        yield answer(read.id, read.url, read.segment, null, options);
        continue;
      }
      const data = Buffer.from(JSON.stringify(read.segment));
      writeSync(file, data, 0, data.length, end);
      remember(hosts, read.segment, { ...read, offset: end, length: data.length });
      end += data.length;
    }
    for (const { builder, pages } of hosts.values()) {
      const model = builder.freeze();
      for (const page of pages) {
        const data = Buffer.alloc(page.length);
        readSync(file, data, 0, page.length, page.offset);
        yield answer(page.id, page.url, JSON.parse(data.toString()), model, options);
      }
    }
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true, force: true });
  }
}

function readLine(
  line: string,
): { id: Id; url: string; address: string; segment: Segment } | { id: Id | null; error: string } {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { id: null, error: 'no JSON' };
  }
  const parsed = lineSchema.safeParse(json);
  if (!parsed.success) {
    const id = z.object({ id: base.id }).safeParse(json);
    const issue = parsed.error.issues[0];
    return { id: id.success ? id.data.id : null, error: issue?.message ?? 'wrong shape' };
  }
  const { id, url } = parsed.data;
  const address = parseAddress(url);
  if (!address) return { id, error: `no web address: ${url.slice(0, 200)}` };
  if ('html' in parsed.data)
    return { id, url, address, segment: segmentPage(parsed.data.html, address) };
  const { text, encoding } = decodeText(
    Buffer.from(parsed.data.body, 'base64'),
    parsed.data.contentType ?? null,
  );
  return { id, url, address, segment: segmentPage(text, address, { encoding }) };
}

function remember(hosts: Map<string, Host>, segment: Segment, page: Waiting): void {
  const { host } = new URL(page.address);
  let known = hosts.get(host);
  if (!known) {
    known = { builder: createSiteModelBuilder({ keyOf: keyFinder(host), timeZone }), pages: [] };
    hosts.set(host, known);
  }
  known.builder.add(segment, { key: urlKey(page.address, openRules), lang: 'und' });
  const { id, url, address, offset, length } = page;
  known.pages.push({ id, url, address, offset, length });
}

function keyFinder(host: string): (address: string) => string | undefined {
  return (address) => {
    const parsed = parseAddress(address);
    if (parsed === undefined || hostOf(parsed) !== host) return undefined;
    return urlKey(parsed, openRules);
  };
}

/** Host and port of what parseAddress gave. */
function hostOf(address: string): string {
  const start = address.indexOf('//') + 2;
  const end = address.slice(start).search(/[/?]/);
  return end < 0 ? address.slice(start) : address.slice(start, start + end);
}

function answer(
  id: Id,
  url: string,
  segment: Segment,
  model: SiteModel | null,
  options: StreamOptions,
): StreamAnswer {
  const { pages, findings } = selectPage(segment, {
    key: urlKey(segment.address, openRules),
    keyOf: rememberedKeys(keyFinder(new URL(segment.address).host)),
    model,
    rules: [],
    timeZone,
    // Pages of no agency keep the offset that they name themselves.
    keepOffset: true,
    capturedAt: Date.now(),
    undated: true,
    isDocument: () => false,
    wordless: options.wordless ?? false,
  });
  const [first] = pages;
  if (!first) {
    const why = findings[0] ?? segment.notices[0];
    return { id, error: why ? `${why.code}: ${why.detail}` : 'no content' };
  }
  const removed = first.removed.map(({ step, rule, text }) => ({ rule: `${step}/${rule}`, text }));
  return {
    id,
    url,
    title: first.title,
    lang: pages.length > 1 ? 'mul' : first.lang,
    date: first.published?.value ?? null,
    kind: first.kind,
    markdown: pages.map((page) => page.markdown).join('\n'),
    text: pages.map((page) => page.text).join('\n'),
    confidence: first.confidence,
    ...(options.removed ? { removed } : {}),
  };
}

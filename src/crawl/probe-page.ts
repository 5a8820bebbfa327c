import { Parser } from 'htmlparser2';
import { addressHints } from '../model/address.ts';
import { type Language, languages } from '../model/language.ts';
import { decodeText } from '../text/charset.ts';
import { contentCodings, decodeBody } from '../text/content-coding.ts';
import { detached, sha256Hex } from '../text/hash.ts';
import { fieldOf } from '../text/http-head.ts';
import { tellLanguage } from '../text/language.ts';
import { readLinks } from './links.ts';
import { sniffMediaType } from './media-type.ts';
import type { Exchange } from './ports.ts';
import { bodyChunks } from './stored-body.ts';
import { noTexts } from './text-runs.ts';

/** A page as the probe read it; `html` is the start of its markup, empty for what is no page. */
export interface ProbePage {
  address: string;
  status: number;
  location: string | null;
  fields: Exchange['fields'];
  latencyMs: number;
  bytes: number;
  html: string;
  encoding: string;
  title: string;
  generator: string;
  /** Texts of pictures in the page, the logo among them. */
  alts: string[];
  /** Language of its own text, of html lang where that is too little; else und. */
  lang: Language | 'und';
  links: Map<string, number>;
  runs: readonly number[];
  /** Hash of all its visible text. */
  textHash: string;
}

const pageBytes = 4 * 1024 * 1024;
/** Characters of the markup that are kept to look for signs of a system. */
const keptHtml = 128 * 1024;
/** Words of a page's own text under which its menus have a say in its language. */
const fewLetters = 120;

/** Reads an answer; the body is not freed. */
export async function readProbePage(exchange: Exchange, address: string): Promise<ProbePage> {
  const { fields, status, latencyMs } = exchange;
  const contentType = fieldOf(fields, 'content-type');
  const limits = { bytes: pageBytes, keep: pageBytes };
  const codings = contentCodings(fieldOf(fields, 'content-encoding'));
  const body = await decodeBody(bodyChunks(exchange.body), codings, limits);
  const mediaType = await sniffMediaType(body.start, contentType, address);
  const isPage = /html/.test(mediaType) && body.kept !== null;
  const decoded = isPage ? decodeText(body.kept ?? Buffer.alloc(0), contentType) : undefined;
  const html = decoded?.text ?? '';
  const encoding = decoded?.encoding ?? '';
  const head = readFace(html);
  const { links, texts } =
    status === 200
      ? readLinks(html, address, encoding)
      : { links: new Map<string, number>(), texts: noTexts };
  const told = tellLanguage(head.own.length >= fewLetters ? head.own : `${head.title} ${head.all}`);
  return {
    address,
    status,
    location: locationOf(exchange, address),
    fields,
    latencyMs,
    bytes: body.bytes,
    html: detached(html.slice(0, keptHtml)),
    encoding,
    title: head.title,
    generator: head.generator,
    alts: head.alts,
    lang: told.lang === 'und' ? declaredLanguage(head.lang) : told.lang,
    links,
    runs: texts.runs,
    textHash: sha256Hex(head.all),
  };
}

function declaredLanguage(attribute: string): ProbePage['lang'] {
  const [tag = ''] = attribute.split(/[-_]/);
  if (tag === 'kz') return 'kk';
  return languages.find((lang) => lang === tag) ?? 'und';
}

function locationOf(exchange: Exchange, address: string): string | null {
  const raw = fieldOf(exchange.fields, 'location');
  if (raw === null || exchange.status < 300 || exchange.status > 399) return null;
  try {
    const url = new URL(raw, address);
    url.hash = '';
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

interface Face {
  title: string;
  lang: string;
  generator: string;
  alts: string[];
  /** Visible text, and that part of it that stands in no link. */
  all: string;
  own: string;
}

const silentElements = /^(?:script|style|noscript|select|title)$/;

function readFace(html: string): Face {
  const face: Face = { title: '', lang: '', generator: '', alts: [], all: '', own: '' };
  const all: string[] = [];
  const own: string[] = [];
  let silent = 0;
  let inLink = 0;
  let inTitle = false;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        noteHead(face, name, attributes);
        if (name === 'title' && face.title === '') inTitle = true;
        if (silentElements.test(name)) silent += 1;
        if (name === 'a') inLink += 1;
      },
      ontext: (text) => {
        if (inTitle && face.title.length < 400) face.title += text;
        if (silent > 0) return;
        all.push(text);
        if (inLink === 0) own.push(text);
      },
      onclosetag: (name) => {
        if (name === 'title') inTitle = false;
        if (silentElements.test(name)) silent = Math.max(0, silent - 1);
        if (name === 'a') inLink = Math.max(0, inLink - 1);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  const joined = (parts: string[]) => parts.join(' ').replace(/\s+/g, ' ').trim();
  return { ...face, title: joined([face.title]), all: joined(all), own: joined(own) };
}

function noteHead(face: Face, name: string, attributes: Readonly<Record<string, string>>): void {
  if (name === 'html') face.lang = (attributes.lang ?? '').trim().toLowerCase();
  if (name === 'meta' && /^generator$/i.test(attributes.name ?? '')) {
    face.generator = (attributes.content ?? '').trim().slice(0, 120);
  }
  if (name === 'img' && attributes.alt && face.alts.length < 8) {
    face.alts.push(attributes.alt.trim().slice(0, 200));
  }
}

const sameShare = 0.9;

/** Whether two answers show the same page: equal text, or nearly all of their long texts in common. */
export function showsSame(a: ProbePage, b: ProbePage): boolean {
  if (a.status !== b.status) return false;
  if (a.textHash === b.textHash) return true;
  const [first, second] = [new Set(a.runs), new Set(b.runs)];
  const common = [...first].filter((run) => second.has(run)).length;
  const all = first.size + second.size - common;
  return all > 0 && common / all >= sameShare && a.title === b.title;
}

/** Whether the hints of a link allow it to be a page: pictures, embedded files and styles are none. */
export function mayBePage(hints: number): boolean {
  const pages = addressHints.link | addressHints.head | addressHints.script | addressHints.redirect;
  return (hints & pages) !== 0;
}

import { Parser } from 'htmlparser2';
import { decodeText } from '../text/charset.ts';
import { contentCodings, decodeBody } from '../text/content-coding.ts';
import { detached } from '../text/hash.ts';
import type { Answer } from './server-client.ts';

/** What a check sees of a page. */
export interface PageGlance {
  /** Of the title element, white space collapsed; empty without one. */
  title: string;
  /** First heading of level 1. */
  heading: string;
  /** Visible text, white space collapsed. */
  text: string;
}

/** Bytes of a page that are looked at: headings and a first screen of text stand well within. */
export const glanceBytes = 512 * 1024;
const longestText = 100_000;
const longestTitle = 1000;

const unseen = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'object']);

/** Reads title, heading and text of an HTML answer; undefined for anything else, and for a coding that does not open. */
export async function glanceAt(answer: Answer): Promise<PageGlance | undefined> {
  const { body, contentType } = answer;
  const codings = contentCodings(answer.contentCoding);
  const limits = { bytes: 4 * glanceBytes, keep: 4 * glanceBytes };
  const bytes = codings.length === 0 ? body : (await decodeBody([body], codings, limits)).kept;
  if (bytes === null || !isHtml(contentType, bytes)) return undefined;
  return glance(decodeText(bytes, contentType).text);
}

function isHtml(contentType: string | null, bytes: Uint8Array): boolean {
  if (contentType !== null)
    return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType);
  return /<(?:!doctype html|html|head|body)\b/i.test(
    Buffer.from(bytes.subarray(0, 1024)).toString('latin1'),
  );
}

function glance(html: string): PageGlance {
  const found = { title: '', heading: '', text: '' };
  let hidden = 0;
  let place: 'title' | 'heading' | null = null;
  const parser = new Parser(
    {
      onopentagname(name) {
        if (unseen.has(name)) hidden++;
        else if (name === 'title' && found.title === '') place = 'title';
        else if (name === 'h1' && found.heading === '') place = 'heading';
        found.text += ' ';
      },
      onclosetag(name) {
        if (unseen.has(name)) hidden--;
        else if (name === 'title' || name === 'h1') place = null;
        found.text += ' ';
      },
      ontext(text) {
        if (hidden > 0) return;
        if (place !== null) found[place] += text.slice(0, longestTitle - found[place].length);
        if (place !== 'title' && found.text.length < longestText) found.text += text;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return {
    title: collapsed(found.title),
    heading: collapsed(found.heading),
    text: collapsed(found.text.slice(0, longestText)),
  };
}

function collapsed(text: string): string {
  return detached(text.replace(/\s+/g, ' ').trim());
}

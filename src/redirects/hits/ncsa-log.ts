import type { LineKind, LineReader, LogLine, NcsaLayout } from './log-line.ts';
import { logDay } from './log-day.ts';
import { unescapeLog } from './unescape.ts';

/** `common` of Apache, `combined` of Apache and nginx, `vhost_combined` of Apache. */
export const ncsaLayouts = {
  common: { kind: 'ncsa', front: -1, status: 0, referrer: -1, agent: -1, host: -1 },
  combined: { kind: 'ncsa', front: -1, status: 0, referrer: 2, agent: 3, host: -1 },
  vhost: { kind: 'ncsa', front: 0, status: 0, referrer: 2, agent: 3, host: -1 },
} as const satisfies Record<string, NcsaLayout>;

const quote = 0x22;
const space = 0x20;
const backslash = 0x5c;

/** Reads lines of Apache and nginx in a layout. */
export class NcsaReader implements LineReader {
  readonly #layout: NcsaLayout;
  readonly #last: number;
  #dayText = 'none';
  #day = 0;

  constructor(layout: NcsaLayout) {
    this.#layout = layout;
    this.#last = Math.max(layout.status, layout.referrer, layout.agent, layout.host);
  }

  format(): NcsaLayout {
    return this.#layout;
  }

  targetOctets(target: string): string {
    return unescapeLog(target);
  }

  read(text: string, into: LogLine): LineKind {
    if (text === '') return 'directive';
    const open = timeStart(text);
    if (open < 0) return 'torn';
    const requestStart = text.indexOf('"', open) + 1;
    if (requestStart === 0) return 'torn';
    const requestEnd = closingQuote(text, requestStart);
    if (requestEnd < 0) return 'torn';
    into.day = this.#dayAt(text, open + 1);
    if (into.day === 0) return 'torn';
    readRequest(text, requestStart, requestEnd, into);
    into.host = this.#layout.front < 0 ? '' : unquoted(word(text, this.#layout.front, open));
    return this.#readRest(text, requestEnd + 1, into) ? 'request' : 'torn';
  }

  #dayAt(text: string, at: number): number {
    if (text.startsWith(this.#dayText, at)) return this.#day;
    const { length, day } = logDay(text, at);
    if (day === 0) return 0;
    this.#dayText = Buffer.from(text.slice(at, at + length), 'latin1').toString('latin1');
    this.#day = day;
    return day;
  }

  /**
   * The words after the request; false when the line ends before the last of those that the layout names, unless it
   * ends before the referrer: a line of the common format among combined ones is whole.
   */
  #readRest(text: string, from: number, into: LogLine): boolean {
    const { status, referrer, agent, host } = this.#layout;
    into.referrer = '';
    into.agent = '';
    into.status = 0;
    let at = from;
    for (let index = 0; index <= this.#last; index++) {
      while (text.charCodeAt(at) === space) at++;
      if (at >= text.length) return into.status > 0 && index === referrer;
      const quoted = text.charCodeAt(at) === quote;
      const start = quoted ? at + 1 : at;
      const end = quoted ? closingQuote(text, start) : endOfWord(text, start);
      if (end < 0 || (!quoted && (index === referrer || index === agent))) return false;
      if (index === status) into.status = statusAt(text, start, end);
      else if (index === referrer) into.referrer = text.slice(start, end);
      else if (index === agent) into.agent = text.slice(start, end);
      else if (index === host) into.host = text.slice(start, end);
      at = quoted ? end + 1 : end;
    }
    return into.status > 0;
  }
}

/** Index of the `[` before the time; a user's name may hold one, too. */
export function timeStart(text: string): number {
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    const sign = text.charCodeAt(at + 3);
    if (sign === 0x2f && text.charCodeAt(at + 12) === 0x3a) return at;
    if (text.charCodeAt(at + 5) === 0x2d && text.charCodeAt(at + 11) === 0x54) return at;
  }
  return -1;
}

/** Index of the quotation mark that ends a quoted text begun before `from`; -1 when it is cut off. */
export function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text.charCodeAt(at - slashes - 1) === backslash) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** `GET /path HTTP/1.1`; what is no such thing (`-`, the octets of a TLS greeting) has neither method nor target. */
function readRequest(text: string, start: number, end: number, into: LogLine): void {
  const gap = text.indexOf(' ', start);
  if (gap < 0 || gap >= end) {
    into.method = '';
    into.target = '';
    return;
  }
  into.method = text.slice(start, gap);
  // A target may hold spaces when the client did not care; the version is the last word, and HTTP/0.9 has none.
  const last = text.lastIndexOf(' ', end - 1);
  const isVersion = last > gap && text.startsWith('HTTP/', last + 1);
  into.target = text.slice(gap + 1, isVersion ? last : end);
}

function endOfWord(text: string, from: number): number {
  const end = text.indexOf(' ', from);
  return end < 0 ? text.length : end;
}

function statusAt(text: string, start: number, end: number): number {
  if (end - start !== 3) return 0;
  let status = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    status = status * 10 + digit;
  }
  return status;
}

/** The nth word of a line's beginning. */
function word(text: string, index: number, limit: number): string {
  let at = 0;
  for (let n = 0; n < index; n++) {
    at = text.indexOf(' ', at) + 1;
    if (at === 0 || at >= limit) return '';
  }
  return text.slice(at, Math.min(endOfWord(text, at), limit));
}

function unquoted(text: string): string {
  return text.charCodeAt(0) === quote && text.endsWith('"') ? text.slice(1, -1) : text;
}

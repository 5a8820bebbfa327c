import { logDay } from './log-day.ts';
import {
  type LineKind,
  type LineReader,
  type LogLine,
  type NcsaLayout,
  setSpan,
  spanText,
} from './log-line.ts';
import { unescapeLog } from './unescape.ts';

const common = {
  kind: 'ncsa',
  front: -1,
  status: 0,
  referrer: -1,
  agent: -1,
  host: -1,
  endsWithAgent: false,
} as const satisfies NcsaLayout;

/** `common` of Apache, `combined` of Apache and nginx, `vhost_combined` of Apache. */
export const ncsaLayouts = {
  common,
  combined: { ...common, referrer: 2, agent: 3 },
  vhost: { ...common, front: 0, referrer: 2, agent: 3 },
} as const satisfies Record<string, NcsaLayout>;

const space = 0x20;
const quote = 0x22;
const slash = 0x2f;
const bracket = 0x5b;
const backslash = 0x5c;

/** Reads lines of Apache and nginx in a layout. Octets are looked at one by one: this is where reading a log spends its time. */
export class NcsaReader implements LineReader {
  readonly #layout: NcsaLayout;
  readonly #last: number;
  /** The newest day as it was written: most lines are of the day of the line before. */
  readonly #dayBytes = new Uint8Array(11);
  #dayLength = 11;
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

  read(bytes: Uint8Array, start: number, end: number, into: LogLine): LineKind {
    if (start === end) return 'directive';
    const open = timeStart(bytes, start, end);
    if (open < 0) return 'torn';
    let request = open + 29;
    // `[24/Nov/2026:22:48:28 +0500] "` has the same length in all lines but those of rare settings.
    if (bytes[request] !== quote) request = bytes.subarray(0, end).indexOf(quote, open);
    if (request < 0) return 'torn';
    const requestEnd = closingQuote(bytes, request + 1, end);
    if (requestEnd < 0) return 'torn';
    into.day = this.#dayAt(bytes, open + 1);
    if (into.day === 0) return 'torn';
    readRequest(bytes, request + 1, requestEnd, into);
    if (this.#layout.front < 0) setSpan(into.host, bytes, 0, 0);
    else frontWord(bytes, start, open, this.#layout.front, into);
    return this.#readRest(bytes, requestEnd + 1, end, into) ? 'request' : 'torn';
  }

  #dayAt(bytes: Uint8Array, at: number): number {
    const known = this.#dayBytes;
    let same = 0;
    while (same < this.#dayLength && bytes[at + same] === known[same]) same++;
    if (same === this.#dayLength) return this.#day;
    const { day, length } = logDay(spanText({ bytes, start: at, end: at + 11 }), 0);
    if (day === 0) return 0;
    known.set(bytes.subarray(at, at + length));
    this.#dayLength = length;
    this.#day = day;
    return day;
  }

  /**
   * The words after the request; false when the line ends before the last of those that the layout names, unless it
   * ends before the referrer: a line of the common format among combined ones is whole.
   */
  #readRest(bytes: Uint8Array, from: number, end: number, into: LogLine): boolean {
    const { status, referrer, agent, host } = this.#layout;
    setSpan(into.referrer, bytes, 0, 0);
    setSpan(into.agent, bytes, 0, 0);
    into.status = 0;
    let at = from;
    for (let index = 0; index <= this.#last; index++) {
      while (at < end && bytes[at] === space) at++;
      if (at >= end) return into.status > 0 && index === referrer;
      const quoted = bytes[at] === quote;
      const start = quoted ? at + 1 : at;
      const stop = quoted
        ? this.#endOfQuoted(bytes, start, end, index)
        : endOfWord(bytes, start, end);
      if (stop < 0) return false;
      if (index === status) into.status = statusAt(bytes, start, stop);
      else if (index === host) setSpan(into.host, bytes, start, stop);
      else if (index === referrer || index === agent) {
        if (!quoted) return false;
        setSpan(index === agent ? into.agent : into.referrer, bytes, start, stop);
      }
      at = quoted ? stop + 1 : stop;
    }
    return into.status > 0;
  }

  /** The name of the agent is the longest text of a line; where it ends the line nothing has to be looked for. */
  #endOfQuoted(bytes: Uint8Array, start: number, end: number, index: number): number {
    const { agent, endsWithAgent } = this.#layout;
    const isLast = endsWithAgent && index === agent && end > start;
    if (isLast && bytes[end - 1] === quote && bytes[end - 2] !== backslash) return end - 1;
    return closingQuote(bytes, start, end);
  }
}

/** Index of the `[` before the time; a user's name may hold one, too. */
function timeStart(bytes: Uint8Array, start: number, end: number): number {
  // The shortest beginning is `::1 - - `.
  for (let at = start + 8; at + 20 < end; at++) {
    if (bytes[at] !== bracket) continue;
    if (bytes[at + 3] === slash && bytes[at + 12] === 0x3a) return at;
    if (bytes[at + 5] === 0x2d && bytes[at + 11] === 0x54) return at;
  }
  return -1;
}

/** Index of the quotation mark that ends a quoted text begun before `from`; -1 when it is cut off. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return -1;
}

function endOfWord(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== space) at++;
  return at;
}

/** `GET /path HTTP/1.1`; what is no such thing has neither method nor target. */
function readRequest(bytes: Uint8Array, start: number, end: number, into: LogLine): void {
  const gap = endOfWord(bytes, start, end);
  if (gap === end) {
    into.asks = 'nothing';
    setSpan(into.target, bytes, 0, 0);
    return;
  }
  into.asks = isReading(bytes, start, gap) ? 'read' : 'other';
  // A target may hold spaces when the client did not care; the version is the last word, and HTTP/0.9 has none.
  let last = end - 1;
  while (last > gap && bytes[last] !== space) last--;
  setSpan(into.target, bytes, gap + 1, last > gap && isVersion(bytes, last + 1) ? last : end);
}

function isReading(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 3)
    return bytes[start] === 0x47 && bytes[start + 1] === 0x45 && bytes[start + 2] === 0x54;
  return (
    length === 4 && bytes[start] === 0x48 && bytes[start + 1] === 0x45 && bytes[start + 3] === 0x44
  );
}

/** `HTTP/`. */
function isVersion(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x48 && bytes[at + 1] === 0x54 && bytes[at + 4] === slash;
}

/** A status of three digits; 0 for anything else, and for the 000 of nginx: the client went before there was one. */
function statusAt(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3) return 0;
  let status = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return 0;
    status = status * 10 + digit;
  }
  return status < 100 ? 0 : status;
}

/** The nth word of a line's beginning, without quotation marks. */
function frontWord(
  bytes: Uint8Array,
  start: number,
  limit: number,
  index: number,
  into: LogLine,
): void {
  let at = start;
  for (let n = 0; n < index; n++) at = Math.min(limit, endOfWord(bytes, at, limit) + 1);
  const end = endOfWord(bytes, at, limit);
  const quoted = end - at > 1 && bytes[at] === quote && bytes[end - 1] === quote;
  setSpan(into.host, bytes, quoted ? at + 1 : at, quoted ? end - 1 : end);
}

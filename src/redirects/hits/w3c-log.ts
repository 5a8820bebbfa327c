import { logDay } from './log-day.ts';
import {
  type LineKind,
  type LineReader,
  type LogFormat,
  type LogLine,
  type Span,
  setSpan,
} from './log-line.ts';

/** Fields of IIS that are read. */
const wanted = {
  date: 'date',
  method: 'cs-method',
  stem: 'cs-uri-stem',
  query: 'cs-uri-query',
  host: 'cs-host',
  status: 'sc-status',
  agent: 'cs(user-agent)',
  referrer: 'cs(referer)',
} as const;

type Place = keyof typeof wanted;

/**
 * Reads lines of IIS (W3C extended log file format). `#Fields` may change in the midst of a file, as it does when
 * someone changes what is logged. An empty field is `-`. IIS writes the path decoded, with `+` for each space.
 */
export class W3cReader implements LineReader {
  #fields = '';
  #place: Record<Place, number> = placesOf('');
  #dayText = '';
  #day = 0;

  constructor(fields = '') {
    this.#take(fields);
  }

  format(): LogFormat {
    return { kind: 'w3c', fields: this.#fields };
  }

  targetOctets(target: string): string {
    const cut = target.indexOf('?');
    const stem = cut < 0 ? target : target.slice(0, cut);
    return stem.replaceAll('+', '%20') + (cut < 0 ? '' : target.slice(cut));
  }

  read(bytes: Uint8Array, start: number, end: number, into: LogLine): LineKind {
    if (start === end) return 'directive';
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString(
      'latin1',
    );
    if (text.charCodeAt(0) === 0x23) {
      if (/^#fields:/i.test(text)) this.#take(text.slice(8).trim());
      return 'directive';
    }
    const { date, method, stem, query, host, status, agent, referrer } = this.#place;
    if (stem < 0 || status < 0 || date < 0) return 'torn';
    const words = text.split(' ');
    const at = (index: number) => (index < 0 || words[index] === '-' ? '' : (words[index] ?? ''));
    into.day = this.#dayAt(at(date));
    into.status = /^[1-5]\d\d$/.test(at(status)) ? Number(at(status)) : 0;
    if (into.day === 0 || into.status === 0 || at(stem) === '') return 'torn';
    const asked = at(query);
    const verb = method < 0 ? 'GET' : at(method);
    into.asks = verb === 'GET' || verb === 'HEAD' ? 'read' : verb === '' ? 'nothing' : 'other';
    write(into.target, asked === '' ? at(stem) : `${at(stem)}?${asked}`);
    write(into.host, at(host));
    write(into.referrer, at(referrer));
    write(into.agent, agent < 0 ? '' : (words[agent] ?? '-').replaceAll('+', ' '));
    return 'request';
  }

  #dayAt(text: string): number {
    if (text === this.#dayText) return this.#day;
    const { day } = logDay(text, 0);
    this.#dayText = text;
    this.#day = day;
    return day;
  }

  #take(fields: string): void {
    this.#fields = Buffer.from(fields, 'latin1').toString('latin1');
    this.#place = placesOf(fields);
  }
}

function write(span: Span, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  setSpan(span, bytes, 0, bytes.length);
}

function placesOf(fields: string): Record<Place, number> {
  const names = fields.toLowerCase().split(/\s+/);
  const entries = Object.entries(wanted).map(([place, name]) => [place, names.indexOf(name)]);
  return Object.fromEntries(entries) as Record<Place, number>;
}

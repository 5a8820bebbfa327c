import { type Span, spanText } from './log-line.ts';

/** Names the hosts of referrers; the one before is compared first, since most readers come from the same few. */
export class ReferrerHosts {
  #octets = new Uint8Array(0);
  #name: string | undefined;

  /** The host of a Referer header, without `www.`; undefined when it is no web address. */
  of({ bytes, start, end }: Span): string | undefined {
    const known = this.#octets;
    let at = 0;
    while (at < known.length && bytes[start + at] === known[at]) at++;
    if (at > 0 && at === known.length && start + at <= end) return this.#name;
    const text = spanText({ bytes, start, end: Math.min(end, start + 300) });
    const origin = /^https?:\/\/([\w.-]{1,253})(?:[:/?#]|$)/i.exec(text);
    if (origin === null) return undefined;
    const name = Buffer.from((origin[1] ?? '').toLowerCase(), 'latin1').toString('latin1');
    this.#name = name.replace(/^www\./, '');
    this.#octets = /[:/?#]$/.test(origin[0]) ? Buffer.from(origin[0], 'latin1') : new Uint8Array(0);
    return this.#name;
  }
}

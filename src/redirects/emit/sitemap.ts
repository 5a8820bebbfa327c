import type { Redirect } from '../../model/redirect.ts';
import { longestAddress } from '../../text/address.ts';
import type { PendingLines } from './pending-lines.ts';

/** Most addresses and bytes of one file (sitemaps.org: 50,000 and 50 MiB); the index holds as many files. */
const mostAddresses = 50_000;
const mostBytes = 50 * 1024 * 1024 - 4096;

const schema = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * The addresses of one host that redirect, as sitemaps with an index above them: search engines that meet them
 * learn of the move at once. Valid by the schemas of sitemaps.org, which know no empty file: none then.
 */
export class OldSitemap {
  readonly #pending: PendingLines;
  readonly #host: string;
  readonly #file: string;
  /** All addresses of a sitemap have its own scheme: that of the first address, which is usually the home page. */
  #scheme: string | undefined;
  #files = 0;
  /** Name of the file that is open. */
  #name = '';
  #open = false;
  #addresses = 0;
  #bytes = 0;
  /** Characters of the longest file. */
  longest = 0;
  /** Addresses that no sitemap may hold. */
  tooLong = 0;

  constructor(host: string, file: string, pending: PendingLines) {
    this.#host = host;
    this.#file = file;
    this.#pending = pending;
  }

  /** Paths of the host and names of the files that answer there, index first; empty when nothing redirects. */
  get served(): { path: string; file: string }[] {
    if (this.#files === 0) return [];
    const numbers = Array.from({ length: this.#files }, (_, index) => `-${index + 1}`);
    return ['', ...numbers].map((number) => ({
      path: `/kosh-sitemap${number}.xml`,
      file: `${this.#file}.sitemap${number}.xml`,
    }));
  }

  /** Absolute address of the index; undefined when nothing redirects. */
  get index(): string | undefined {
    const path = this.served[0]?.path;
    return path === undefined ? undefined : `${this.#scheme}://${this.#host}${path}`;
  }

  /** Adds the address of a decision that redirects. */
  add(redirect: Redirect): void {
    const address = this.#addressOf(redirect);
    if (address.length > longestAddress) {
      this.tooLong++;
      return;
    }
    const line = `<url><loc>${escapeXml(address)}</loc></url>`;
    if (this.#addresses >= mostAddresses || this.#bytes + line.length > mostBytes) this.#finish();
    if (!this.#open) this.#begin();
    this.#addresses++;
    this.#bytes += line.length + 1;
    this.longest = Math.max(this.longest, this.#bytes + 200);
    this.#pending.addLine(this.#name, line);
  }

  /** Ends the last file and writes the index. */
  close(): void {
    this.#finish();
    const [index, ...files] = this.served;
    if (index === undefined) return;
    this.#pending.add(
      index.file,
      declaration,
      `<sitemapindex xmlns="${schema}">`,
      ...files.map(
        ({ path }) =>
          `<sitemap><loc>${escapeXml(`${this.#scheme}://${this.#host}${path}`)}</loc></sitemap>`,
      ),
      '</sitemapindex>',
    );
  }

  #begin(): void {
    this.#open = true;
    this.#files++;
    this.#name = `${this.#file}.sitemap-${this.#files}.xml`;
    this.#addresses = 0;
    this.#bytes = 0;
    this.#pending.add(this.#name, declaration, `<urlset xmlns="${schema}">`);
  }

  #finish(): void {
    if (this.#open) this.#pending.add(this.#name, '</urlset>');
    this.#open = false;
  }

  /** A spelling that was seen at this host, which search engines may know, else what the key reads as. */
  #addressOf({ key, spellings }: Redirect): string {
    const seen = spellings.find((one) => isAt(one, this.#host));
    const address = seen ?? `http://${key}`;
    this.#scheme ??= address.startsWith('https:') ? 'https' : 'http';
    const rest = /^[\x21-\x7e]+$/.test(address) ? address : new URL(address).href;
    return `${this.#scheme}${rest.slice(rest.indexOf(':'))}`;
  }
}

function isAt(address: string, host: string): boolean {
  const start = address.startsWith('https:') ? 8 : 7;
  return address.startsWith(host, start) && address[start + host.length] === '/';
}

function escapeXml(text: string): string {
  if (!/[&<>"']/.test(text)) return text;
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

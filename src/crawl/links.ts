import { Parser } from 'htmlparser2';
import { type AddressHint, addressHints } from '../model/address.ts';
import { legacyPathAddress, resolveAddress } from '../text/address.ts';
import { detached } from '../text/hash.ts';
import { referencesInCss } from './css-links.ts';
import { locationsInScript, pathsInHandler } from './script-links.ts';
import { type PageTexts, TextRuns } from './text-runs.ts';

/** What one pass over a page gives the crawl. */
export interface PageLinks {
  /** Absolute address → sum of `addressHints`, in the order in which the page names them. */
  links: Map<string, number>;
  /** Hashes of what the page says, for the novelty test. */
  texts: PageTexts;
  /** The page names more addresses than are followed. */
  overflow: boolean;
}

const maxLinks = 50_000;

/**
 * Reads the addresses a page names in one streaming pass: links, frames, pictures, embedded files, head
 * links, meta refresh, and paths in event handlers. `encoding` is the page's charset, in which its links'
 * queries are encoded.
 */
export function readLinks(html: string, address: string, encoding: string): PageLinks {
  const reader = new LinkReader(address, encoding);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.text(text),
      onclosetag: (name) => reader.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  // Written in pieces: the parser's buffer then never holds the whole page a second time.
  for (let at = 0; at < html.length; at += 65_536) parser.write(html.slice(at, at + 65_536));
  parser.end();
  return reader.result();
}

type Attributes = Readonly<Record<string, string>>;

class LinkReader {
  readonly #address: string;
  readonly #encoding: string;
  #base: string;
  #hasBase = false;
  readonly #raw = new Map<string, number>();
  readonly #runs: TextRuns;
  #script: string[] | undefined;
  #style: string[] | undefined;
  #overflow = false;

  constructor(address: string, encoding: string) {
    this.#address = address;
    this.#base = address;
    this.#encoding = encoding;
    this.#runs = new TextRuns(address);
  }

  open(name: string, attributes: Attributes): void {
    this.#runs.open(name);
    if (name === 'script') this.#script = [];
    if (name === 'style') this.#style = [];
    if (name === 'base') this.#setBase(attributes.href);
    readers[name]?.(this, attributes);
    for (const handler of ['onclick', 'onchange', 'onmousedown', 'ondblclick']) {
      const code = attributes[handler];
      if (code !== undefined) for (const path of pathsInHandler(code)) this.add(path, 'script');
    }
    const picture = attributes.background;
    if (picture !== undefined) this.add(picture, 'image');
    if (attributes.style !== undefined) this.#addCss(attributes.style);
  }

  text(text: string): void {
    if (this.#script !== undefined) this.#script.push(text);
    else if (this.#style !== undefined) this.#style.push(text);
    else this.#runs.text(text);
  }

  close(name: string): void {
    this.#runs.close(name);
    if (name === 'style' && this.#style !== undefined) {
      this.#addCss(this.#style.join(''));
      this.#style = undefined;
    }
    if (name !== 'script' || this.#script === undefined) return;
    for (const path of locationsInScript(this.#script.join(''))) this.add(path, 'script');
    this.#script = undefined;
  }

  /** Notes an address as written. Kept raw until the end: `<base>` may come after it. */
  add(raw: string | undefined, hint: AddressHint): void {
    const href = raw?.trim() ?? '';
    if (href === '' || href.startsWith('#') || href.startsWith('data:')) return;
    if (/^javascript:/i.test(href)) {
      for (const path of pathsInHandler(unescaped(href.slice(11)))) this.add(path, 'script');
      return;
    }
    if (this.#raw.size >= maxLinks && !this.#raw.has(href)) {
      this.#overflow = true;
      return;
    }
    this.#raw.set(href, (this.#raw.get(href) ?? 0) | addressHints[hint]);
    if (hint === 'image') this.#runs.picture(href);
  }

  #addCss(css: string): void {
    for (const raw of referencesInCss(css)) this.add(raw, 'requisite');
  }

  addSet(raw: string | undefined): void {
    // Candidates of srcset: an address, white space, a size; a comma without white space belongs to the address.
    for (const candidate of (raw ?? '').split(/,\s+/))
      this.add(candidate.trim().split(/\s/)[0], 'image');
  }

  result(): PageLinks {
    const links = new Map<string, number>();
    for (const [href, hints] of this.#raw) {
      const resolved = resolveAddress(href, this.#base, this.#encoding);
      if (resolved === undefined || resolved.address === this.#address) continue;
      const legacy = legacyPathAddress(href, this.#base, this.#encoding);
      for (const named of legacy === undefined ? [resolved.address] : [resolved.address, legacy]) {
        const target = detached(named);
        links.set(target, (links.get(target) ?? 0) | hints);
      }
    }
    return { links, texts: this.#runs.finish(), overflow: this.#overflow };
  }

  #setBase(href: string | undefined): void {
    if (href === undefined || this.#hasBase) return;
    this.#hasBase = true;
    this.#base = resolveAddress(href, this.#address)?.address ?? this.#address;
  }
}

type TagReader = (page: LinkReader, attributes: Attributes) => void;

const link: TagReader = (page, { href }) => page.add(href, 'link');
const frame: TagReader = (page, { src }) => page.add(src, 'link');
const embed: TagReader = (page, { src, data, movie }) => {
  for (const raw of [src, data, movie]) page.add(raw, 'embed');
};

const readers: Record<string, TagReader> = {
  __proto__: null as never,
  a: link,
  area: link,
  frame,
  iframe: frame,
  embed,
  object: embed,
  audio: embed,
  video: (page, attributes) => {
    embed(page, attributes);
    page.add(attributes.poster, 'image');
  },
  track: embed,
  source: (page, attributes) => {
    page.add(attributes.src, 'embed');
    page.addSet(attributes.srcset);
  },
  img: (page, attributes) => {
    for (const name of ['src', 'data-src', 'data-original', 'data-lazy-src']) {
      page.add(attributes[name], 'image');
    }
    page.addSet(attributes.srcset);
    page.addSet(attributes['data-srcset']);
  },
  image: (page, { src, href, 'xlink:href': xlink }) => {
    for (const raw of [src, href, xlink]) page.add(raw, 'image');
  },
  input: (page, { src }) => page.add(src, 'image'),
  script: (page, { src }) => page.add(src, 'requisite'),
  option: (page, { value }) => {
    // Old menus are lists whose value a script goes to.
    if (
      value !== undefined &&
      /^(?:https?:\/\/|\/|\?|[\w-]+\.(?:php|html?|aspx?))/i.test(value.trim())
    ) {
      page.add(value, 'script');
    }
  },
  link: (page, { rel, href, type }) => page.add(href, linkHint(rel ?? '', type ?? '')),
  meta: (page, attributes) => {
    if (attributes['http-equiv']?.toLowerCase() !== 'refresh') return;
    const match = /^[\s\d.]*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]*)/i.exec(attributes.content ?? '');
    page.add(match?.[1], 'redirect');
  },
};

const requisiteRelations = /stylesheet|icon|preload|manifest/i;
// What serves an editor or other programs; all other relations (canonical, alternate, next, shortlink, start) name pages.
const serviceRelations =
  /prefetch|preconnect|pingback|edituri|wlwmanifest|profile|search|import|^$/i;

function linkHint(rel: string, type: string): AddressHint {
  if (/rss|atom|rdf/i.test(type) && /alternate/i.test(rel)) return 'feed';
  if (serviceRelations.test(rel)) return 'service';
  return requisiteRelations.test(rel) ? 'requisite' : 'head';
}

function unescaped(code: string): string {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

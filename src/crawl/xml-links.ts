import { Parser } from 'htmlparser2';
import { addressHints } from '../model/address.ts';
import { resolveAddress } from '../text/address.ts';
import { detached } from '../text/hash.ts';

const maxLinks = 50_000;

/** Addresses that a sitemap, sitemap index, RSS or Atom feed names → sum of `addressHints`; hreflang is passed over. */
export function readXmlLinks(xml: string, address: string): Map<string, number> {
  const links = new Map<string, number>();
  const path: string[] = [];
  let text = '';
  const add = (raw: string, hints: number) => {
    const resolved = resolveAddress(raw.trim(), address);
    if (resolved === undefined || links.size >= maxLinks) return;
    links.set(detached(resolved.address), hints);
  };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        path.push(name);
        text = '';
        const hints = attributeHints(name, attributes, path);
        if (hints !== 0) add(attributes.href ?? attributes.url ?? '', hints);
      },
      ontext: (chunk) => {
        if (text.length < 8192) text += chunk;
      },
      onclosetag: (name) => {
        const hints = textHints(name, path.at(-2) ?? '');
        if (hints !== 0) add(text, hints);
        path.pop();
        text = '';
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
  return links;
}

/** Addresses of a sitemap in plain text, one a line (sitemaps.org). */
export function readTextSitemap(text: string, address: string): Map<string, number> {
  const links = new Map<string, number>();
  for (const line of text.split(/\r?\n/).slice(0, maxLinks)) {
    if (!/^\s*https?:\/\//i.test(line)) continue;
    const resolved = resolveAddress(line.trim(), address);
    if (resolved !== undefined) links.set(detached(resolved.address), addressHints.link);
  }
  return links;
}

function textHints(name: string, parent: string): number {
  if (name === 'loc') return parent === 'sitemap' ? addressHints.sitemap : addressHints.link;
  if (name === 'image:loc') return addressHints.image;
  return name === 'link' && parent === 'item' ? addressHints.link : 0;
}

function attributeHints(
  name: string,
  attributes: Readonly<Record<string, string>>,
  path: readonly string[],
): number {
  if (name === 'enclosure') return addressHints.embed;
  if (name !== 'link' || path.at(-2) !== 'entry') return 0;
  return (attributes.rel ?? 'alternate') === 'alternate' ? addressHints.link : 0;
}

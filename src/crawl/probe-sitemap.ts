import { gunzipSync } from 'node:zlib';
import { addressHints } from '../model/address.ts';
import type { Told } from '../model/site-facts.ts';
import { decodeText } from '../text/charset.ts';
import type { ProbePool } from './probe-pool.ts';
import type { ProbeReader } from './probe-reader.ts';
import { readTextSitemap, readXmlLinks } from './xml-links.ts';

/** Sitemaps that are read; the number of addresses in the rest of an index is taken from their mean. */
const most = 3;
/** Addresses of a sitemap that the probe may choose its pages from. */
const chosen = 400;
const inflatedBytes = 64 * 1024 * 1024;

/** How many addresses the site's sitemaps name, robots.txt's first, else /sitemap.xml; null without one. */
export async function countSitemap(
  origin: string,
  reader: ProbeReader,
  pool: ProbePool,
): Promise<Told<number> | null> {
  const { sitemaps } = await reader.access(origin);
  const queue = (sitemaps.length > 0 ? sitemaps : [`${origin}/sitemap.xml`]).filter(
    (address) => URL.canParse(address) && new URL(address).host === new URL(origin).host,
  );
  const first = queue[0];
  let read = 0;
  let named = 0;
  let indexes = 0;
  for (let at = 0; at < queue.length && read < most + indexes; at++) {
    const links = await readSitemap(queue[at] ?? '', reader);
    if (links === undefined) continue;
    const children = [...links]
      .filter(([, hints]) => hints & addressHints.sitemap)
      .map(([one]) => one);
    if (children.length > 0) {
      indexes += 1;
      queue.push(...children.filter((one) => new URL(one).host === new URL(origin).host));
      continue;
    }
    read += 1;
    const pages = [...links].filter(([, hints]) => hints & addressHints.link);
    named += pages.length;
    for (const [address] of pages.slice(0, chosen)) pool.add(address, true);
  }
  if (read === 0 || named === 0) return null;
  const rest = queue.length - indexes - read;
  if (rest <= 0) return { value: named, reason: `${first} names ${named} addresses` };
  const value = Math.round(named + (named / read) * rest);
  return {
    value,
    reason: `${first}: ${named} addresses in ${read} sitemaps, ${rest} more not read`,
  };
}

async function readSitemap(
  address: string,
  reader: ProbeReader,
): Promise<Map<string, number> | undefined> {
  const bytes = await reader.readFile(address);
  if (bytes === undefined) return undefined;
  const text = decodeText(unzipped(bytes), null).text;
  if (/^\s*</.test(text)) return readXmlLinks(text, address);
  return /^\s*https?:\/\//.test(text) ? readTextSitemap(text, address) : undefined;
}

function unzipped(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: inflatedBytes });
  } catch {
    return Buffer.alloc(0);
  }
}

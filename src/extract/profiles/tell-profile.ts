import type { Segment } from '../../model/segment.ts';
import { parseSelector, type Selector } from '../../text/selector.ts';
import { knownProfiles } from './known-profiles.ts';
import type { Profile } from './profile.ts';

/** A profile with its selectors parsed. */
export type ParsedProfile = Pick<Profile, 'id' | 'generator' | 'address'> & {
  markup: readonly string[];
} & Readonly<Record<'body' | 'title' | 'date' | 'remove', readonly Selector[]>>;

/** All profiles, the more particular first. */
export const profiles: readonly ParsedProfile[] = knownProfiles.map((profile) => ({
  id: profile.id,
  generator: profile.generator,
  address: profile.address,
  markup: profile.markup.map(masked),
  body: parseAll(profile.body),
  title: parseAll(profile.title),
  date: parseAll(profile.date),
  remove: parseAll(profile.remove),
}));

/** Numbers in names are masked in a segment's signatures. */
function masked(name: string): string {
  return name.replace(/\d+/g, '0');
}

function parseAll(texts: readonly string[]): Selector[] {
  return texts.map((text) => {
    const selector = parseSelector(text);
    if (!selector) throw new Error(`a profile holds no selector: ${text}`);
    return selector;
  });
}

const mostAddresses = 120;

/**
 * The system a page was made with: the one the mapping names, else by its generator, else by own addresses and markup that
 * only its templates have. Null when nothing tells. The cost is bounded: so many addresses of a page are looked at.
 */
export function tellProfile(segment: Segment, named?: string): ParsedProfile | null {
  const byName = profiles.find((profile) => profile.id === named);
  if (byName) return byName;
  const { generator } = segment.head;
  const byGenerator = profiles.find((profile) => profile.generator?.test(generator));
  if (byGenerator) return byGenerator;
  const addresses = ownAddresses(segment);
  const names = new Set(segment.signatures.flatMap((signature) => signature.split(/(?=[#.])/)));
  let best: ParsedProfile | null = null;
  let most = 0;
  for (const profile of profiles) {
    const byAddress = Number(profile.address?.test(addresses) ?? false);
    const byMarkup = Number(profile.markup.some((name) => names.has(name)));
    const signs = byAddress + byMarkup;
    if (signs > most) {
      best = profile;
      most = signs;
    }
  }
  return best;
}

/** Paths and queries of the page's own links and pictures, one a line. */
function ownAddresses(segment: Segment): string {
  const origin = originOf(segment.address);
  const found: string[] = [];
  for (const block of segment.blocks) {
    for (const { src } of block.images) if (src.startsWith(origin)) found.push(src);
    for (const { href } of block.links) if (href.startsWith(origin)) found.push(href);
    if (found.length >= mostAddresses) break;
  }
  return found.map((address) => address.slice(origin.length)).join('\n');
}

function originOf(address: string): string {
  return /^https?:\/\/[^/?#]+/i.exec(address)?.[0] ?? address;
}

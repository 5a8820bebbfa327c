import type { Language } from '../model/language.ts';
import type { Segment } from '../model/segment.ts';
import { hash64 } from '../text/hash.ts';
import { normaliseLine } from './title-text.ts';

/** 32 bits of a hash, as a number: enough to count on one site. */
export function shortHash(text: string): number {
  return Number.parseInt(hash64(text).slice(0, 8), 16);
}

/** 32 bits of a block's or unit's 16 hex digits. */
export function blockHash(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16);
}

/** 8 hex digits of a 32 bit hash. */
export function hex(hash: number): string {
  return hash.toString(16).padStart(8, '0');
}

/** What the site model keeps of one page until it is frozen: about 1 KB, no text but titles. */
export interface PageRecord {
  key: string;
  lang: Language | 'und';
  /** Normalised `<title>`, at most 160 characters. */
  title: string;
  /** `<title>` as written, at most 200 characters. */
  rawTitle: string;
  /** Hashes of all blocks and units, ascending. */
  hashes: Uint32Array;
  /** Hashes of blocks of running text, ascending: what makes two pages the same. */
  long: Uint32Array;
  /** The smallest hashes of its container signatures, ascending. */
  sketch: number[];
}

/** Running text from here on tells pages apart; shorter blocks recur by themselves. */
const longText = 80;
const sketchSize = 48;
const maxHashes = 1200;

/** Reduces a segment to its record. */
export function pageRecord(segment: Segment, key: string, lang: Language | 'und'): PageRecord {
  const hashes = new Set<number>();
  const long = new Set<number>();
  for (const block of segment.blocks) {
    hashes.add(blockHash(block.hash));
    for (const unit of block.unitHashes) hashes.add(blockHash(unit));
    if (block.textLength >= longText && block.linkTextLength < block.textLength / 2) {
      long.add(blockHash(block.hash));
    }
  }
  return {
    key,
    lang,
    title: copy(normaliseLine(segment.head.title.slice(0, 200)).slice(0, 160)),
    rawTitle: copy(segment.head.title.slice(0, 200)),
    hashes: ascending(hashes, maxHashes),
    long: ascending(long, maxHashes),
    sketch: templateSketch(segment),
  };
}

/** The smallest hashes of the page's container signatures, numbers masked: its likeness to a template. */
export function templateSketch(segment: Segment): number[] {
  const used = new Set(segment.containers.map((container) => container.signature));
  const hashes = new Set([...used].map((index) => shortHash(segment.signatures[index] ?? '')));
  return [...ascending(hashes, sketchSize)];
}

function ascending(hashes: Set<number>, limit: number): Uint32Array {
  return Uint32Array.from(hashes).sort().subarray(0, limit).slice();
}

/** Strings kept from a page must not pin it in memory. */
export function copy(text: string): string {
  return Buffer.from(text).toString();
}

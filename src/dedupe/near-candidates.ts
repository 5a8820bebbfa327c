import { signatureLength } from '../text/shingles.ts';
import type { CandidateSource } from './candidate.ts';
import { pairBucket } from './near-buckets.ts';
import { eachSignature, SignatureReader, Sketches } from './near-signatures.ts';
import { inTime, type NearTexts, noDay } from './near-texts.ts';
import { PairList } from './pair-list.ts';
import { radixSort } from './radix-sort.ts';

/**
 * 32 bands of 4 rows: two texts become candidates with probability 0.87 at Jaccard 0.5, 0.99 at 0.6,
 * 0.9999 at 0.75 (1 - (1 - j^4)^32).
 */
const rows = 4;
const bands = signatureLength / rows;
/** Texts from this length on are long enough for bands: of 60 words two edited ones leave 0.7 of the shingles. */
const bandWords = 60;
/**
 * Texts up to this length meet through anchors too: single shingles. A text with 40 words of preface and signature
 * has a Jaccard of 0.75 with the text itself from 120 words on, where bands miss nothing.
 */
const anchorWords = 160;
/** Anchors of a text: of two that share half of their shingles all twelve differ once in 4,000 times. */
const anchors = 12;
/** Keys that are held at once: 96 MB, so that five million texts take a few readings of the signatures. */
const keysAtOnce = 24 * 1024 * 1024;
/**
 * Differing bits of 128 up to which a pair is looked at: Jaccard 0.6 and four standard errors; of short texts 0.45; in
 * a crowd of form letters, which are like one another at 0.3 to 0.5, Jaccard 0.7 and three.
 */
const mostBits = { long: 44, short: 52, crowded: 32 };
/** Lowest estimate by whole signatures for which texts are read: four standard errors below what a copy has. */
const leastEstimate = { long: 0.42, short: 0.25 };

/** What limits of the search met, for people. */
export interface NearCounts {
  /** Distinct texts that were looked at. */
  texts: number;
  /** Pairs of texts that were compared word for word. */
  compared: number;
  /** Size of the largest bucket of texts that have one key. */
  largestBucket: number;
}

/** Pairs of texts (a < b, ascending) that may be copies by their signatures. */
export function nearPairs(
  source: CandidateSource,
  texts: NearTexts,
  counts: NearCounts,
): Generator<[a: number, b: number]> {
  const sketches = new Sketches(texts.size);
  eachSignature(source, texts, (text, signature) => sketches.set(text, signature));
  const reader = new SignatureReader(source);
  const isShort = (a: number, b: number) =>
    Math.min(texts.words[a] ?? 0, texts.words[b] ?? 0) < anchorWords;
  const likely = (a: number, b: number) =>
    reader.estimate(texts.face[a] ?? 0, texts.face[b] ?? 0) >=
    (isShort(a, b) ? leastEstimate.short : leastEstimate.long);
  const list = new PairList(texts.size, likely);
  const add = (a: number, b: number, crowded: boolean) => {
    if (!mayMeet(texts, a, b)) return;
    const most = crowded ? mostBits.crowded : isShort(a, b) ? mostBits.short : mostBits.long;
    if (sketches.distance(a, b) <= most) list.add(a, b);
  };
  const meet = (bucket: Uint32Array, first: number) => {
    counts.largestBucket = Math.max(counts.largestBucket, bucket.length);
    pairBucket(bucket, first, sketches, add);
  };
  pairByBands(source, texts, meet);
  pairByAnchors(source, texts, meet);
  return list.pairs();
}

type Meet = (bucket: Uint32Array, first: number) => void;

/** Texts of one agency only are its own matter; those of one group each also have to be of one time. */
function mayMeet(texts: NearTexts, a: number, b: number): boolean {
  const agency = texts.agency[a] ?? 0;
  if (agency >= 0 && agency === texts.agency[b]) return false;
  const x = texts.groups[a] ?? 0;
  const y = texts.groups[b] ?? 0;
  if (texts.groups[a + 1] !== x + 1 || texts.groups[b + 1] !== y + 1) return true;
  return inTime(texts.days[x] ?? noDay, texts.days[y] ?? noDay);
}

function pairByBands(source: CandidateSource, texts: NearTexts, meet: Meet): void {
  const long = new Uint32Array(texts.size);
  let count = 0;
  for (let text = 0; text < texts.size; text++) {
    if ((texts.words[text] ?? 0) >= bandWords) long[count++] = text;
  }
  const atOnce = Math.max(1, Math.min(bands, Math.floor(keysAtOnce / Math.max(1, count))));
  const keys = new Uint32Array(atOnce * count);
  const order = new Uint32Array(count);
  for (let from = 0; from < bands; from += atOnce) {
    const these = Math.min(atOnce, bands - from);
    let at = 0;
    eachSignature(source, texts, (text, signature) => {
      if (long[at] !== text || at === count) return;
      for (let band = 0; band < these; band++) {
        keys[band * count + at] = bandKey(signature, from + band);
      }
      at += 1;
    });
    for (let band = 0; band < these; band++) {
      const bandKeys = keys.subarray(band * count, (band + 1) * count);
      order.set(long.subarray(0, count));
      radixSort(bandKeys, order);
      // The rows after these four say what their texts are like beyond them.
      eachRun(bandKeys, order, (bucket) => meet(bucket, ((from + band) >> 1) + 1));
    }
  }
}

function pairByAnchors(source: CandidateSource, texts: NearTexts, meet: Meet): void {
  let count = 0;
  for (const words of texts.words) if (words < anchorWords) count += 1;
  const parts = Math.ceil((count * anchors) / (keysAtOnce / 4)) || 1;
  const chosen = new Uint32Array(anchors);
  for (let part = 0; part < parts; part++) {
    let keys = new Uint32Array(Math.ceil((count * anchors) / parts) + 16);
    let holders = new Uint32Array(keys.length);
    let used = 0;
    eachSignature(source, texts, (text, signature) => {
      if ((texts.words[text] ?? 0) >= anchorWords) return;
      const found = chooseAnchors(signature, chosen);
      for (let at = 0; at < found; at++) {
        const anchor = chosen[at] ?? 0;
        if (anchor % parts !== part) continue;
        if (used === keys.length) {
          keys = grown(keys);
          holders = grown(holders);
        }
        keys[used] = anchor;
        holders[used++] = text;
      }
    });
    const usedKeys = keys.subarray(0, used);
    radixSort(usedKeys, holders.subarray(0, used));
    eachRun(usedKeys, holders, (bucket, anchor) => meet(bucket, anchor & 15));
  }
}

/** The smallest values of a signature, each once: the same of two texts as far as they share shingles. */
function chooseAnchors(signature: Uint32Array, chosen: Uint32Array): number {
  let found = 0;
  for (const value of signature) {
    let at = found;
    while (at > 0 && (chosen[at - 1] ?? 0) > value) at -= 1;
    if (at === anchors || (at > 0 && chosen[at - 1] === value)) continue;
    found = Math.min(anchors, found + 1);
    for (let to = found - 1; to > at; to--) chosen[to] = chosen[to - 1] ?? 0;
    chosen[at] = value;
  }
  return found;
}

function grown(full: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(full.length + (full.length >> 2) + 16);
  larger.set(full);
  return larger;
}

function bandKey(signature: Uint32Array, band: number): number {
  let hash = 0x811c9dc5 ^ band;
  for (let row = 0; row < rows; row++) {
    hash = Math.imul(hash ^ (signature[band * rows + row] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** Visits the values of each key that has several. */
function eachRun(
  keys: Uint32Array,
  values: Uint32Array,
  visit: (bucket: Uint32Array, key: number) => void,
): void {
  for (let start = 0; start < keys.length; ) {
    let end = start + 1;
    const key = keys[start] ?? 0;
    while (end < keys.length && keys[end] === key) end++;
    if (end - start > 1) visit(values.subarray(start, end), key);
    start = end;
  }
}

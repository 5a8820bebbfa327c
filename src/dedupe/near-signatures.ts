import { estimateJaccard, signatureLength } from '../text/shingles.ts';
import type { CandidateSource } from './candidate.ts';
import type { NearTexts } from './near-texts.ts';

/** Candidates whose signatures are read at once: 1 MiB. */
const block = 2048;
/** Values of 32 bits in a sketch: the lowest bit of each value of a signature. */
const sketchWidth = signatureLength / 32;

/** Reads the signatures of texts in the order of the files; `signature` is good until the next call. */
export function eachSignature(
  source: CandidateSource,
  texts: NearTexts,
  visit: (text: number, signature: Uint32Array) => void,
): void {
  let from = 0;
  let to = 0;
  let read = new Uint32Array(0);
  for (let text = 0; text < texts.size; text++) {
    const face = texts.face[text] ?? 0;
    if (face >= to) {
      from = face;
      to = Math.min(source.size, face + block);
      read = new Uint32Array(source.signatures(from, to));
    }
    const at = (face - from) * signatureLength;
    visit(text, read.subarray(at, at + signatureLength));
  }
}

/**
 * One bit of each value of a signature, 16 bytes a text, which tell unlike texts apart without reading: of texts of
 * Jaccard j the share (1 - j) / 2 of the bits differs, with a standard error of at most 0.045.
 */
export class Sketches {
  readonly #bits: Uint32Array;

  constructor(size: number) {
    this.#bits = new Uint32Array(size * sketchWidth);
  }

  /** Notes the sketch of a text. */
  set(text: number, signature: Uint32Array): void {
    for (let part = 0; part < sketchWidth; part++) {
      let bits = 0;
      for (let bit = 0; bit < 32; bit++) bits |= ((signature[part * 32 + bit] ?? 0) & 1) << bit;
      this.#bits[text * sketchWidth + part] = bits;
    }
  }

  /** How many of 128 bits differ. */
  distance(a: number, b: number): number {
    let sum = 0;
    for (let part = 0; part < sketchWidth; part++) {
      const x = this.#bits[a * sketchWidth + part] ?? 0;
      sum += countBits(x ^ (this.#bits[b * sketchWidth + part] ?? 0));
    }
    return sum;
  }

  /** Eight bits of a sketch, those of the eighth with this number. */
  octet(text: number, eighth: number): number {
    const at = eighth & 15;
    return ((this.#bits[text * sketchWidth + (at >> 2)] ?? 0) >>> ((at & 3) * 8)) & 0xff;
  }
}

function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Signatures kept for comparing pairs: 16 MiB. */
const kept = 32_768;

/** Compares texts by whole signatures, which are read when asked for. */
export class SignatureReader {
  readonly #source: CandidateSource;
  readonly #known = new Map<number, Uint32Array>();

  constructor(source: CandidateSource) {
    this.#source = source;
  }

  /** Estimated Jaccard similarity of two candidates. */
  estimate(a: number, b: number): number {
    return estimateJaccard(this.#of(a), this.#of(b));
  }

  #of(index: number): Uint32Array {
    const known = this.#known.get(index);
    if (known) return known;
    const read = this.#source.signatures(index, index + 1);
    if (this.#known.size >= kept) this.#known.clear();
    this.#known.set(index, read);
    return read;
  }
}

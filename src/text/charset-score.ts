import { byteTable, type Encoding } from './encodings.ts';
import { letterOrder, pairCost } from './letter-pairs.ts';

/** What the bytes say of a single-byte charset. */
export interface CharsetGuess {
  encoding: Encoding;
  /** 0..1: how sure it is that the text reads so, other charsets with the same reading included. */
  confidence: number;
}

/** Candidates, and the cost of their rarity in nats; the first ones win ties. */
const candidates: readonly (readonly [Encoding, number])[] = [
  ['windows-1251', 0],
  ['kz-1048', 0.5],
  ['koi8-r', 1],
  ['ibm866', 1.5],
  ['iso-8859-5', 2],
  ['windows-1252', 2],
];
// x-mac-cyrillic is no candidate: its small letters are those of windows-1251, its capitals those of cp866,
// so it would cast doubt on both, and no legacy site was served from a Mac.

/** What a declaration is worth, in nats: about two letters of text. `iso-8859-1` is the default of servers. */
const declared = 5;
const declaredWestern = 2;
const twinDoubt = 1;
const sampleBytes = 2 * 1024;
/** Pairs of letters are not independent of each other; found by calibration on labelled pages. */
const temperature = 4;

// Classes of a byte: 0 boundary, 1..42 a letter of the table, then
const latin = 43;
const accented = 44;
const mark = 45;
const foreign = 46;
const symbol = 47;
const control = 48;
const kinds = 49;
const isUpper = 64;

const letters = letterOrder.length;
const markSet = new Set('«»–—№…“”„’‘ §°•©');
const cost = { mark: 3, foreign: 12, symbol: 8, control: 12, accented: 3.5, accentedStart: 5 };
const signCost: Record<number, number> = {
  [mark]: cost.mark,
  [foreign]: cost.foreign,
  [symbol]: cost.symbol,
};
const caseCost = { start: 0.7, within: 6, after: 3 };
const scriptSwitch = 4;
/** Price of one class after another, in nats: `steps[before * kinds + now]`. */
const steps = Float64Array.from({ length: kinds * kinds }, (_, at) =>
  stepCost(Math.floor(at / kinds), at % kinds),
);

interface Candidate {
  encoding: Encoding;
  rarity: number;
  classes: Uint8Array;
  table: Uint16Array;
}

let prepared: Candidate[] | undefined;

function prepare(): Candidate[] {
  prepared ??= candidates.map(([encoding, rarity]) => {
    const table = byteTable(encoding);
    const classes = Uint8Array.from(table, (unit) => classOf(String.fromCharCode(unit), encoding));
    return { encoding, rarity, classes, table };
  });
  return prepared;
}

function classOf(character: string, encoding: Encoding): number {
  if (character <= '\x7f') return /[a-z]/i.test(character) ? latin : 0;
  const small = character.toLowerCase();
  const index = letterOrder.indexOf(small);
  if (index > 0) return small === character ? index : index | isUpper;
  if (markSet.has(character)) return mark;
  if (/\p{Script=Cyrillic}/u.test(character)) return foreign;
  if (encoding === 'windows-1252' && /\p{L}/u.test(character)) return accented;
  return /[\p{Cc}\ufffd]/u.test(character) ? control : symbol;
}

/**
 * The single-byte charset in which the bytes read best as Kazakh, Russian or a western language: each
 * candidate's text is priced by its pairs of letters, its capitals and its signs. `label` is the declaration.
 */
export function guessCharset(bytes: Uint8Array, label: Encoding | undefined): CharsetGuess {
  const all = prepare();
  const sample = highSample(bytes);
  const scores = all.map((one) => costOf(sample, one) + priorOf(one, label));
  const used = usedHighBytes(bytes);
  settleTwins(bytes, used, all, scores, label);
  const best = scores.indexOf(Math.min(...scores));
  const winner = all[best];
  if (winner === undefined) throw new Error('charset: no candidate');
  let same = 0;
  let sum = 0;
  all.forEach((one, index) => {
    const share = Math.exp(((scores[best] ?? 0) - (scores[index] ?? 0)) / temperature);
    sum += share;
    if (used.every((byte) => one.table[byte] === winner.table[byte])) same += share;
  });
  return { encoding: winner.encoding, confidence: same / sum };
}

function priorOf({ encoding, rarity }: Candidate, label: Encoding | undefined): number {
  // Most pages in KZ-1048 call themselves windows-1251: the label says little between the two.
  const isTwin = label === 'windows-1251' && encoding === 'kz-1048';
  if (isTwin) return rarity - declared + twinDoubt;
  if (encoding !== label) return rarity;
  return rarity - (encoding === 'windows-1252' ? declaredWestern : declared);
}

/** The high bytes and the letters beside them, other ASCII made one space: markup says nothing of the charset. */
function highSample(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.min(sampleBytes, bytes.length * 3 + 4));
  out[0] = 0x20;
  let used = 1;
  for (let at = 0; at < bytes.length && used < out.length - 3; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const [before, after] = [bytes[at - 1] ?? 0, bytes[at + 1] ?? 0];
    if (before < 0x80) out[used++] = neighbour(before);
    out[used++] = byte;
    if (after < 0x80) out[used++] = neighbour(after);
  }
  return out.subarray(0, used);
}

/** An ASCII byte as a letter or no letter. */
function neighbour(byte: number): number {
  return isLetter(byte) ? 0x61 : 0x20;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function usedHighBytes(bytes: Uint8Array): number[] {
  const seen = new Uint8Array(256);
  for (let at = 0; at < bytes.length; at++) seen[bytes[at] ?? 0] = 1;
  return Array.from({ length: 128 }, (_, index) => index + 128).filter((byte) => seen[byte] === 1);
}

function costOf(sample: Uint8Array, { classes }: Candidate): number {
  let total = 0;
  let before = 0;
  let capitals = 0;
  let length = 0;
  for (let at = 0; at < sample.length; at++) {
    const kind = classes[sample[at] ?? 0] ?? 0;
    const now = kind & ~isUpper;
    total += steps[before * kinds + now] ?? 0;
    if (now > 0 && now < letters) {
      total += caseStep(kind !== now, length, capitals);
      if (kind !== now) capitals += 1;
      length += 1;
    } else {
      // A capital alone is how a quotation mark or dash of another charset reads.
      if (length === 1 && capitals === 1) total += caseCost.after;
      length = 0;
      capitals = 0;
    }
    before = now;
  }
  return total;
}

/** Price of a capital or small letter in a word that has so many letters, so many of them capitals. */
function caseStep(isCapital: boolean, length: number, capitals: number): number {
  if (!isCapital) return capitals > 1 && capitals === length ? caseCost.after : 0;
  if (length === 0) return caseCost.start;
  return capitals === length ? 0 : caseCost.within;
}

function stepCost(before: number, now: number): number {
  if (now > accented) return signCost[now] ?? cost.control;
  const isCyrillic = before > 0 && before < letters;
  if (now === 0) return isCyrillic ? (pairCost[before * letters] ?? 0) : 0;
  if (now >= latin) return latinStep(now, before, isCyrillic);
  const pair = pairCost[(isCyrillic ? before : 0) * letters + now] ?? 0;
  return before === latin || before === accented ? pair + scriptSwitch : pair;
}

function latinStep(now: number, before: number, isCyrillic: boolean): number {
  const change = isCyrillic ? scriptSwitch : 0;
  if (now === latin) return change;
  const isWithin = isCyrillic || before === latin;
  return change + (isWithin ? cost.accented : cost.accentedStart);
}

/**
 * windows-1251 and KZ-1048 differ in the Kazakh letters only, which may stand beyond the sample (Russian
 * menus come first): their difference is priced over the whole body.
 */
function settleTwins(
  bytes: Uint8Array,
  used: readonly number[],
  all: readonly Candidate[],
  scores: number[],
  label: Encoding | undefined,
): void {
  const [first, second] = all;
  if (first === undefined || second === undefined) return;
  let gap = priorOf(second, label) - priorOf(first, label);
  const differs = Uint8Array.from(first.table, (unit, byte) =>
    unit === second.table[byte] ? 0 : 1,
  );
  const isThere = used.some((byte) => differs[byte] === 1);
  for (let at = 0; isThere && at < bytes.length; at++) {
    if (differs[bytes[at] ?? 0] === 1) gap += around(bytes, at, second) - around(bytes, at, first);
  }
  const better = Math.min(scores[0] ?? 0, scores[1] ?? 0);
  scores[0] = better + Math.max(0, -gap);
  scores[1] = better + Math.max(0, gap);
}

/** Price of a byte with its neighbours. */
function around(bytes: Uint8Array, at: number, { classes }: Candidate): number {
  const before = (classes[bytes[at - 1] ?? 0] ?? 0) & ~isUpper;
  const now = (classes[bytes[at] ?? 0] ?? 0) & ~isUpper;
  const after = (classes[bytes[at + 1] ?? 0] ?? 0) & ~isUpper;
  return (steps[before * kinds + now] ?? 0) + (steps[now * kinds + after] ?? 0);
}

// Writes what dedupe keeps of the pages of a made corpus, and the truth about it, and measures signatures on the way; a child
// of bench-dedupe.ts, which says how many pages and where. The last line of its output is one JSON object.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CandidateFileWriter } from '../../src/store/candidate-file-writer.ts';
import { textPrint } from '../../src/text/shingles.ts';
import { hashShinglesBarely, hashShinglesInPlace } from './bench-dedupe-bare.ts';
import { CorpusPlan } from './bench-dedupe-plan.ts';
import { CorpusTexts, type MadePage } from './bench-dedupe-texts.ts';
import { truePairs } from './bench-dedupe-truth.ts';

/** Pages a second, medians over rounds of a thousand pages, taken in turn over the same texts. */
export interface WriteFigures {
  signatures_per_s: number;
  bare_per_s: number;
  bare_in_place_per_s: number;
  /** Medians of the ratios of a round's rates. */
  ratio: number;
  ratio_in_place: number;
  rss_mib: number;
  /** What the bare loops gave, so that nothing can leave them out. */
  folded: number;
}

const roundPages = 1000;
/** Rounds that are measured; the pages after them only get their signatures. */
const mostRounds = 100;
const loops = ['signature', 'bare', 'in-place'] as const;
type Loop = (typeof loops)[number];
let folded = 0;

const [folder = '', pages = '0', agencies = '0', planted = '0', seed = '0'] = process.argv.slice(2);
const plan = new CorpusPlan({
  pages: Number(pages),
  agencies: Number(agencies),
  planted: Number(planted),
  seed: Number(seed),
});
const texts = new CorpusTexts(plan);
const figures = writePages();
writeTruth();
console.log(JSON.stringify(figures));

function writePages(): WriteFigures {
  const rounds: Record<Loop, number>[] = [];
  let round = { signature: 0, bare: 0, 'in-place': 0, pages: 0 };
  let written = 0;
  for (const [agency, count] of plan.pageCounts.entries()) {
    const made = plan.pagesOf(agency).map((page, item) => texts.page(agency, item, page));
    const isMeasured = rounds.length < mostRounds;
    const prints = isMeasured
      ? measure(made, round, agency)
      : made.map(({ text }) => textPrint(text));
    round.pages += count;
    if (isMeasured && round.pages >= roundPages) {
      rounds.push({
        signature: round.pages / round.signature,
        bare: round.pages / round.bare,
        'in-place': round.pages / round['in-place'],
      });
      round = { signature: 0, bare: 0, 'in-place': 0, pages: 0 };
    }
    writeAgency(plan.agencyId(agency), made, prints);
    written += count;
    if (agency % 50 === 49) console.error(`  ${written} of ${plan.size.pages} pages written`);
  }
  // The first rounds run code that is not compiled yet.
  const warm = rounds.length > 10 ? rounds.slice(3) : rounds;
  return {
    signatures_per_s: Math.round(median(warm.map(({ signature }) => signature))),
    bare_per_s: Math.round(median(warm.map(({ bare }) => bare))),
    bare_in_place_per_s: Math.round(median(warm.map((one) => one['in-place']))),
    ratio: hundredths(median(warm.map(({ signature, bare }) => signature / bare))),
    ratio_in_place: hundredths(median(warm.map((one) => one.signature / one['in-place']))),
    rss_mib: Math.round(process.resourceUsage().maxRSS / 1024),
    folded,
  };
}

type Print = ReturnType<typeof textPrint>;

/** Each loop over the same pages, another one first with every agency; adds the seconds. */
function measure(made: readonly MadePage[], round: Record<Loop, number>, turn: number): Print[] {
  let prints: Print[] = [];
  for (let at = 0; at < loops.length; at++) {
    const loop = loops[(at + turn) % loops.length] as Loop;
    const began = performance.now();
    if (loop === 'signature') prints = made.map(({ text }) => textPrint(text));
    else if (loop === 'bare') for (const { text } of made) folded ^= hashShinglesBarely(text);
    else for (const { text } of made) folded ^= hashShinglesInPlace(text);
    round[loop] += (performance.now() - began) / 1000;
  }
  return prints;
}

function writeAgency(id: string, made: readonly MadePage[], prints: readonly Print[]): void {
  mkdirSync(join(folder, 'candidates'), { recursive: true });
  const writer = new CandidateFileWriter(join(folder, 'candidates', id));
  made.forEach((page, item) => {
    const print = prints[item];
    if (print !== undefined) writer.add({ item, ...page, ...print });
  });
  writer.close();
}

/** One true pair a line. */
function writeTruth(): void {
  const file = openSync(join(folder, 'truth.ndjson'), 'w');
  let count = 0;
  for (const pair of truePairs(plan, texts)) {
    writeSync(file, `${JSON.stringify(pair)}\n`);
    if (++count % 20_000 === 0) console.error(`  truth of ${count} pairs measured`);
  }
  closeSync(file);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

import { loadavg } from 'node:os';
import type { ClusterFigures } from './bench-dedupe-clusters.ts';
import type { Called, DedupeScore } from './bench-dedupe-score.ts';
import type { WriteFigures } from './bench-dedupe-write.ts';

/** What one size of corpus gave. */
export interface Measured {
  pages: number;
  write: WriteFigures;
  clusters: ClusterFigures;
  score: DedupeScore;
}

type Figures = Record<string, number | null>;

/** What figures must at least be, or at most. */
const floors: Record<string, { least: number } | { most: number }> = {
  signature_ratio: { least: 0.6 },
  rss_mib: { most: 1024 },
  clusters_s: { most: 60 },
  growth: { most: 1 },
  recall_0_edits: { least: 0.99 },
  recall_1_edit: { least: 0.99 },
  recall_2_edits: { least: 0.99 },
  recall_jaccard_80: { least: 0.95 },
  under_60_called: { most: 0 },
  sharing_only_called: { most: 0 },
  recall_short: { least: 0.95 },
  recall_preface: { least: 0.95 },
  precision: { least: 0.99 },
};

/** A line for every figure that misses its floor, or could not be measured. */
export function underFloors(figures: Figures): string[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const value = figures[name] ?? null;
    const [holds, wanted] =
      'least' in floor
        ? [value !== null && value >= floor.least, `at least ${floor.least}`]
        : [value !== null && value <= floor.most, `at most ${floor.most}`];
    return holds ? [] : [`misses its floor: ${name} is ${value}, wanted ${wanted}`];
  });
}

/** What was measured, in lines for people. */
export function report({ write, clusters, score }: Measured): string[] {
  return [
    `signatures ${write.signatures_per_s}/s; bare loop over letters ${write.bare_in_place_per_s}/s (ratio ${write.ratio_in_place}), bare loop that takes words out ${write.bare_per_s}/s (ratio ${write.ratio}); ${write.rss_mib} MiB`,
    `candidates, verification, clusters ${clusters.seconds.toFixed(1)} s (${clusters.cpu_s.toFixed(1)} s of processor), ${clusters.rss_mib} MiB; ${score.clusters} clusters, the largest of ${score.largest}`,
    `by edited words: ${list(score.edits)}`,
    `by true Jaccard: ${list(score.byJaccard)}`,
    `Jaccard of 0.8 and more: ${shown(score.jaccard80)}; under 0.6 called copies: ${shown(score.under60)}`,
    `with a preface: ${shown(score.preface)}, with more than that: ${shown(score.longPreface)}; short: ${shown(score.short)}; other figures: ${shown(score.figures)}; reposts of forty: ${shown(score.repost)}; identical in all: ${shown(score.identical)}; twice in one agency: ${shown(score.twice)}`,
    `that only share something, called copies: ${list(score.apart)}; forms filled in nearly alike: ${shown(score.nearForms)}`,
    `verified pairs that are copies: ${shown(score.verified)}`,
  ];
}

function list(counts: ReadonlyMap<number | string, Called>): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([of, called]) => `${of} ${shown(called)}`)
    .join(', ');
}

function shown(counted: Called): string {
  const { called, of, rate } = counted;
  return rate === null ? 'none' : `${rate.toFixed(4)} (${called} of ${of})`;
}

/** All figures of a run: of the whole, beside a tenth of it for the growth. */
export function figuresOf(small: Measured, large: Measured): Figures {
  const { write, clusters, score } = large;
  const nLogN = (n: number) => n * Math.log(n);
  const expected = nLogN(large.pages) / nLogN(small.pages);
  const edits = (count: number) => thousandths(score.edits.get(count)?.rate ?? null);
  return {
    pages: large.pages,
    signatures_per_s: write.signatures_per_s,
    bare_per_s: write.bare_in_place_per_s,
    signature_ratio: write.ratio_in_place,
    bare_split_per_s: write.bare_per_s,
    signature_ratio_split: write.ratio,
    rss_mib: Math.max(write.rss_mib, clusters.rss_mib),
    clusters_rss_mib: clusters.rss_mib,
    clusters_s: thousandths(clusters.seconds),
    clusters_cpu_s: thousandths(clusters.cpu_s),
    clusters_tenth_s: thousandths(small.clusters.seconds),
    clusters_tenth_cpu_s: thousandths(small.clusters.cpu_s),
    growth: thousandths(clusters.seconds / small.clusters.seconds / expected),
    growth_cpu: thousandths(clusters.cpu_s / small.clusters.cpu_s / expected),
    recall_0_edits: edits(0),
    recall_1_edit: edits(1),
    recall_2_edits: edits(2),
    recall_4_edits: edits(4),
    recall_8_edits: edits(8),
    recall_jaccard_80: thousandths(score.jaccard80.rate),
    under_60_called: score.under60.called,
    recall_short: thousandths(score.short.rate),
    recall_preface: thousandths(score.preface.rate),
    long_preface_called: thousandths(score.longPreface.rate),
    recall_figures: thousandths(score.figures.rate),
    recall_reposts: thousandths(score.repost.rate),
    recall_twice: thousandths(score.twice.rate),
    recall_identical: thousandths(score.identical.rate),
    sharing_only_called: [...score.apart.values()].reduce((sum, { called }) => sum + called, 0),
    precision: thousandths(score.verified.rate),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** Rounded down, so that no figure looks better than it is. */
function thousandths(value: number | null): number | null {
  return value === null ? null : Math.floor(value * 10_000) / 10_000;
}

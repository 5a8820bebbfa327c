import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../src/cli/demo-workspace.ts';

interface Scores {
  slices: Record<string, { f1: number }>;
  meta: Record<string, { acc: number }>;
  perPage: { id: string; f1: number }[];
}

const command = `node ${packageRoot()}/bin/kosh.js extract --stdin`;
const runs = {
  kosh: `${command} --single`,
  'kosh-site': command,
  readability: 'node peers/readability-linkedom.mjs',
};

/**
 * Scores each page alone, pages with their sites, and Readability beside them, on all sets: clean F1 (pages whose gold
 * is sure), titles and dates exact, and the paired bootstrap of mean page F1 against Readability (95 %).
 */
export function benchQuality(bench: string): Record<string, unknown> {
  for (const [name, extractor] of Object.entries(runs)) {
    const args = ['run.mjs', '--name', name, '--cmd', extractor, '--force'];
    execFileSync('node', args, { cwd: bench, stdio: ['ignore', 'inherit', 'inherit'] });
  }
  const found: Record<string, unknown> = {};
  for (const set of readdirSync(join(bench, 'data')).sort()) {
    const single = scoresOf(bench, set, 'kosh');
    const site = scoresOf(bench, set, 'kosh-site');
    const peer = scoresOf(bench, set, 'readability');
    const of = (scores: Scores) => ({
      clean_f1: round(scores.slices.clean?.f1),
      title: round(scores.meta.title?.acc),
      date: round(scores.meta.date?.acc),
    });
    const sure = surePages(bench, set);
    const ahead = single.perPage.length > 0 ? { ahead: bootstrap(single, peer, sure) } : {};
    found[set] = { single: of(single), site: of(site), readability: of(peer), ...ahead };
  }
  return found;
}

function scoresOf(bench: string, set: string, name: string): Scores {
  const text = readFileSync(join(bench, 'results', set, `${name}.json`), 'utf8');
  return (JSON.parse(text) as { scores: Scores }).scores;
}

function surePages(bench: string, set: string): Set<string> {
  const text = gunzipSync(readFileSync(join(bench, 'data', set, 'gold.ndjson.gz'))).toString();
  const gold = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: string; suspect?: unknown });
  return new Set(gold.filter((page) => !page.suspect).map((page) => page.id));
}

const draws = 2_000;

/** How far mean page F1 is above the peer's on the same pages, with the bounds between which 95 % of draws lie. */
function bootstrap(
  ours: Scores,
  peer: Scores,
  sure: ReadonlySet<string>,
): { mean: number; low: number; high: number } {
  const theirs = new Map(peer.perPage.map((page) => [page.id, page.f1]));
  const gains = ours.perPage
    .filter((page) => sure.has(page.id))
    .map((page) => page.f1 - (theirs.get(page.id) ?? 0));
  const random = seeded(7);
  const means = Array.from({ length: draws }, () => {
    let sum = 0;
    for (let i = 0; i < gains.length; i++) sum += gains[Math.floor(random() * gains.length)] ?? 0;
    return sum / gains.length;
  }).sort((a, b) => a - b);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const at = (share: number) => round(means[Math.floor(share * draws)]) ?? Number.NaN;
  return { mean: round(mean) ?? Number.NaN, low: at(0.025), high: at(0.975) };
}

/** Numbers in [0, 1), the same for the same seed (Numerical Recipes' generator). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function round(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : Math.round(value * 1000) / 1000;
}

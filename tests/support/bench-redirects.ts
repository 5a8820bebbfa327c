// Measures redirects: npm run bench:redirects [-- --only emit|hits|check] [--rows N]. Needs no path: sites are invented, by
// a rule, so that every run has the same. The last line is one JSON object; a part that was not run is null.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCheck } from './bench-redirects-check.ts';
import { benchEmit, type EmitFigures } from './bench-redirects-emit.ts';
import { benchHits } from './bench-redirects-hits.ts';
import { benchLoad } from './bench-redirects-load.ts';

const parts = ['emit', 'hits', 'check'] as const;
const flags = process.argv.slice(2);
const only = flagValue('--only');
const rows = Number(flagValue('--rows') ?? 1_000_000);
const isPart = only === undefined || parts.some((part) => part === only);
if (!isPart || !Number.isInteger(rows) || rows < 1000) {
  console.error(
    'usage: npm run bench:redirects -- [--only emit|hits|check] [--rows N]: at least 1000 rows',
  );
  process.exit(2);
}
const figures = {
  ...(await emitFigures()),
  ...(await hitsFigures()),
  ...(await checkFigures()),
};
console.log(JSON.stringify(figures));

/** Of a million decisions, or as many as asked for: time and memory; and what real servers need to load them. */
async function emitFigures(): Promise<Record<string, number | null>> {
  if (only !== undefined && only !== 'emit') return { emit_1m_s: null, emit_rss_mib: null };
  const work = mkdtempSync(join(tmpdir(), 'kosh-bench-redirects-'));
  try {
    const many = await benchEmit(join(work, 'many'), 100, Math.ceil(rows / 100));
    say('100 agencies', many);
    rmSync(join(work, 'many'), { recursive: true, force: true });
    const tenth = await benchEmit(join(work, 'tenth'), 1, Math.ceil(rows / 10));
    say('a tenth of the rows', tenth);
    rmSync(join(work, 'tenth'), { recursive: true, force: true });
    const one = await benchEmit(join(work, 'one'), 1, rows);
    say('one agency', one);
    const load = await benchLoad(join(work, 'one'));
    return {
      emit_rows: rows,
      emit_1m_s: rows === 1_000_000 ? round(secondsOf(one)) : null,
      emit_s: round(secondsOf(one)),
      emit_rss_mib: Math.round(Math.max(one.build.mebibytes, one.lint.mebibytes)),
      emit_100_agencies_s: round(secondsOf(many)),
      emit_100_agencies_rss_mib: Math.round(Math.max(many.build.mebibytes, many.lint.mebibytes)),
      emit_tenth_s: round(secondsOf(tenth)),
      emit_cpu_s: round(one.build.cpuSeconds + one.lint.cpuSeconds),
      ...load,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Checking a server beside a bare loop that asks the same. */
async function checkFigures(): Promise<Record<string, number | null>> {
  if (only !== undefined && only !== 'check') return { check_ratio: null };
  return { ...(await benchCheck((line) => console.log(`check, ${line}`))) };
}

/** How fast access logs are counted, beside mawk. */
async function hitsFigures(): Promise<Record<string, number | null>> {
  return only === undefined || only === 'hits' ? benchHits() : { hits_ratio: null };
}

function secondsOf({ build, lint }: EmitFigures): number {
  return build.seconds + lint.seconds;
}

function say(what: string, { build, lint }: EmitFigures): void {
  for (const [name, { seconds, cpuSeconds, mebibytes }] of Object.entries({ build, lint })) {
    console.log(
      `${what}, ${name}: ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor), ${mebibytes.toFixed(0)} MiB`,
    );
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function flagValue(flag: string): string | undefined {
  const at = flags.indexOf(flag);
  return at < 0 ? undefined : flags[at + 1];
}

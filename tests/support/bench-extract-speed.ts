import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { packSegment } from '../../src/store/segments.ts';
import { median } from './bench-crawl-peers.ts';

const set = 'daniel-ru-dev';
const times = 10;
const rounds = 3;

/** htmlparser2 with nobody listening, in the loop that the peers stand in. */
const bareParse = `import { Parser } from 'htmlparser2'; import { serve } from './lib.mjs';
await serve(({ html }) => { const parser = new Parser({}); parser.end(html); return { text: '' }; });
`;

/**
 * Pages per CPU second (user and system of all threads, start-up taken off) of kosh, Readability on linkedom and
 * htmlparser2 alone, on the set once and ten times over, as ratios within each of three rounds; the middle one counts.
 */
export function benchSpeed(bench: string, work: string): Record<string, number> {
  writeFileSync(join(bench, 'peers/bare-parse.mjs'), bareParse);
  const pages = `${pagesOf(bench).join('\n')}\n`;
  const inputs = { none: '', once: pages, ten: pages.repeat(times) };
  for (const [name, text] of Object.entries(inputs)) writeFileSync(join(work, name), text);
  const kosh = ['node', `${packageRoot()}/bin/kosh.js`, 'extract', '--stdin'];
  const commands = {
    single: [...kosh, '--single'],
    site: kosh,
    readability: ['node', join(bench, 'peers/readability-linkedom.mjs')],
    parse: ['node', join(bench, 'peers/bare-parse.mjs')],
  };
  const found = Array.from({ length: rounds }, () => {
    const seconds = Object.entries(commands).map(([name, command]) => {
      const start = cpuSeconds(command, join(work, 'none'));
      const once = cpuSeconds(command, join(work, 'once')) - start;
      const ten = cpuSeconds(command, join(work, 'ten')) - start;
      console.log(
        `${name}: start ${start.toFixed(2)} s, once ${once.toFixed(2)}, ten times ${ten.toFixed(2)}`,
      );
      return [name, { once, ten }] as const;
    });
    return ratios(Object.fromEntries(seconds));
  });
  const names = Object.keys(found[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, round(median(found.map((one) => one[name] ?? Number.NaN)))]),
  );
}

function ratios(seconds: Record<string, { once: number; ten: number }>): Record<string, number> {
  const { single, site, readability, parse } = seconds;
  if (!single || !site || !readability || !parse) return {};
  return {
    cold_to_readability: readability.once / single.once,
    cold_site_to_readability: readability.once / site.once,
    warm_to_readability: readability.ten / single.ten,
    warm_site_to_readability: readability.ten / site.ten,
    warm_to_bare_parse: parse.ten / single.ten,
    warm_site_to_bare_parse: parse.ten / site.ten,
  };
}

/** User and system seconds of a command that reads the file. */
function cpuSeconds(command: readonly string[], input: string): number {
  const run = spawnSync(
    'bash',
    [
      '-c',
      'in=$1; shift; TIMEFORMAT="%U %S"; time "$@" < "$in" > /dev/null',
      'x',
      input,
      ...command,
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  const [user, system] = (run.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  // 3: some line gave no content, which the scores count.
  if (run.status !== 0 && run.status !== 3) throw new Error(`${command.join(' ')}: ${run.stderr}`);
  return (user ?? Number.NaN) + (system ?? Number.NaN);
}

/** Mean bytes of a page's stored blocks. */
export function storedBytes(bench: string): number {
  const sizes = pagesOf(bench).map((line) => {
    const { url, html } = JSON.parse(line) as { url: string; html: string };
    return packSegment(segmentPage(html, url)).data.length;
  });
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
}

function pagesOf(bench: string): string[] {
  const file = join(bench, 'data', set, 'pages.ndjson.gz');
  return gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

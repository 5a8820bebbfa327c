import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { startKosh } from '../support/kosh-process.ts';
import { emptyWorkspace } from '../support/migration-copy.ts';
import { differences, migrationResult } from '../support/migration-result.ts';

/** A moment to die at: so long after the output holds the text (from the start when it is empty). */
interface Moment {
  after: string;
  milliseconds: number;
}

let server: FixtureServer;

beforeAll(async () => {
  server = await startFixtureServer(await loadSites());
});
afterAll(() => server.close());

/** Moments in the crawl, the extraction, and what follows it; another seed gives others. */
function momentsOf(seed: number): Moment[] {
  const within = (after: string, most: number) =>
    fc.integer({ min: 0, max: most }).map((milliseconds) => ({ after, milliseconds }));
  const moments = fc.tuple(
    within('', 4000),
    within('', 8000),
    within('"stage":"crawl"', 3000),
    within('{"agency":"aqbulaq-akimat","stage":"crawl"', 2000),
    within('{"agency":"aqbulaq-akimat","stage":"extract"', 400),
    within('"stage":"dedupe"', 800),
  );
  return fc.sample(moments, { seed, numRuns: 1 })[0] ?? [];
}

/** Runs everything until the moment and kills it; tells whether it was still running. */
async function killedAt(workspace: string, moment: Moment): Promise<boolean> {
  const run = startKosh(['run', '--all', '--provisional', '--json', '-w', workspace]);
  if (moment.after !== '') await run.says(moment.after);
  const timer = setTimeout(() => run.child.kill('SIGKILL'), moment.milliseconds);
  const { code } = await run.ended;
  clearTimeout(timer);
  return code === -1;
}

describe('a migration that is killed again and again', () => {
  it('ends as an undisturbed one in everything but the times of its captures', async () => {
    const seed = Number(process.env.KOSH_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const moments = momentsOf(seed);
    const workspace = emptyWorkspace(server.port);
    const told: string[] = [];
    for (const moment of moments) {
      const wasRunning = await killedAt(workspace, moment);
      told.push(`${JSON.stringify(moment)} ${wasRunning ? 'killed' : 'had ended'}`);
    }
    const about = `KOSH_TEST_SEED=${seed}\n${told.join('\n')}`;
    const last = await startKosh(['run', '--all', '--provisional', '-w', workspace]).ended;
    expect(last.code, `${about}\n${last.stderr}`).toBe(0);
    // The first three come long before the slowest site is crawled.
    expect(told.filter((one) => one.endsWith('killed')).length, about).toBeGreaterThanOrEqual(3);
    const expected = migrationResult(inject('migration').workspace);
    expect(differences(expected, migrationResult(workspace)), about).toEqual([]);
    const again = await startKosh(['bundle', 'verify', join(workspace, 'out/bundles/shared')])
      .ended;
    expect(again.stderr, about).toBe('The bundle is valid.\n');
  }, 300_000);
});

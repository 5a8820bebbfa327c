import { describe, expect, inject, it } from 'vitest';
import { startKosh } from '../support/kosh-process.ts';
import { agencies, copyOfMigration, keepOnlyCaptures } from '../support/migration-copy.ts';
import { differences, filesIn, type MigrationResult } from '../support/migration-result.ts';
import { type KoshRun, runKosh } from '../support/run-kosh.ts';

const { workspace } = inject('migration');
/** Nothing listens there: what follows a crawl asks nobody. */
const nowhere = 1;

function output(folder: string): MigrationResult {
  return new Map([
    ...filesIn(folder, 'out/bundles'),
    ...filesIn(folder, 'out/redirects'),
    ...[...filesIn(folder, 'data')].filter(([path]) => path === 'data/ids.ndjson'),
  ]);
}

async function inOrder(steps: readonly string[][], run: (args: string[]) => Promise<KoshRun>) {
  for (const step of steps) {
    const { code, stderr } = await run(step);
    expect(code, stderr).toBe(0);
  }
}

describe('bundling again from the same captures', () => {
  it('gives the same bytes in another folder and at another time', async () => {
    const copy = copyOfMigration(nowhere);
    keepOnlyCaptures(copy);
    await inOrder(
      [
        ['extract', '--all'],
        ['dedupe'],
        ['redirects', 'build', '--all', '--provisional'],
        ['bundle', '--all'],
      ],
      (step) => runKosh([...step, '-w', copy]),
    );
    expect(differences(output(workspace), output(copy))).toEqual([]);
  });

  it('gives the same bytes one agency after the other, in reverse, in another time zone', async () => {
    const copy = copyOfMigration(nowhere);
    keepOnlyCaptures(copy);
    const env = { TZ: 'Pacific/Apia', LANG: 'kk_KZ.UTF-8', LC_ALL: 'kk_KZ.UTF-8' };
    const reversed = [...agencies].reverse();
    const alone = ['--parallel', '1', '-w', copy];
    const steps = [
      ...reversed.map((agency) => ['extract', agency, ...alone]),
      ['dedupe', '-w', copy],
      // Bundles hold links between agencies: all are decided before the first is written.
      ...reversed.map((agency) => ['redirects', 'build', agency, '--provisional', ...alone]),
      ...reversed.map((agency) => ['bundle', agency, ...alone]),
    ];
    await inOrder(steps, (step) => startKosh(step, { env }).ended);
    expect(differences(output(workspace), output(copy))).toEqual([]);
  });
});

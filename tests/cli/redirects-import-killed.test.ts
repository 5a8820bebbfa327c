import { expect, test } from 'vitest';
import { agency, decidedWorkspace, portal } from '../support/decided-workspace.ts';
import { startKosh } from '../support/kosh-process.ts';

const rows = 6000;

test('an import that is killed leaves none of its rows, or all, and can be done again', async () => {
  const { root, file, entries, redirects } = decidedWorkspace();
  const table = file(
    'тізім.csv',
    Array.from({ length: rows }, (_, at) => `/хабар/${at},${portal}/press/${at}`).join('\n'),
  );
  const args = ['redirects', 'import', agency, table, '--apply', '--actor', 'Айгүл', '-w', root];
  const left: number[] = [];
  // The table is read when the process says so; rows are written within the second that follows.
  for (const milliseconds of [0, 200, 500]) {
    const run = startKosh(args);
    await run.says(`${rows} rows`);
    const timer = setTimeout(() => run.child.kill('SIGKILL'), milliseconds);
    const { code } = await run.ended;
    clearTimeout(timer);
    left.push((await entries()).length);
    if (code === 0) break;
  }
  expect(left.filter((count) => count !== 0 && count !== rows)).toEqual([]);
  await redirects('import', table, '--apply');
  const all = await entries();
  expect(all).toHaveLength(rows);
  expect(new Set(all.map(({ batch }) => batch)).size).toBe(1);
}, 180_000);

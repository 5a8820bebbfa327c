import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../src/mapping/workspace.ts';
import { checkDbFile } from '../../src/pipeline/check-redirects.ts';
import { tablesMade } from '../../src/pipeline/tables-made.ts';
import { beginCheck, finishCheck, openCheckDb } from '../../src/store/check-db.ts';
import { agency, decidedWorkspace, portal } from '../support/decided-workspace.ts';

const why = ['--reason', 'екі апта шағым болмады'];

test('confirming makes the next tables permanent, and it can be undone', async () => {
  const ws = decidedWorkspace();
  await ws.redirects('set', '/а', '--to', `${portal}/1`, '--reason', 'бөлім көшті');
  const config = async () => {
    expect((await ws.kosh('redirects', 'build', agency, '--server', 'nginx')).code).toBe(0);
    return readFileSync(
      join(ws.root, 'out/redirects/nginx', agency, 'sarkol.gov.kz.locations.conf'),
      'utf8',
    );
  };
  expect(await config()).not.toContain('return 301');
  const dry = await ws.redirects('confirm', ...why, '--despite', 'сынақ', '--dry-run');
  expect(dry.stdout).toContain('1 redirects answer 301 instead of 302');
  expect(await config()).not.toContain('return 301');
  const confirmed = await ws.redirects('confirm', ...why, '--despite', 'сынақ', '--json');
  expect(JSON.parse(confirmed.stdout)).toMatchObject({ permanent: 1, changed: true });
  expect(await config()).toContain('return 301');
  const again = await ws.redirects('confirm', ...why, '--despite', 'сынақ', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ changed: false });
  const undo = ['confirm', '--undo', '--reason', 'портал жаңалықтарын көшіреді'] as const;
  const undone = await ws.redirects(...undo);
  expect(undone.stdout).toContain('1 redirects answer 302 again');
  expect(undone.stderr).not.toContain('never checked');
  expect(await config()).not.toContain('return 301');
  const undoneAgain = await ws.redirects(...undo);
  expect(undoneAgain.stdout).toBe('');
  expect(undoneAgain.stderr).toContain('That is so already.');
});

test('it is refused while something speaks against it, unless told why that does not matter', async () => {
  const ws = decidedWorkspace();
  const { code, stderr } = await ws.redirects('confirm', ...why);
  expect(code).toBe(2);
  expect(stderr).toContain('not crawled yet');
  await ws.redirects('set', '/а', '--to', `${portal}/1`, '--reason', 'бөлім көшті');
  await ws.redirects('set', '/б', '--to', 'https://gov.kz/2', '--reason', 'бөлім көшті');
  await ws.kosh('redirects', 'build', agency);
  const settings = readFileSync(join(ws.root, 'kosh.yaml'), 'utf8');
  ws.file('kosh.yaml', settings.replace('portal: {', 'portal: { allowedHosts: [www.gov.kz],'));
  const refused = await ws.redirects('confirm', ...why, '--json');
  expect(refused.code).toBe(3);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    ...{ refused: true, changed: false, confirmed: null },
    doubts: expect.arrayContaining([expect.stringContaining('findings of severity error')]),
  });
  expect((await ws.redirects('confirm')).code).toBe(2);
  const told = await ws.redirects('confirm', ...why, '--despite', 'ол жол ескі', '--json');
  expect(told.code).toBe(0);
  expect(JSON.parse(told.stdout)).toMatchObject({ confirmed: true });
});

test('it needs no excuse once the present tables were checked whole, down to the portal', async () => {
  const ws = decidedWorkspace();
  await ws.redirects('set', '/а', '--to', `${portal}/1`, '--reason', 'бөлім көшті');
  expect((await ws.kosh('redirects', 'build', agency)).code).toBe(0);
  const doubts = async (...options: string[]) =>
    JSON.parse((await ws.redirects('confirm', ...why, '--json', ...options)).stdout).doubts;
  expect(await doubts()).toEqual([expect.stringContaining('never checked')]);

  const workspace = openWorkspace(ws.root);
  const at = '2026-03-19T09:10:00.000Z';
  const terms = {
    ...{ against: 'http://10.0.0.5', keys: 1, ofKeys: 1, sample: null, classes: null },
    ...{ confirmed: false, provisional: false, tables: tablesMade(workspace, agency).checksum },
  };
  const checked = (parts: { portal: string | null; tables?: string }, isFinished = true) => {
    const db = openCheckDb(checkDbFile(workspace, agency));
    const id = beginCheck(db, 'тексеру', { ...terms, ...parts }, at);
    if (isFinished) finishCheck(db, id, at);
    db.close();
  };
  checked({ portal: null, tables: 'ескі' }, false);
  expect(await doubts()).toEqual([
    expect.stringContaining('not finished'),
    expect.stringContaining('changed since'),
    expect.stringContaining('--portal'),
  ]);
  checked({ portal: 'https://www.gov.kz' });
  expect(await doubts('--dry-run')).toEqual([]);
  expect((await ws.redirects('confirm', ...why)).code).toBe(0);
  const status = await ws.kosh('status', agency, '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ decisions: { redirect: 1 } });
  expect((await ws.kosh('status', agency)).stdout).toMatch(/by people/);
});

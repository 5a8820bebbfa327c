import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
  await ws.redirects('confirm', '--undo', '--reason', 'портал жаңалықтарын көшіреді');
  expect(await config()).not.toContain('return 301');
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

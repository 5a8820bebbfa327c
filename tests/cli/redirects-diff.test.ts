import { appendFileSync, cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rowReaderFor } from '../../src/redirects/table-rows.ts';
import {
  agency,
  type DecidedWorkspace,
  decidedWorkspace,
  portal,
} from '../support/decided-workspace.ts';

const why = ['--reason', 'бөлім көшті'];

/** A workspace whose tables are written, and a copy of them as on a server. */
async function installedTables(): Promise<{ ws: DecidedWorkspace; installed: string }> {
  const ws = decidedWorkspace();
  for (const name of ['бір', 'екі', 'үш']) {
    await ws.redirects('set', `/${name}?id=1&a=2`, '--to', `${portal}/${name.length}`, ...why);
  }
  const built = await ws.kosh(
    'redirects',
    'build',
    agency,
    '--server',
    'nginx,apache,haproxy,iis,csv',
  );
  expect(built.code, built.stderr).toBe(0);
  const installed = join(ws.root, 'серверден');
  cpSync(join(ws.root, 'out/redirects/nginx', agency), installed, { recursive: true });
  return { ws, installed };
}

function rows(stdout: string, type = 'row'): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((line) => line.type === type);
}

test('what tables would change is told by old address, for every server and the table for people', async () => {
  const { ws, installed } = await installedTables();
  const none = await ws.redirects('diff', '--exit-code', '--json');
  expect(none.code).toBe(0);
  expect(rows(none.stdout)).toEqual([]);
  await ws.redirects('set', '/бір?id=1&a=2', '--gone', ...why);
  await ws.redirects('set', '/екі?id=1&a=2', '--unresolved', ...why);
  await ws.redirects('set', '/төрт', '--to', `${portal}/4`, ...why);
  const { stdout, code } = await ws.redirects('diff', '--installed', installed, '--json');
  expect(code).toBe(0);
  expect(rows(stdout)).toMatchObject([
    { old: 'sarkol.gov.kz/бір?a=2&id=1', before: `${portal}/3`, after: 'gone' },
    { old: 'sarkol.gov.kz/екі?a=2&id=1', before: `${portal}/3`, after: null },
    { old: 'sarkol.gov.kz/төрт', before: null, after: `${portal}/4` },
  ]);
  expect(rows(stdout, 'summary')).toMatchObject([{ added: 1, removed: 1, changed: 1, same: 1 }]);
  const all = await ws.redirects('diff', '--json', '--exit-code');
  expect(all.code).toBe(3);
  const people = rows(all.stdout).filter(({ server }) => server === 'csv');
  expect(people).toHaveLength(3);
  expect(people.map(({ after }) => after)).toContain('410 gone');
  for (const name of ['apache', 'haproxy', 'iis']) {
    const of = rows(all.stdout).filter(({ server }) => server === name);
    expect(
      of.map(({ after }) => after),
      name,
    ).toEqual(['gone', null, `${portal}/4`]);
  }
  const text = await ws.redirects('diff', '--installed', installed);
  expect(text.stdout).toContain(`+ sarkol.gov.kz/төрт → ${portal}/4`);
  expect(text.stdout).toContain(`~ sarkol.gov.kz/бір?a=2&id=1 → gone (was ${portal}/3)`);
});

test('a folder that somebody changed is told: rows, missing files and files of others', async () => {
  const { ws, installed } = await installedTables();
  const map = readdirSync(installed).find((name) => name.endsWith('.forms.map')) ?? '';
  appendFileSync(join(installed, map), '"a=&id= /зиян" "https://evil.example/";\n');
  rmSync(join(installed, 'gone.html'));
  writeFileSync(join(installed, 'өз.conf'), '# біздікі\n');
  const { stdout, code } = await ws.redirects('diff', '--installed', installed, '--json');
  expect(code).toBe(3);
  expect(rows(stdout, 'file')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: map, change: 'tampered' }),
      expect.objectContaining({ name: 'gone.html', change: 'missing' }),
      expect.objectContaining({ name: 'өз.conf', change: 'foreign' }),
    ]),
  );
  expect(rows(stdout)).toMatchObject([
    { old: 'sarkol.gov.kz/зиян', before: 'https://evil.example/', after: null },
  ]);
});

test('a folder that is none of tables, or of another server, is refused with what to do', async () => {
  const { ws, installed } = await installedTables();
  const refused: [string[], RegExp][] = [
    [['--installed', ws.root], /no SHA256SUMS/],
    [['--installed', installed, '--server', 'haproxy'], /holds no tables for haproxy/],
    [['--server', 'lighttpd'], /no server "lighttpd"/],
  ];
  for (const [args, message] of refused) {
    const { code, stderr } = await ws.redirects('diff', ...args);
    expect(code, args.join(' ')).toBe(2);
    expect(stderr).toMatch(message);
  }
  writeFileSync(join(installed, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/passwd\n`);
  expect((await ws.redirects('diff', '--installed', installed)).code).toBe(2);
  rmSync(join(ws.root, 'out'), { recursive: true });
  expect((await ws.redirects('diff')).stderr).toContain('kosh redirects build');
});

test('rows of each format are read as their servers read them', () => {
  const read = (server: string, name: string, line: string) => rowReaderFor(server, name)?.(line);
  expect(read('nginx', 'a.kz.provisional.forms.map', '"b=&id=5 /қ\\"ш" "https://p/1";')).toEqual({
    ...{ table: 'forms', old: 'a.kz/қ"ш?id=5', answer: 'https://p/1 (provisional)' },
  });
  expect(read('nginx', 'a.kz.map', '"/x?b=1" "gone";')?.old).toBe('a.kz/x?b=1');
  expect(read('apache', 'a.kz.table.txt', '=b=&id=5&/x https://p/2')).toEqual({
    ...{ table: 'forms', old: 'a.kz/x?id=5', answer: 'https://p/2' },
  });
  expect(read('apache', 'a.kz.table.txt', '/x?b=1 gone')?.old).toBe('a.kz/x?b=1');
  expect(read('haproxy', 'hosts.map', 'a.kz a.kz')).toBeUndefined();
  const iis = rowReaderFor('iis', 'a.kz.rewritemaps.config');
  expect(iis?.('  <rewriteMap name="forms" defaultValue="">')).toBeUndefined();
  expect(iis?.('<add key="/x&#233;?a=&#38;b=1" value="https://p/3" />')).toEqual({
    ...{ table: 'forms', old: 'a.kz/xé?b=1', answer: 'https://p/3' },
  });
  expect(read('csv', 'a.csv', 'http://a.kz/x,https://p/4,301,redirect,kk,,,"a, b"\r')?.answer).toBe(
    '301 redirect https://p/4',
  );
  expect(read('nginx', 'servers.conf', 'server {')).toBeUndefined();
});

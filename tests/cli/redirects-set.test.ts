import { expect, test } from 'vitest';
import { agency, decidedWorkspace, portal, writeMapping } from '../support/decided-workspace.ts';

test('a decision by hand is planned, shown in the history, and taken back by unresolved', async () => {
  const { redirects, planned, entries } = decidedWorkspace();
  const set = await redirects(
    'set',
    '/қабылдау/?utm_source=mail',
    ...['--to', 'www.gov.kz/memleket/entities/sarkol/contacts', '--reason', 'бөлім көшті'],
  );
  expect(set.code, set.stderr).toBe(0);
  expect(await planned('sarkol.gov.kz/қабылдау')).toMatchObject({
    ...{ decision: 'redirect', target: `${portal}/contacts`, source: 'hand' },
    reason: 'бөлім көшті',
  });
  await redirects('set', 'WWW.sarkol.gov.kz/қабылдау', '--unresolved', '--reason', 'қате болды');
  expect(await planned('sarkol.gov.kz/қабылдау')).toMatchObject({
    decision: 'unresolved',
    source: 'log',
  });
  const history = await redirects('history', '/қабылдау');
  expect(history.stdout).toContain('Айгүл Сәрсенова');
  expect(history.stdout).toMatch(/бөлім көшті[\s\S]*қате болды/);
  expect(await entries()).toMatchObject([
    { decision: 'redirect', actor: 'Айгүл Сәрсенова', agency },
    { decision: 'unresolved' },
  ]);
});

test('gone, archive and the very copy of an archive are planned as said', async () => {
  const { redirects, planned } = decidedWorkspace();
  const copy = 'https://archive.example.kz/2019/http://sarkol.gov.kz/c';
  for (const [path, ...answer] of [
    ['/a', '--gone'],
    ['/b', '--archive'],
    ['/c', '--archive', copy],
  ] as const) {
    const { code, stderr } = await redirects('set', path, ...answer, '--reason', 'ескірген');
    expect(code, stderr).toBe(0);
  }
  expect(await planned('sarkol.gov.kz/a')).toMatchObject({ decision: 'gone', target: null });
  expect(await planned('sarkol.gov.kz/b')).toMatchObject({
    target: 'https://archive.example.kz/2026/http://sarkol.gov.kz/b',
  });
  expect(await planned('sarkol.gov.kz/c')).toMatchObject({ decision: 'archive', target: copy });
});

test('the same twice writes once, and a dry run nothing', async () => {
  const { redirects, entries } = decidedWorkspace();
  const args = ['/a', '--gone', '--reason', 'ескірген'];
  await redirects('set', ...args, '--dry-run');
  expect(await entries()).toEqual([]);
  await redirects('set', ...args);
  const again = await redirects('set', ...args);
  expect(again.stdout).toContain('decided already');
  expect(await entries()).toHaveLength(1);
});

test('what cannot be decided is refused with what to do', async () => {
  const { redirects, entries, root } = decidedWorkspace();
  writeMapping(root, 'redirects: [{ from: /өзі, gone: true, reason: in the mapping }]\n');
  const why = ['--reason', 'себебі бар'];
  const refused: [string[], RegExp][] = [
    [['/a', '--gone'], /say why/],
    [['/a', ...why], /say one of/],
    [['/a', '--gone', '--archive', ...why], /say one of/],
    [['/a', '--to', 'https://evil.example/', ...why], /not among portal.allowedHosts/],
    [['/a', '--to', 'http://sarkol.gov.kz/a', ...why], /the old address itself/],
    [['/a', '--to', 'gone', ...why], /no address of the portal/],
    [['/a', '--archive', `${portal}/x`, ...why], /no address of the archive/],
    [['http://other.kz/a', '--gone', ...why], /no host of this agency/],
    [['a/b', '--gone', ...why], /write it from http/],
    [['/?utm_source=x', '--gone', ...why], /home page/],
    [['/өзі', '--to', portal, ...why], /change it there/],
  ];
  for (const [args, message] of refused) {
    const { code, stderr } = await redirects('set', ...args);
    expect(code, args.join(' ')).toBe(2);
    expect(stderr).toMatch(message);
  }
  expect(await entries()).toEqual([]);
});

test('who decides is the user of the machine unless said, and never nobody', async () => {
  const { kosh, entries } = decidedWorkspace();
  const args = ['redirects', 'set', agency, '/a', '--gone', '--reason', 'ескірген'];
  expect((await kosh(...args, '--actor', '  ')).code).toBe(2);
  expect((await kosh(...args)).code).toBe(0);
  expect(String((await entries())[0]?.actor).length).toBeGreaterThan(0);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostOf, type SharedWorkspace, sharedWorkspace } from '../support/shared-workspace.ts';

const tu = (agency: string) => `http://${hostOf(agency)}/kk/tu`;

test('the catalogue lists what agencies hold and shows its whole story', async () => {
  const ws = await sharedWorkspace();
  const [flag, ...rest] = await ws.list();
  expect(rest).toEqual([]);
  expect(flag).toMatchObject({
    titles: { kk: 'Мемлекеттік ту' },
    decision: 'adopt',
    decidedBy: 'detection',
    agencies: ['aral-akimat', 'ertis-akimat', 'oral-akimat'],
    said: null,
  });
  const id = String(flag?.id);
  const shown = await ws.kosh('shared', 'show', id.slice(0, 8));
  expect(shown.stdout).toContain('Мемлекеттік ту');
  expect(shown.stdout).toMatch(/- жүзге жуық|\+ жүзге жуық/);
  expect(shown.stdout).toContain('No person decided yet');
  const json = JSON.parse((await ws.kosh('shared', 'show', id, '--json')).stdout);
  expect(json.members).toHaveLength(3);
  expect(json.members[0].diff.common).toBeGreaterThan(0.9);
  expect(await ws.list('--decision', 'ask')).toEqual([]);
  expect(await ws.list('--agency', 'aral-akimat', '--kind', 'page')).toHaveLength(1);
  expect(await ws.list('--kind', 'news')).toEqual([]);
  expect((await ws.kosh('shared', 'list')).stdout).toContain(id.slice(0, 8));

  // A person refuses; the next dedupe sees it, and undo gives detection the word again.
  const dry = await ws.say('shared', 'refuse', id, '--dry-run');
  expect(dry.stdout).toContain('not written');
  expect((await ws.list())[0]).toMatchObject({ said: null });
  const said = await ws.say('shared', 'refuse', id.slice(0, 8));
  expect(said.code, said.stderr).toBe(0);
  expect(said.stderr).toContain('kosh dedupe');
  expect((await ws.list())[0]).toMatchObject({ decision: 'adopt', said: 'refuse' });
  await ws.dedupe();
  expect((await ws.list())[0]).toMatchObject({ id, decision: 'apart', decidedBy: 'person' });
  expect((await ws.say('shared', 'refuse', id)).stdout).toContain('said already');
  const history = await ws.kosh('shared', 'show', id);
  expect(history.stdout).toMatch(/Айгүл Сәрсенова {2}refuse/);
  await ws.say('shared', 'refuse', id, '--undo');
  await ws.dedupe();
  expect((await ws.list())[0]).toMatchObject({ decision: 'adopt', decidedBy: 'detection' });
});

test('decisions on shared items are exported and imported like the others', async () => {
  const ws = await sharedWorkspace();
  const id = String((await ws.list())[0]?.id);
  await ws.say('shared', 'refuse', id);
  const { stdout } = await ws.kosh('decisions', 'export', 'shared');
  expect(JSON.parse(stdout)).toMatchObject({ agency: 'shared', subject: id, decision: 'refuse' });
  expect((await ws.kosh('decisions', 'export', '--all')).stdout).toBe(stdout);
  const other = await sharedWorkspace();
  const file = join(other.root, 'shared.ndjson');
  writeFileSync(file, stdout);
  const imported = await other.kosh('decisions', 'import', 'shared', file);
  expect(imported.code, imported.stderr).toBe(0);
  await other.dedupe();
  expect((await other.list())[0]).toMatchObject({ decision: 'apart', decidedBy: 'person' });
  writeFileSync(file, stdout.replace('"refuse"', '"burn"'));
  expect((await other.kosh('decisions', 'import', 'shared', file)).stderr).toMatch(/altered/);
});

test('what is known by name is decided so, people beat it, and a mapping stands between', async () => {
  const ws = await sharedWorkspace();
  const known = (decision: string) =>
    ws.known(
      'state-flag.yaml',
      `id: state-flag
titles: { kk: Мемлекеттік ту, ru: Флаг, en: Flag }
marks: { titleWords: { kk: [мемлекет ту] } }
decision: ${decision}
reason: ту барлық жерде бірдей
`,
    );
  known('refuse');
  await ws.dedupe();
  const [flag] = await ws.list();
  expect(flag).toMatchObject({ decision: 'apart', decidedBy: 'known', known: 'state-flag' });
  known('ask');
  await ws.dedupe();
  expect((await ws.list())[0]).toMatchObject({ decision: 'ask', decidedBy: 'known' });
  expect(await ws.findings('aral-akimat', 'shared-undecided')).toHaveLength(1);
  const mapping = join(ws.root, 'mappings', 'aral-akimat.yaml');
  const plain = readFileSync(mapping, 'utf8');
  writeFileSync(mapping, `${plain}shared: { adopt: [/kk/tu], refuse: [] }\n`);
  await ws.dedupe();
  expect((await ws.list())[0]).toMatchObject({ decision: 'adopt', decidedBy: 'mapping' });
  await ws.say('shared', 'refuse', String(flag?.id));
  await ws.dedupe();
  expect((await ws.list())[0]).toMatchObject({ decision: 'apart', decidedBy: 'person' });
});

test('faults of known items are told with file and line, and no dedupe runs on them', async () => {
  const ws = await sharedWorkspace();
  ws.known(
    'tu.yaml',
    `id: flag
titles: { kk: Ту, ru: Флаг, en: Flag }
marks:
  titleWords: { kk: [ту] }
decision: adopt
official: { agency: жоқ }
reason: бірдей
`,
  );
  ws.known('bad.yaml', 'id: bad\ndecision: keep\ntext: мәтін\n');
  const { code, stdout } = await ws.kosh('agencies', 'check');
  expect(code).toBe(2);
  expect(stdout).toMatch(/tu\.yaml:1: id: the file must be called flag\.yaml/);
  expect(stdout).toMatch(/tu\.yaml:6: official\.agency: no agency "жоқ"/);
  expect(stdout).toMatch(/bad\.yaml:2: decision/);
  expect(stdout).toMatch(/bad\.yaml:3: text: no such key/);
  const run = await ws.kosh('dedupe');
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('tu.yaml:1');
  expect((await ws.kosh('agencies', 'list', '--json')).stdout).not.toContain('flag');
});

test('a verdict on what is not there any more is a finding', async () => {
  const ws = await sharedWorkspace();
  const id = String((await ws.list())[0]?.id);
  await ws.say('shared', 'adopt', id);
  for (const agency of ['ertis-akimat', 'oral-akimat']) {
    const file = join(ws.root, 'mappings', `${agency}.yaml`);
    const ignoring = readFileSync(file, 'utf8').replace(
      'rules: [',
      'rules: [{ match: /kk/tu, ignore: { reason: ескірген бет } }, ',
    );
    writeFileSync(file, ignoring);
    await ws.kosh('extract', agency, '-q');
  }
  await ws.dedupe();
  expect(await ws.list()).toEqual([]);
  expect(await ws.findings('aral-akimat', 'verdict-unreached')).toMatchObject([{ subject: id }]);
});

let refusing: SharedWorkspace;

beforeAll(async () => {
  refusing = await sharedWorkspace(afterAll);
});

test.each([
  [['adopt', 'flag'], /no id of a shared item/],
  [['adopt', '00000000'], /no shared item 00000000/],
  [['split', '00000000', tu('aral-akimat')], /no shared item/],
  [['merge', 'http://basqa.kz/', tu('aral-akimat')], /no mapping has this host/],
  [['merge', `http://${hostOf('aral-akimat')}/joq`, tu('oral-akimat')], /no page of an item/],
  [
    ['merge', tu('oral-akimat'), `http://${hostOf('aral-akimat')}/ru/voda`],
    /no language in common/,
  ],
])('kosh shared %s is refused with what to do', async (args, message) => {
  const { code, stderr } = await refusing.say('shared', ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('language versions are paired and parted by pages of one agency in two languages', async () => {
  const aral = `http://${hostOf('aral-akimat')}`;
  const pair = await refusing.say('pages', 'pair', `${aral}/kk/biz`, `${aral}/ru/voda`);
  expect(pair.code, pair.stderr).toBe(0);
  await refusing.dedupe();
  const exported = await refusing.kosh('decisions', 'export', 'shared');
  expect(JSON.parse(exported.stdout)).toMatchObject({ subjectKind: 'page', decision: 'pair' });
  const two = await refusing.say('pages', 'pair', `${aral}/kk/biz`, tu('oral-akimat'));
  expect(two.stderr).toMatch(/two agencies/);
  const one = await refusing.say('pages', 'unpair', `${aral}/kk/biz`, tu('aral-akimat'));
  expect(one.stderr).toMatch(/both kk/);
  const undo = await refusing.say('pages', 'pair', `${aral}/kk/biz`, `${aral}/ru/voda`, '--undo');
  expect(undo.stdout).toContain('pair → nothing said');
});

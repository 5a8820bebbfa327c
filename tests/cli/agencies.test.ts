import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { koshVersion } from '../../src/model/version.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function workspace(): Promise<string> {
  const root = join(temporaryFolder(), 'ws');
  expect((await runKosh(['init', root])).code).toBe(0);
  return root;
}

const mapping = (id: string, host: string, extra = '') => `id: ${id}
entity: aqmola
names: { kk: Ақсу ауданының әкімдігі, ru: Акимат района Аксу }
hosts: [{ host: ${host}, aliases: [www.${host}] }]
${extra}`;

test('a new workspace has no faults, and init refuses a folder that holds something else', async () => {
  const root = await workspace();
  expect((await runKosh(['agencies', 'check', '-w', root])).code).toBe(0);
  const again = await runKosh(['init', root]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('not empty');
});

test('every fault of every mapping is reported in one go with file and line', async () => {
  const root = await workspace();
  const file = (id: string) => join(root, 'mappings', `${id}.yaml`);
  writeFileSync(
    file('aqsu'),
    mapping(
      'aqsu',
      'aqsu.gov.kz',
      'timeZone: Asia/Aqsu\nrules:\n  - { match: "/a/{1}", body: "div:has(p)" }\n',
    ),
  );
  writeFileSync(file('balqash'), mapping('balqash', 'aqsu.gov.kz').replace('aqmola', 'aqmolaa'));
  writeFileSync(file('broken'), 'id: broken\nhosts: [\n');
  writeFileSync(file('wrong'), mapping('wrong', 'Wrong_Host!', 'colour: green'));
  const { code, stdout } = await runKosh(['agencies', 'check', '-w', root]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/aqsu\.yaml:5: timeZone: unknown time zone/);
  expect(stdout).toMatch(/aqsu\.yaml:7: rules\.0\.match: .*\{1\}/);
  expect(stdout).toMatch(/aqsu\.yaml:7: rules\.0\.body: selector "div:has\(p\)"/);
  expect(stdout).toMatch(/balqash\.yaml:4: hosts\.0: host aqsu\.gov\.kz is also in .*aqsu\.yaml/);
  expect(stdout).toMatch(
    /balqash\.yaml:2: entity: unknown entity code "aqmolaa"; did you mean "aqmola"/,
  );
  expect(stdout).toMatch(/broken\.yaml:\d/);
  expect(stdout).toMatch(/wrong\.yaml:4: hosts\[0\]\.host/);
  expect(stdout).toMatch(/wrong\.yaml:\d+:.*colour/);
});

test('a command on a faulty mapping stops with its file and line, on an unknown agency with the near one', async () => {
  const root = await workspace();
  const near = await runKosh(['status', 'example-akimatt', '-w', root]);
  expect(near.code).toBe(2);
  expect(near.stderr).toContain('did you mean "example-akimat"');
  const file = join(root, 'mappings/example-akimat.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('kind: akimat', 'kind: village'));
  const faulty = await runKosh(['status', 'example-akimat', '-w', root]);
  expect(faulty.code).toBe(2);
  expect(faulty.stderr).toMatch(/example-akimat\.yaml:6: kind/);
});

test('a wrong option suggests the near one, and outside a workspace the message says what to do', async () => {
  const wrong = await runKosh(['status', '--jsn']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--json');
  const outside = await runKosh(['status', '-w', temporaryFolder()]);
  expect(outside.code).toBe(2);
  expect(outside.stderr).toContain('kosh init');
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(koshVersion).toBe(version);
  expect((await runKosh(['--version'])).stdout.trim()).toBe(version);
});

test('every command has help with an example and its exit codes', async () => {
  const { stdout } = await runKosh(['--help']);
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help');
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const help = await runKosh([name, '--help']);
    expect(help.code, name).toBe(0);
    expect(help.stdout, name).toContain('Exit codes: 0 done');
    expect(help.stdout, name).toMatch(/\$ kosh /);
  }
});

const list = `host;id;kk;ru;entity;kind;примечание
http://aqsu.gov.kz/;aqsu-akimat;Ақсу ауданының әкімдігі;Акимат района Аксу;aqmola;akimat;—
edu.aqmola.gov.kz;;Ақмола облысының білім басқармасы;Управление образования Акмолинской области;;department;
`;

test('a list of agencies is shown first, then written, and then it is there already', async () => {
  const root = await workspace();
  const file = join(root, 'agencies.csv');
  writeFileSync(file, list);
  const args = ['agencies', 'import', file, '-w', root];
  const shown = await runKosh(args);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/aqsu-akimat +aqsu\.gov\.kz +new/);
  expect(shown.stderr).toContain('columns left out: примечание');
  expect((await runKosh(['agencies', 'list', '-w', root, '--json'])).stdout).not.toContain('aqsu');
  const written = await runKosh([...args, '--write']);
  expect(written.stdout).toMatch(/edu-aqmola +edu\.aqmola\.gov\.kz +written/);
  expect(readFileSync(join(root, 'mappings', 'edu-aqmola.yaml'), 'utf8')).toMatch(
    /entity: aqmola-edu {2}# NOT GIVEN; a GUESS/,
  );
  const check = await runKosh(['agencies', 'check', '-w', root]);
  expect(check.stdout).toBe('');
  const again = await runKosh([...args, '--write']);
  expect(again.code).toBe(0);
  expect(again.stderr).toContain('0 mappings written, 2 there already');
});

test('one faulty row of a list keeps all of it from being written, each fault with its line', async () => {
  const root = await workspace();
  const file = join(root, 'agencies.csv');
  writeFileSync(
    file,
    `${list}не хост;x;;Акимат;aqmola;akimat;\nkokterek.kz;K K;;Акимат;aqmola;akimat;\n`,
  );
  const { code, stderr } = await runKosh(['agencies', 'import', file, '-w', root, '--write']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/agencies\.csv:4: host "не хост" is no host name/);
  expect(stderr).toMatch(/agencies\.csv:5: kokterek\.kz: id/);
  expect((await runKosh(['agencies', 'list', '-w', root, '--json'])).stdout).not.toContain('aqsu');
});

test('a list that a spreadsheet saved in windows-1251 is read as it is meant', async () => {
  const root = await workspace();
  const file = join(root, 'agencies.csv');
  writeFileSync(file, iconv.encode('host;ru\r\naqsu.gov.kz;Акимат района Аксу\r\n', 'win1251'));
  const { stdout } = await runKosh(['agencies', 'import', file, '-w', root, '--json']);
  expect(JSON.parse(stdout).yaml).toContain('ru: Акимат района Аксу');
});

test('one agency is added by options, and its host belongs to no other then', async () => {
  const root = await workspace();
  const add = ['agencies', 'add', 'aqsu.gov.kz', '-w', root, '--kk', 'Ақсу ауданының әкімдігі'];
  expect((await runKosh([...add, '--entity', 'aqmola', '--id', 'aqsu-akimat'])).code).toBe(0);
  expect((await runKosh(['agencies', 'check', '-w', root])).code).toBe(0);
  const other = await runKosh([...add, '--id', 'aqsu-basqa']);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('already that of aqsu-akimat');
});

test('doubts are told without being faults: a missing twin of a host, rules that never have a say', async () => {
  const root = await workspace();
  const file = (id: string) => join(root, 'mappings', `${id}.yaml`);
  writeFileSync(
    file('aqsu'),
    `id: aqsu
entity: aqmola
names: { kk: Ақсу ауданының әкімдігі, ru: Акимат района Аксу }
hosts: [{ host: aqsu.gov.kz, aliases: [www.aqsu.gov.kz, aqsu.kz] }, { host: 10.1.1.7 }]
crawl: { include: ["/құжат/**"], exclude: ["/құжат/мұрағат/*", "/print/**"] }
rules:
  - { match: "/kz/**", lang: kk, kind: page }
  - { match: "/kz/news/*", kind: news }
  - { match: "/kz/news/*", kind: news, title: h2 }
  - { match: "/{lang}/news/*", kind: news }
  - { match: "/kz/**?id=*", lang: kk }
  - { match: "/kz/docs/*", remove: [.share] }
`,
  );
  writeFileSync(file('semei'), mapping('semei', 'semei.gov.kz'));
  const { code, stdout, stderr } = await runKosh(['agencies', 'check', '-w', root]);
  expect(code).toBe(0);
  const told = stdout.trim().split('\n');
  expect(told).toHaveLength(4);
  expect(told[0]).toContain('aqsu.yaml:4');
  expect(told[0]).toContain('www.aqsu.kz is in no mapping');
  expect(told[1]).toContain('aqsu.yaml:8');
  expect(told[1]).toContain('"/kz/**"');
  expect(told[2]).toContain('aqsu.yaml:11');
  expect(told[3]).toContain('include "/құжат/**" goes before it');
  expect(stderr).toContain('3 mappings, 1 known shared items, 0 faults, 4 doubts');
  const json = await runKosh(['agencies', 'check', '-w', root, '--json', '--quiet']);
  expect(JSON.parse(json.stdout.split('\n')[0] ?? '')).toMatchObject({ doubt: true, line: 4 });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

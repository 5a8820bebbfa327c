import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function workspace(): Promise<string> {
  const root = join(temporaryFolder(), 'ws');
  expect((await runKosh(['init', root])).code).toBe(0);
  return root;
}

const head = `id: aqsu
entity: aqmola
names: { kk: Ақсу ауданының әкімдігі, ru: Акимат района Аксу }
hosts: [{ host: aqsu.gov.kz, aliases: [www.aqsu.gov.kz] }]
`;

test('faults of exceptions, logins and cookies are reported with file and line', async () => {
  const root = await workspace();
  const text = `${head}languages:
  - { lang: kk, cookie: { name: til, value: kz } }
  - { lang: ru, cookie: { name: til, value: kz } }
  - { lang: en, cookie: { name: til, value: en }, parameter: { name: l, value: en } }
crawl:
  tls:
    - { host: basqa.gov.kz, allow: [expired], reason: сертификаты ескі }
  login:
    - { host: aqsu.gov.kz, basic: { user: kosh, passwordEnv: AQSU }, reason: келісілген }
    - { host: aqsu.gov.kz, cookieFile: data/aqsu/cookies.txt, reason: келісілген }
`;
  writeFileSync(join(root, 'mappings', 'aqsu.yaml'), text);
  const { code, stdout } = await runKosh(['agencies', 'check', '-w', root]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/aqsu\.yaml:7: languages\.1\.cookie: .*has a rule already/);
  expect(stdout).toMatch(/aqsu\.yaml:8: languages\.2\.cookie: .*two rules/);
  expect(stdout).toMatch(/aqsu\.yaml:11: crawl\.tls\.0\.host: basqa\.gov\.kz is no host or alias/);
  expect(stdout).toMatch(/aqsu\.yaml:14: crawl\.login\.1\.host: .*join the two/);
  expect(stdout).toMatch(/aqsu\.yaml:14: crawl\.login\.1\.cookieFile: keep it outside/);
});

test('secrets have no place in a mapping, and an exception needs a reason', async () => {
  const root = await workspace();
  const text = `${head}crawl:
  tls: [{ host: aqsu.gov.kz, allow: [everything] }]
  login: [{ host: aqsu.gov.kz, basic: { user: kosh, password: құпия-сөз }, reason: келісілген }]
  proxy: { url: "http://kosh:secret@proxy.kz:3128" }
`;
  writeFileSync(join(root, 'mappings', 'aqsu.yaml'), text);
  const { stdout } = await runKosh(['agencies', 'check', '-w', root]);
  expect(stdout).toMatch(/aqsu\.yaml:6: crawl\.tls\[0\]\.allow\[0\]/);
  expect(stdout).toMatch(/aqsu\.yaml:6: crawl\.tls\[0\]\.reason/);
  expect(stdout).toMatch(/aqsu\.yaml:7: crawl\.login\[0\]\.basic\.password: no such key/);
  expect(stdout).toMatch(/aqsu\.yaml:8: crawl\.proxy/);
});

test('every commented line of the example mapping is right once its mark is taken away', async () => {
  const root = await workspace();
  const file = join(root, 'mappings', 'example-akimat.yaml');
  const lines = readFileSync(file, 'utf8').split('\n');
  const marked = lines.flatMap((line, i) => (/^ *# [-a-zA-Z]+(:| \{)/.test(line) ? [i] : []));
  expect(marked.length).toBeGreaterThan(6);
  const proper = marked.filter((i) => !/yaml-language-server/.test(lines[i] ?? ''));
  for (const i of proper) {
    const text = lines.map((line, at) => (at === i ? line.replace('# ', '') : line)).join('\n');
    writeFileSync(file, text);
    const { stdout, code } = await runKosh(['agencies', 'check', '-w', root]);
    expect(stdout, lines[i]).not.toMatch(/example-akimat\.yaml:\d/);
    expect(code, lines[i]).toBe(0);
  }
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type FaultServer, type Route, startFaultServer } from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let server: FaultServer;
afterEach(() => server.close());

const texts: Record<string, [string, string]> = {
  '/kezek': [
    'Баспана кезегі',
    'Кезекте тұрған азаматтардың құжаттары қайта тексеріледі. Бірінші өтініш берушінің ЖСН 900101300017, екіншісінікі 991231300013, екеуі де маусым айында шақырылады.',
  ],
  '/mektep': [
    'Жаңа мектеп ашылды',
    'Ауылда үш жүз орындық жаңа мектеп ашылды, оқу жылы бүгін басталды. Оқушылар кең әрі жарық сыныптарға кірді, шеберханалар мен асхана жұмыс істеп тұр.',
  ],
};

const site: Route = (answer, request) => {
  const [title, text] = texts[request.url ?? ''] ?? ['Аудан әкімдігі', ''];
  answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  answer.end(
    `<!doctype html><html><head><title>${title}</title></head><body><ul class="menu"><li><a href="/kezek">Баспана кезегі</a></li>` +
      `<li><a href="/mektep">Жаңа мектеп ашылды</a></li></ul><div class="content"><h1>${title}</h1><p>${text}</p></div></body></html>`,
  );
};

test('a page with personal data is part of no item until the mapping allows it', async () => {
  server = await startFaultServer({}, (target) =>
    /(robots|sitemap)/.test(target) ? undefined : site,
  );
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  const map = (rules: string) =>
    writeFileSync(
      join(root, 'mappings', 'qala.yaml'),
      `id: qala\nentity: aqmola\nnames: { kk: Қала әкімдігі, ru: Акимат города }\nhosts: [{ host: qala.kz }]
connectTo: { qala.kz: "${server.to}" }\ndefaultLanguage: kk\ncrawl: { ratePerSecond: 50 }\nrules:\n  - { match: /*, kind: article }\n${rules}`,
    );
  map('');
  await runKosh(['crawl', 'qala', '-w', root]);
  const migrate = async () => {
    await runKosh(['extract', 'qala', '-w', root]);
    await runKosh(['dedupe', '-w', root]);
    return readFileSync(join(root, 'data', 'ids.ndjson'), 'utf8');
  };
  const waiting = await migrate();
  expect(waiting).toContain('qala.kz/mektep');
  expect(waiting).not.toContain('qala.kz/kezek');
  const findings = await runKosh(['findings', 'qala', '--code', 'personal-data', '-w', root]);
  expect(findings.stdout).toContain('/kezek');
  expect(findings.stdout).not.toContain('900101300017');

  map('  - { match: /kezek, personalData: { allow: true, reason: заң бойынша ашық тізім } }\n');
  expect(await migrate()).toContain('qala.kz/kezek');
});

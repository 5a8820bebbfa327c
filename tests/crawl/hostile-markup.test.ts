import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { page, raw, startFaultServer } from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a page of fifty thousand nested tags is crawled, cut and reported, its text kept', async () => {
  const depth = 50_000;
  const text =
    'Ауыл шаруашылығы бөлімі егін жинау науқанының қорытындысын жариялады, өнім былтырғыдан мол.';
  const body = `<html><body><h1>Егін жинау аяқталды</h1>${'<div>'.repeat(depth)}<p>${`${text} `.repeat(5)}</p>`;
  const route = raw(
    Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`),
  );
  const server = await startFaultServer({
    '/': page('Бас бет, бұл жерде тек сілтемелер тұр', ['/deep', '/next']),
    '/deep': route,
    '/next': page('Келесі бет'),
  });
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  const mapping = `id: qala
entity: aqmola
names: { kk: Қала әкімдігі, ru: Акимат города }
hosts: [{ host: qala.kz }]
connectTo: { qala.kz: "${server.to}" }
crawl: { ratePerSecond: 50 }
`;
  writeFileSync(join(root, 'mappings', 'qala.yaml'), mapping);
  expect((await runKosh(['crawl', 'qala', '-w', root])).code).toBe(0);
  await runKosh(['extract', 'qala', '-w', root]);
  const { stdout } = await runKosh(['findings', 'qala', '-w', root, '--json']);
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(findings).toContainEqual(
    expect.objectContaining({ code: 'page-simplified', address: 'http://qala.kz/deep' }),
  );
  const { stdout: story } = await runKosh(['explain', 'qala.kz/deep', '-w', root]);
  expect(story).toContain('Егін жинау аяқталды');
  await server.close();
});

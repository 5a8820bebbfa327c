import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { latestCapture } from '../../src/store/captures.ts';
import { listFindings } from '../../src/store/findings.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const whole = Buffer.from(
  '<title>Ақсу</title><p>Өзен жағасы тазартылып, жас көшеттер отырғызылды.</p><a href="/stray">1</a><a href="/word">2</a>',
);
const stray = Buffer.from(whole);
stray[20] = 0x97;
const bodies: Record<string, Buffer> = {
  '/': whole,
  '/stray': stray,
  // Two letters of any charset: «ТБ» in windows-1251, «ра» in KOI8-R.
  '/word': Buffer.from([0x3c, 0x70, 0x3e, 0xd2, 0xc1]),
};

test('a capture keeps how sure its charset is; damage and doubt are findings of the page', async () => {
  const server = await startFixtureServer([
    {
      id: 'aqsu',
      hosts: ['aqsu.kz'],
      respond: ({ path }) => {
        const body = bodies[path];
        const headers = { 'Content-Type': body ? 'text/html' : 'text/plain' };
        return { status: body ? 200 : 404, headers, body: body ?? new Uint8Array() };
      },
    },
  ]);
  try {
    const root = join(temporaryFolder(), 'ws');
    await runKosh(['init', root]);
    const mapping = `id: aqsu
entity: aqmola
names: { kk: Ақсу ауданы, ru: Район Аксу }
hosts: [{ host: aqsu.kz }]
connectTo: { aqsu.kz: "127.0.0.1:${server.port}" }
crawl: { ratePerSecond: 1000 }
`;
    writeFileSync(join(root, 'mappings', 'aqsu.yaml'), mapping);
    await runKosh(['crawl', 'aqsu', '-w', root, '--quiet']);
    const db = openSiteDb(join(root, 'data', 'aqsu', 'site.db'));
    const told = (path: string) => {
      const address = `http://aqsu.kz${path}`;
      const codes = listFindings(db, { address }).map((one) => one.code);
      return { ...latestCapture(db, address), codes };
    };
    expect(told('/')).toMatchObject({ encodingConfidence: 1, codes: [] });
    expect(told('/stray')).toMatchObject({
      encoding: 'utf-8',
      encodingSource: 'utf-8-damaged',
      codes: ['charset-damaged'],
    });
    expect(told('/word').codes).toEqual(['charset-unsure']);
    expect(told('/word').encodingConfidence).toBeLessThan(0.6);
    db.close();
  } finally {
    await server.close();
  }
});

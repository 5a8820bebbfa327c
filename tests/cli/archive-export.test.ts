import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CDXIndexer, WARCParser } from 'warcio';
import { fromBuffer } from 'yauzl';
import {
  type FaultServer,
  page,
  redirect,
  startFaultServer,
  text,
} from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(temporaryFolder(afterAll), 'ws');
const html =
  '<title>Ұлттық сән</title><h1>Ұлттық киім көрмесі өтті</h1><p>Көрмеге ауданның он шебері қатысып, қолөнер бұйымдарын ұсынды.</p>';
let server: FaultServer;
let zip: Map<string, Buffer>;

beforeAll(async () => {
  server = await startFaultServer({
    '/': page('Ауыл әкімдігі', ['/a', '/print', '/old', '/missing']),
    '/a': text(200, html, { 'Content-Type': 'text/html; charset=utf-8' }),
    '/print': text(200, html, { 'Content-Type': 'text/html; charset=utf-8' }),
    '/old': redirect('/a'),
    '/zipped': (answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' });
      answer.end(gzipSync(html));
    },
  });
  await runKosh(['init', root]);
  writeFileSync(
    join(root, 'mappings', 'qala.yaml'),
    `id: qala\nentity: aqmola\nnames: { kk: Қала әкімдігі, ru: Акимат города }\nhosts: [{ host: qala.kz }]\n` +
      `connectTo: { qala.kz: '${server.to}' }\ncrawl: { ratePerSecond: 50 }\nseeds: [/zipped]\n`,
  );
  await runKosh(['run', 'qala', '-w', root]);
  await runKosh(['crawl', 'qala', '--recrawl', '-w', root]);
  const run = await runKosh(['archive', 'export', 'qala', '-w', root]);
  expect(run.code, run.stderr).toBe(0);
  zip = await unzip(readFileSync(join(root, 'out/archives/qala.wacz')));
}, 120_000);
afterAll(() => server.close());

/** Entries of a zip by name, as an independent reader gives them; every one must be stored as it is. */
function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      const entries = new Map<string, Buffer>();
      file.on('end', () => resolve(entries)).on('error', reject);
      file.on('entry', (entry) => {
        expect(entry.compressionMethod).toBe(0);
        file.openReadStream(entry, async (failure, stream) => {
          if (failure) return reject(failure);
          entries.set(entry.fileName, Buffer.concat(await stream.toArray()));
          file.readEntry();
        });
      });
      file.readEntry();
    });
  });
}

const entry = (name: string) => zip.get(name) ?? Buffer.alloc(0);
const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

interface CdxLine {
  key: string;
  url: string;
  mime: string;
  status: string;
  digest?: string;
  length: string;
  offset: string;
  filename: string;
}

function cdxLines(): CdxLine[] {
  return gunzipSync(entry('indexes/index.cdx.gz'))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => {
      const json = line.indexOf(' {');
      return { key: line.slice(0, json), ...JSON.parse(line.slice(json)) };
    });
}

describe('an exported WACZ', () => {
  it('holds what the specification asks for, with right digests and sizes', () => {
    expect([...zip.keys()]).toEqual([
      'archive/qala-00001.warc.gz',
      'indexes/index.cdx.gz',
      'indexes/index.idx',
      'pages/pages.jsonl',
      'datapackage.json',
      'datapackage-digest.json',
    ]);
    const datapackage = JSON.parse(entry('datapackage.json').toString());
    expect(datapackage).toMatchObject({
      profile: 'data-package',
      wacz_version: '1.1.1',
      title: 'Қала әкімдігі',
      mainPageUrl: 'http://qala.kz/',
    });
    expect(datapackage.resources).toHaveLength(4);
    for (const { path, hash, bytes, name } of datapackage.resources) {
      expect([hash, bytes]).toEqual([sha256(entry(path)), entry(path).length]);
      expect(path.endsWith(name)).toBe(true);
    }
    expect(JSON.parse(entry('datapackage-digest.json').toString())).toEqual({
      path: 'datapackage.json',
      hash: sha256(entry('datapackage.json')),
    });
  });

  it('lists its pages with titles', () => {
    const [head, ...pages] = entry('pages/pages.jsonl')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ format: 'json-pages-1.0', id: 'pages' });
    expect(pages.map(({ url }) => url)).toEqual([
      'http://qala.kz/',
      'http://qala.kz/a',
      'http://qala.kz/print',
      'http://qala.kz/zipped',
    ]);
    expect(pages[1].title).toBe('Ұлттық киім көрмесі өтті');
    expect(pages.every(({ ts }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(ts))).toBe(true);
  });

  it('is indexed in order, as another indexer does it', async () => {
    const lines = cdxLines();
    const sorted = [...lines].sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(lines.map(({ key }) => key)).toEqual(sorted.map(({ key }) => key));
    const name = 'qala-00001.warc.gz';
    const path = join(root, 'data/qala/archive', name);
    const other: string[] = [];
    const indexer = new CDXIndexer({});
    for await (const one of indexer.iterRecords(new WARCParser(createReadStream(path)), name)) {
      other.push(`${one.urlkey} ${one.timestamp} ${one.offset} ${one.length} ${one.mime}`);
    }
    const own = lines.map(({ key, offset, length, mime }) => `${key} ${offset} ${length} ${mime}`);
    expect(own.sort()).toEqual(other.sort());
    expect(lines.some(({ mime }) => mime === 'warc/revisit')).toBe(true);
  });

  it('gives every page by offset and length, in the bytes the server sent', async () => {
    for (const path of ['/a', '/zipped', '/']) {
      const line = cdxLines().find(
        ({ url, mime }) => url === `http://qala.kz${path}` && mime === 'text/html',
      );
      if (line === undefined) throw new Error(`${path} is not in the index`);
      const warc = entry(`archive/${line.filename}`);
      const start = Number(line.offset);
      const member = gunzipSync(warc.subarray(start, start + Number(line.length)));
      const body = member.subarray(
        member.indexOf('\r\n\r\n', member.indexOf('\r\n\r\n') + 4) + 4,
        -4,
      );
      const served = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        headers: { host: 'qala.kz' },
      });
      const received = path === '/zipped' ? gunzipSync(body) : body;
      expect(received.toString()).toBe(await served.text());
      expect(line.digest).toBe(sha256(body));
    }
  });

  it('has a secondary index whose blocks stand where it says', () => {
    const [meta, ...blocks] = entry('indexes/index.idx').toString().trimEnd().split('\n');
    expect(meta).toBe('!meta 0 {"format":"cdxj-gzip-1.0","filename":"index.cdx.gz"}');
    const [first] = blocks;
    const { offset, length, digest } = JSON.parse(first?.slice(first.indexOf(' {')) ?? '{}');
    const bytes = entry('indexes/index.cdx.gz').subarray(offset, offset + length);
    expect(digest).toBe(sha256(bytes));
    expect(
      gunzipSync(bytes)
        .toString()
        .startsWith(first?.split(' {')[0] ?? '-'),
    ).toBe(true);
  });

  it('has the same bytes whenever and wherever it is made', async () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Asia/Almaty';
    const file = join(root, 'again.wacz');
    const run = await runKosh(['archive', 'export', 'qala', '-o', file, '--json', '-w', root]);
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(JSON.parse(run.stdout)).toMatchObject({ agency: 'qala', warcs: 1, pages: 4 });
    const before = readFileSync(join(root, 'out/archives/qala.wacz'));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it('is taken in again as the captures it was made of', async () => {
    const other = join(root, 'other');
    await runKosh(['init', other]);
    const mapping = readFileSync(join(root, 'mappings/qala.yaml'));
    writeFileSync(join(other, 'mappings/qala.yaml'), mapping);
    const wacz = join(root, 'out/archives/qala.wacz');
    const run = await runKosh(['ingest', 'qala', wacz, '--json', '-w', other]);
    expect(run.code, run.stdout).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      stored: cdxLines().length,
      damaged: 0,
      unresolved: 0,
    });
  });

  it('leaves nothing behind when it is interrupted, and says what to do without an archive', async () => {
    const file = join(root, 'stopped.wacz');
    const stopped = await runKosh(
      ['archive', 'export', 'qala', '-o', file, '-w', root],
      '',
      AbortSignal.abort(),
    );
    expect(stopped.code).toBe(130);
    expect([existsSync(file), existsSync(`${file}.partial`)]).toEqual([false, false]);
    const empty = join(root, 'empty');
    await runKosh(['init', empty]);
    const run = await runKosh(['archive', 'export', 'example-akimat', '-w', empty]);
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringContaining('kosh crawl example-akimat'),
    ]);
  });
});

import {
  createReadStream,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import type { ExchangeRecord } from '../../src/archive/exchange-record.ts';
import { repairWarc } from '../../src/archive/repair.ts';
import { readRecord } from '../../src/archive/warc-reader.ts';
import { scanWarc } from '../../src/archive/warc-scan.ts';
import { WarcWriter } from '../../src/archive/warc-writer.ts';
import type { RecordLocator } from '../../src/model/capture.ts';
import { sha256Hex } from '../../src/text/hash.ts';

const file = 'qala-00001.warc.gz';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kosh-warc-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function exchange(path: string, body: Buffer, fields = ''): ExchangeRecord {
  return {
    address: `http://qala.kz${path}`,
    fetchedAt: '2019-03-22T06:00:00.123Z',
    ip: '95.59.1.1',
    request: Buffer.from(`GET ${path} HTTP/1.1\r\nHost: qala.kz\r\n\r\n`),
    responseHead: Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${fields}\r\n`),
    body: { memory: body },
    bodyBytes: body.length,
    truncated: null,
  };
}

async function write(records: ExchangeRecord[], rollAt?: number): Promise<RecordLocator[]> {
  const writer = new WarcWriter(folder, 'qala', 'kosh-test', { sequence: 0, size: 0 }, rollAt);
  const locators: RecordLocator[] = [];
  for (const record of records) locators.push(await writer.append(record));
  await writer.close();
  return locators;
}

/** What an independent reader makes of a file; throws when a payload digest does not fit its record. */
async function readByWarcio(name: string) {
  const found: {
    type: string | null | undefined;
    address: string | null | undefined;
    body: string;
    concurrent: string | null;
  }[] = [];
  for await (const record of new WARCParser(createReadStream(join(folder, name)))) {
    const { headers } = record.warcHeaders;
    const raw = Buffer.from((await record.readFully(false)) ?? []);
    const digest = headers.get('WARC-Payload-Digest');
    if (digest && digest !== `sha256:${sha256Hex(raw)}`) throw new Error(`digest of ${name}`);
    const isZipped = raw[0] === 0x1f && raw[1] === 0x8b;
    found.push({
      type: record.warcType,
      address: record.warcTargetURI,
      body: (isZipped ? gunzipSync(raw) : raw).toString('utf8'),
      concurrent: headers.get('WARC-Concurrent-To') ?? null,
    });
  }
  return found;
}

describe('a WARC file', () => {
  it('is read by an independent reader: warcinfo first, request and response paired', async () => {
    const zipped = gzipSync('Сығылған мәтін');
    await write([
      exchange('/1', Buffer.from('Қазақша бет')),
      exchange('/2', zipped, 'Content-Encoding: gzip\r\n'),
    ]);
    const records = await readByWarcio(file);
    expect(records.map(({ type, address, body }) => [type, address, body])).toEqual([
      ['warcinfo', null, expect.stringContaining('isPartOf: qala')],
      ['request', 'http://qala.kz/1', ''],
      ['response', 'http://qala.kz/1', 'Қазақша бет'],
      ['request', 'http://qala.kz/2', ''],
      ['response', 'http://qala.kz/2', 'Сығылған мәтін'],
    ]);
    expect(records[1]?.concurrent).toMatch(/^<urn:uuid:/);
  });

  it('gives back status, fields and decoded payload by its locator', async () => {
    const [, second] = await write([
      exchange('/1', Buffer.from('бір')),
      exchange('/2', gzipSync('екі'), 'Content-Encoding: gzip\r\n'),
    ]);
    if (second === undefined) throw new Error('no locator');
    const response = await readRecord(folder, second);
    expect(response).toMatchObject({
      address: 'http://qala.kz/2',
      fetchedAt: '2019-03-22T06:00:00.123Z',
      status: 200,
      sha256: sha256Hex('екі'),
      fault: null,
    });
    expect(response.payload?.toString()).toBe('екі');
  });

  it('streams large bodies from a file, in and out', async () => {
    const body = Buffer.alloc(9_000_000, 'ұзақ құжат ');
    writeFileSync(join(folder, 'spool'), body);
    const [one] = await write([
      { ...exchange('/doc', body), body: { file: join(folder, 'spool') } },
    ]);
    if (one === undefined) throw new Error('no locator');
    const response = await readRecord(folder, one, { bytes: 1e9, keep: 1000 });
    expect(response).toMatchObject({
      payload: null,
      payloadBytes: body.length,
      sha256: sha256Hex(body),
    });
    expect((await readByWarcio(file)).at(-1)?.body).toHaveLength(body.toString().length);
  });

  it('gives back any bytes unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const [one] = await write([exchange('/b', Buffer.from(bytes))]);
        if (one === undefined) throw new Error('no locator');
        const { payload } = await readRecord(folder, one);
        expect(payload?.equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('rolls to a new file that begins with its own warcinfo', async () => {
    const locators = await write(
      [1, 2, 3].map((n) => exchange(`/${n}`, Buffer.from('бет'))),
      100,
    );
    expect(locators.map((one) => one.file)).toEqual([
      'qala-00001.warc.gz',
      'qala-00002.warc.gz',
      'qala-00003.warc.gz',
    ]);
    expect((await readByWarcio('qala-00003.warc.gz'))[0]?.type).toBe('warcinfo');
  });

  it('goes on where an earlier writer ended', async () => {
    const [first] = await write([exchange('/1', Buffer.from('бір'))]);
    const { size } = statSync(join(folder, file));
    const writer = new WarcWriter(folder, 'qala', 'kosh-test', { sequence: 1, size });
    const second = await writer.append(exchange('/2', Buffer.from('екі')));
    await writer.close();
    expect((await readByWarcio(file)).map((one) => one.type)).toEqual([
      'warcinfo',
      'request',
      'response',
      'request',
      'response',
    ]);
    expect(second.offset).toBeGreaterThan((first?.offset ?? 0) + (first?.length ?? 0));
  });

  it('is scanned record by record, and a torn end is told', async () => {
    const locators = await write([
      exchange('/1', Buffer.from('бір')),
      exchange('/2', Buffer.from('екі')),
    ]);
    const places: unknown[] = [];
    for await (const record of scanWarc(join(folder, file))) {
      if ('tornAt' in record) throw new Error('torn');
      if (record.fields.get('warc-type') === 'response') places.push(record.locator);
      expect(record.complete).toBe(true);
    }
    expect(places).toEqual(locators);
    const last = locators[1];
    truncateSync(join(folder, file), (last?.offset ?? 0) + 20);
    let torn: number | undefined;
    for await (const record of scanWarc(join(folder, file))) {
      if ('tornAt' in record) torn = record.tornAt;
    }
    expect(torn).toBe(last?.offset);
  });

  it('refuses to read a record that is not whole', async () => {
    const [one] = await write([exchange('/1', Buffer.alloc(5000, 'ә'))]);
    if (one === undefined) throw new Error('no locator');
    await expect(readRecord(folder, { ...one, length: one.length - 9 })).rejects.toThrow();
    await expect(readRecord(folder, { ...one, offset: 0 })).rejects.toThrow();
  });
});

describe('repair', () => {
  it('cuts back to the last whole record, wherever the file broke off', async () => {
    const locators = await write(
      [1, 2, 3, 4].map((n) => exchange(`/${n}`, Buffer.from(`${n}-бет мәтіні`))),
    );
    const whole = await readFile(join(folder, file));
    const ends = [0, ...locators.map((one) => one.offset + one.length)];
    const backwards = locators.toReversed();
    for (let cut = locators[1]?.offset ?? 0; cut <= whole.length; cut++) {
      writeFileSync(join(folder, file), whole.subarray(0, cut));
      const end = await repairWarc(folder, { file, size: whole.length }, backwards);
      expect(end).toBe(Math.max(...ends.filter((one) => one <= cut)));
      expect(statSync(join(folder, file)).size).toBe(end);
    }
  });

  it('cuts what was written beyond the committed end, and drops a record whose bytes changed', async () => {
    const locators = await write([1, 2].map((n) => exchange(`/${n}`, Buffer.from(`${n}-бет`))));
    const whole = await readFile(join(folder, file));
    writeFileSync(join(folder, file), Buffer.concat([whole, Buffer.from('артық')]));
    const committed = { file, size: whole.length };
    expect(await repairWarc(folder, committed, locators.toReversed())).toBe(whole.length);
    const damaged = Buffer.from(whole);
    damaged[whole.length - 30] = (damaged[whole.length - 30] ?? 0) ^ 0xff;
    writeFileSync(join(folder, file), damaged);
    const [first] = locators;
    expect(await repairWarc(folder, committed, locators.toReversed())).toBe(
      (first?.offset ?? 0) + (first?.length ?? 0),
    );
  });

  it('takes a file that is gone as empty', async () => {
    expect(await repairWarc(folder, { file, size: 500 }, [])).toBe(0);
  });
});

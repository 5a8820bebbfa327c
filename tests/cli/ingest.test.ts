import {
  appendFileSync,
  createReadStream,
  createWriteStream,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WARCParser } from 'warcio';
import { ZipFile } from 'yazl';
import { listAddresses } from '../../src/store/addresses.ts';
import { listFindings } from '../../src/store/findings.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { capturedTexts, ingestWorkspace } from '../support/ingest-lab.ts';
import {
  madeRecord,
  madeRequest,
  madeResponse,
  madeWarc,
  sha1Field,
} from '../support/made-warc.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = join(temporaryFolder(onTestFinished), 'ws');
  folder = await ingestWorkspace(root);
});

const home = 'http://qala.kz/';
const school = 'http://qala.kz/mektep/';
const homeText =
  '<p>Қала әкімдігінің сайты</p><a href="/mektep/">Мектептер</a><a href="/jol/">Жол</a>';
const schoolText = '<p>Ғимараттарды жөндеу жұмыстары өңірде ұйымдастырылды</p>';

function file(name: string, bytes: Buffer): string {
  const path = join(root, name);
  writeFileSync(path, bytes);
  return path;
}

async function ingest(...files: string[]) {
  const run = await runKosh(['ingest', 'qala', ...files, '--json', '-w', root]);
  const reports = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { ...run, report: reports[0], reports };
}

function inSite<Result>(work: (db: ReturnType<typeof openSiteDb>) => Result): Result {
  const db = openSiteDb(join(folder, 'site.db'));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const findings = (code: string) => inSite((db) => listFindings(db, { code }));

describe('kosh ingest', () => {
  it.each([
    ['gzipped a record', (records: Parameters<typeof madeWarc>[0]) => madeWarc(records)],
    ['plain', (records: Parameters<typeof madeWarc>[0]) => madeWarc(records, false)],
    [
      'gzipped as a whole',
      (records: Parameters<typeof madeWarc>[0]) => gzipSync(madeWarc(records, false)),
    ],
  ])('takes in a WARC that is %s, with requests, and judges its links', async (_, make) => {
    const records = [
      madeRequest(home),
      madeResponse(home, homeText),
      madeResponse(school, schoolText),
      madeRequest(school),
    ];
    const { code, report } = await ingest(file('a.warc', make(records)));
    expect([code, report.stored, report.damaged]).toEqual([0, 2, 0]);
    const texts = await capturedTexts(folder);
    expect(texts.get(school)?.text).toBe(schoolText);
    expect(texts.get(school)?.capture.fetchedAt).toBe('2019-03-22T06:00:00.000Z');
    const addresses = inSite((db) => listAddresses(db, ''));
    expect(addresses.map(({ address, state }) => `${address} ${state}`)).toEqual([
      `${home} done`,
      'http://qala.kz/jol/ found',
      `${school} done`,
    ]);
    const written = readdirSync(join(folder, 'archive')).filter((name) => name.endsWith('.gz'));
    const types: (string | null | undefined)[] = [];
    const stream = createReadStream(join(folder, 'archive', written[0] ?? ''));
    for await (const record of new WARCParser(stream)) {
      types.push(record.warcType);
      if (record.warcType !== 'response') continue;
      expect(record.warcHeader('Kosh-Source-File')).toBe('a.warc');
      expect(record.warcHeader('Kosh-Source-Digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
    expect(types).toEqual(['warcinfo', 'request', 'response', 'request', 'response']);
  });

  it('makes pages of what was taken in without any crawl', async () => {
    const pages = Array.from({ length: 5 }, (_, i) =>
      madeResponse(
        `http://qala.kz/janalyk/${i}`,
        `<title>${i}-хабар: ауылда су құбыры тартылды</title><h1>${i}-хабар: ауылда су құбыры тартылды</h1>
         <p>Өткен аптада ${i}-ауылда жаңа су құбыры іске қосылды, тұрғындар қуанышты болды.</p>
         <p>Жұмыстар келесі айда көрші ауылдарда да жалғасады, деді әкімдіктің бөлім басшысы.</p>`,
      ),
    );
    await ingest(file('a.warc.gz', madeWarc(pages)));
    const run = await runKosh(['extract', 'qala', '-w', root]);
    expect(run.stdout).toContain('5 pages');
  });

  it('undoes chunked coding as wget stores it, and takes a body without it as it is', async () => {
    const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
    const coded = `${chunk(schoolText.slice(0, 20))}${chunk(schoolText.slice(20))}0\r\n\r\n`;
    const head = 'Transfer-Encoding: chunked\r\n';
    await ingest(
      file(
        'a.warc.gz',
        madeWarc([
          madeResponse(school, coded, {
            head,
            fields: { 'WARC-Payload-Digest': sha1Field(coded) },
          }),
          madeResponse(home, homeText, { head }),
        ]),
      ),
    );
    const texts = await capturedTexts(folder);
    expect(texts.get(school)?.text).toBe(schoolText);
    expect(texts.get(home)?.text).toBe(homeText);
  });

  it('takes the angle brackets off an address, and resources for pages', async () => {
    const resource = {
      type: 'resource',
      address: 'http://qala.kz/text.html',
      block: schoolText,
      fields: { 'Content-Type': 'text/html' },
    };
    const { report } = await ingest(
      file('a.warc.gz', madeWarc([madeResponse(`<${home}>`, homeText), resource])),
    );
    expect(report.stored).toBe(2);
    const texts = await capturedTexts(folder);
    expect(texts.get('http://qala.kz/text.html')).toMatchObject({
      text: schoolText,
      capture: { status: 200, mediaType: 'text/html' },
    });
    expect(texts.get(home)?.text).toBe(homeText);
  });

  it("counts what is not the agency's or no page, each with its name", async () => {
    const { code, report } = await ingest(
      file(
        'a.warc.gz',
        madeWarc([
          madeResponse(home, homeText),
          madeResponse('http://cdn.example/a.js', 'x'),
          madeResponse('http://qala.kz/private/a', 'x'),
          { type: 'resource', address: 'urn:pageinfo:http://qala.kz/', block: '{}' },
          { type: 'metadata', address: home, block: 'via: x' },
          madeRequest('http://qala.kz/form', 'POST'),
          madeResponse('http://qala.kz/form', 'жіберілді'),
          madeResponse('http://qala.kz/film', 'x', {
            block: 'HTTP/1.1 206 Partial Content\r\n\r\nx',
          }),
        ]),
      ),
    );
    expect(code).toBe(0);
    expect(report).toMatchObject({
      stored: 1,
      refused: { 'cdn.example': 1, 'qala.kz (excluded by the mapping)': 1 },
      skipped: {
        'urn addresses': 1,
        'metadata records': 1,
        'answers to POST': 1,
        'partial answers (206)': 1,
      },
    });
    expect(findings('records-skipped')[0]?.detail).toContain('cdn.example 1');
  });

  it('resolves revisits by record id, by address and date, and by digest', async () => {
    const digest = { 'WARC-Payload-Digest': sha1Field(schoolText) };
    const revisit = (path: string, fields: Record<string, string>) => ({
      type: 'revisit',
      address: `http://qala.kz/${path}`,
      block: 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
      fields: {
        'WARC-Profile': 'http://netpreserve.org/warc/1.0/revisit/identical-payload-digest',
        ...fields,
      },
    });
    const { code, report } = await ingest(
      file(
        'a.warc.gz',
        madeWarc([
          madeResponse(school, schoolText, { id: 'first', fields: digest }),
          revisit('id', { 'WARC-Refers-To': '<urn:uuid:first>' }),
          revisit('date', {
            'WARC-Refers-To-Target-URI': school,
            'WARC-Refers-To-Date': '2019-03-22T06:00:00Z',
          }),
          revisit('digest', digest),
          { ...revisit('bare', { 'WARC-Refers-To': '<urn:uuid:first>' }), block: '' },
          revisit('lost', { 'WARC-Refers-To': '<urn:uuid:nowhere>' }),
        ]),
      ),
    );
    expect([code, report.stored, report.unresolved]).toEqual([3, 5, 1]);
    const texts = await capturedTexts(folder);
    for (const path of ['id', 'date', 'digest', 'bare']) {
      expect(texts.get(`http://qala.kz/${path}`)?.text).toBe(schoolText);
    }
    expect(findings('revisit-unresolved').map(({ address }) => address)).toEqual([
      'http://qala.kz/lost',
    ]);
    const count = inSite((db) => db.prepare('SELECT count(*) AS n FROM revisits').get());
    expect(count).toEqual({ n: 4 });
  });

  it('takes in a WACZ, stored or deflated, and finds its archives', async () => {
    for (const compress of [false, true]) {
      const zip = new ZipFile();
      const path = `http://qala.kz/${compress}`;
      zip.addBuffer(madeWarc([madeResponse(path, schoolText)]), 'archive/data.warc.gz', {
        compress,
      });
      zip.addBuffer(Buffer.from('{}'), 'datapackage.json');
      zip.end();
      const target = join(root, `${compress}.wacz`);
      await pipeline(zip.outputStream, createWriteStream(target));
      const { report } = await ingest(target);
      expect(report.stored).toBe(1);
    }
    expect([...(await capturedTexts(folder)).keys()]).toEqual([
      'http://qala.kz/false',
      'http://qala.kz/true',
    ]);
  });

  it('does nothing for a file that was taken in, also under another name', async () => {
    const bytes = madeWarc([madeResponse(home, homeText)]);
    await ingest(file('a.warc.gz', bytes));
    const before = readFileSync(join(folder, 'archive', 'qala-00001.warc.gz'));
    const { report } = await ingest(file('copy.warc.gz', bytes));
    expect(report).toMatchObject({ changed: false, stored: 1 });
    const other = await ingest(file('more.warc.gz', Buffer.concat([bytes, gzipSync('\r\n')])));
    expect(other.report).toMatchObject({ stored: 0, known: 1 });
    expect(readFileSync(join(folder, 'archive', 'qala-00001.warc.gz')).equals(before)).toBe(true);
  });

  it('leaves a younger capture to stand for its address', async () => {
    const young = madeResponse(home, homeText, { date: '2024-01-01T00:00:00Z' });
    const old = madeResponse(home, schoolText, { date: '2015-01-01T00:00:00Z' });
    await ingest(file('young.warc.gz', madeWarc([young])));
    const { report } = await ingest(file('old.warc.gz', madeWarc([old])));
    expect(report.stored).toBe(1);
    expect((await capturedTexts(folder)).get(home)?.text).toBe(homeText);
    const links = inSite((db) => db.prepare('SELECT count(*) AS n FROM links').get());
    expect(links).toEqual({ n: 1 });
  });

  it('goes on behind what was stored when it is interrupted', async () => {
    const pages = Array.from({ length: 200 }, (_, i) =>
      madeResponse(`http://qala.kz/${i}`, `<p>${i}-беттің мәтіні ${'ұзақ '.repeat(i)}</p>`),
    );
    const path = file('a.warc.gz', madeWarc(pages));
    const stop = new AbortController();
    const running = runKosh(['ingest', 'qala', path, '-w', root], '', stop.signal);
    const watch = setInterval(() => {
      const stored = inSite((db) => db.prepare('SELECT count(*) AS n FROM captures').get()) as {
        n: number;
      };
      if (stored.n >= 32) stop.abort();
    }, 2);
    const { code } = await running;
    clearInterval(watch);
    const { report } = await ingest(path);
    if (code === 130) expect(report.changed).toBe(true);
    expect(report.stored).toBe(200);
    const texts = await capturedTexts(folder);
    expect(texts.size).toBe(200);
    const records = inSite((db) =>
      db.prepare('SELECT count(DISTINCT offset) AS n FROM captures').get(),
    );
    expect(records).toEqual({ n: 200 });
  });

  it('refuses what is no archive, and says which file', async () => {
    for (const bytes of ['', 'сәлем', 'PK\u0003\u0004 бүлінген', gzipSync('сәлем')]) {
      const run = await ingest(file('wrong.bin', Buffer.from(bytes)));
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('wrong.bin');
    }
    const missing = await ingest(join(root, 'missing.warc'));
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('missing.warc')]);
  });
});

describe('a damaged archive of another program', () => {
  const pages = [1, 2, 3].map((n) =>
    madeResponse(`http://qala.kz/${n}`, `<p>${n}-бет: ${'өңір '.repeat(n * 9)}</p>`),
  );

  async function stored(bytes: Buffer) {
    const { code, report } = await ingest(file('torn.warc.gz', bytes));
    const texts = await capturedTexts(folder);
    return {
      code,
      report,
      pages: [...texts.keys()].map((one) => one.replace('http://qala.kz/', '')),
    };
  }

  it('gives all records but the damaged one when a gzip member is broken', async () => {
    const parts = [madeWarc([]), ...pages.map((one) => gzipSync(madeRecord(one)))];
    const broken = Buffer.from(parts[2] ?? []);
    broken[60] = (broken[60] ?? 0) ^ 0xff;
    parts[2] = broken;
    const found = await stored(Buffer.concat(parts));
    expect(found.pages).toEqual(['1', '3']);
    expect([found.code, found.report.damaged]).toEqual([3, 1]);
    const offset = (parts[0]?.length ?? 0) + (parts[1]?.length ?? 0);
    expect(findings('record-damaged')[0]?.detail).toContain(`torn.warc.gz at offset ${offset}: `);
  });

  it('takes no record whose member has a wrong checksum', async () => {
    const parts = [
      madeWarc([]),
      ...pages.map((one) =>
        gzipSync(madeRecord({ ...one, fields: { 'WARC-Block-Digest': 'x:y' } })),
      ),
    ];
    const broken = Buffer.from(parts[2] ?? []);
    broken[broken.length - 8] = (broken[broken.length - 8] ?? 0) ^ 0xff;
    parts[2] = broken;
    expect((await stored(Buffer.concat(parts))).pages).toEqual(['1', '3']);
  });

  it('does not take a body that is shorter than its Content-Length', async () => {
    const whole = madeWarc(pages, false);
    expect((await stored(whole.subarray(0, whole.length - 40))).pages).toEqual(['1', '2']);
    expect(findings('record-damaged')[0]?.detail).toMatch(
      /Content-Length says \d+ bytes, \d+ are there/,
    );
  });

  it('finds the next record of a plain file behind a wrong Content-Length', async () => {
    const text = madeWarc(pages, false).toString('latin1');
    const at = text.indexOf('Content-Length', text.indexOf('/2\r\n'));
    const longer =
      text.slice(0, at) + text.slice(at).replace(/Content-Length: \d+/, 'Content-Length: 99999');
    expect((await stored(Buffer.from(longer, 'latin1'))).pages).toEqual(['1', '3']);
  });

  it('does not take a record whose digest is wrong', async () => {
    const wrong = {
      ...(pages[1] as (typeof pages)[0]),
      fields: { 'WARC-Block-Digest': sha1Field('басқа') },
    };
    const found = await stored(madeWarc([pages[0], wrong, pages[2]] as typeof pages));
    expect(found.pages).toEqual(['1', '3']);
    expect(findings('record-damaged')[0]?.detail).toContain('WARC-Block-Digest');
  });

  it('ends in bounded memory on bytes without records', async () => {
    const path = file('noise.warc.gz', madeWarc(pages));
    appendFileSync(path, Buffer.alloc(3_000_000, 0x41));
    const { report } = await ingest(path);
    expect([report.stored, report.damaged]).toEqual([3, 1]);
    truncateSync(path, 10);
    expect((await ingest(path)).code).toBe(2);
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFindings } from '../../src/store/findings.ts';
import { pagesOfAddress } from '../../src/store/pages.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { ingestWorkspace } from '../support/ingest-lab.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const mebibyte = 1024 * 1024;
const sentence =
  'Ауыл тұрғындары көктемгі тазалыққа шығып, мектептің ауласына отыз түп қайың отырғызды. ';
const article = `<p>${sentence.repeat(3)}</p><p>Жұмысқа үлкендер де, оқушылар да қатысты, өңірдің һәм ғимараттың көркі кірді.</p>`;
const links = Array.from({ length: 100_000 }, (_, n) => `<a href="/news/${n}">Жаңалық ${n}</a> `);

/** Bad pages by path, and the findings that each must have. */
const pages: Record<string, { html: string; findings: string[] }> = {
  nested: {
    html: `${'<div>'.repeat(50_000)}${article}${'</div>'.repeat(50_000)}`,
    findings: ['page-simplified'],
  },
  'nested-tables': {
    html: `${'<table><tr><td>ә'.repeat(20_000)}${article}`,
    findings: ['page-simplified'],
  },
  long: {
    html: `<h1>Ұзақ бет</h1>${`<p>${sentence.repeat(600)}</p>`.repeat(
      Math.ceil((20 * mebibyte) / Buffer.byteLength(sentence.repeat(600))) + 2,
    )}`,
    findings: ['page-simplified'],
  },
  'long-line': { html: `<p>${'ә'.repeat(8 * mebibyte)}`, findings: [] },
  unclosed: {
    html: `<html><body><div><table><tr><td><p><b><i><a href="/x"><ul><li><h2>Жабылмаған${article.replaceAll('</p>', '')}<!-- <p>жоқ`,
    findings: [],
  },
  zero: { html: article.replaceAll(' ', '\0 \x01'), findings: [] },
  surrogate: { html: `<h1>Жарты &#xD83D; белгі</h1>${article}&#xDC00;`, findings: [] },
  links: { html: `<h1>Сілтемелер</h1>${links.join('')}`, findings: [] },
  empty: { html: '', findings: ['empty-page'] },
  blank: { html: '<html><body> \n </body></html>', findings: ['empty-page'] },
};

describe('Bad pages among good ones', () => {
  it('get their findings, and the run goes on to the last page', async () => {
    const root = join(temporaryFolder(), 'ws');
    const folder = await ingestWorkspace(root);
    const records = Object.entries(pages).map(([name, { html }]) =>
      madeResponse(`http://qala.kz/jaman/${name}`, html),
    );
    const good = madeResponse('http://qala.kz/jaqsy', `<h1>Көктемгі тазалық</h1>${article}`);
    const file = join(root, 'bad.warc');
    writeFileSync(file, madeWarc([...records, good]));
    const ingested = await runKosh(['ingest', 'qala', file, '-w', root]);
    expect(ingested.code).toBe(0);
    const extracted = await runKosh(['extract', 'qala', '-w', root]);
    expect([0, 3]).toContain(extracted.code);
    const db = openSiteDb(join(folder, 'site.db'));
    try {
      for (const [name, { findings }] of Object.entries(pages)) {
        const address = `http://qala.kz/jaman/${name}`;
        const codes = listFindings(db, { stage: 'extract', address }).map((one) => one.code);
        expect(codes, name).toEqual(expect.arrayContaining(findings));
        expect(codes, name).not.toContain('page-failed');
      }
      expect(pagesOfAddress(db, 'http://qala.kz/jaqsy')).toHaveLength(1);
      expect(pagesOfAddress(db, 'http://qala.kz/jaman/zero')[0]?.page.text).toContain('мектептің');
    } finally {
      db.close();
    }
  }, 240_000);
});

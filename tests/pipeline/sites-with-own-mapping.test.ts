import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../../fixtures/engine/documents.ts';
import { renderedPages } from '../../fixtures/sites/tasjol-invest/template/rendered.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { migrateWithOwnMapping, scoreAlone } from '../support/migrate-own-mapping.ts';
import { runKosh } from '../support/run-kosh.ts';
import type { SiteScore } from '../support/score-site.ts';
import type { Tally } from '../support/scored-site.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const share = ({ right, of }: Tally) => right / of;

/** Every page at the floors; `items` counts what the versions were joined into. */
function expectFloors(score: SiteScore, items = score.items.truth): void {
  const wrong = score.pages.filter(
    (page) => !page.title || !page.date || !page.kind || page.f1 < 0.97,
  );
  const figures = JSON.stringify({ ...score, pages: wrong }, undefined, 1);
  expect(score.items.paired, figures).toBe(score.items.truth);
  expect(score.items.output, figures).toBe(items);
  expect(score.bodyF1, figures).toBeGreaterThanOrEqual(0.97);
  expect(share(score.titles), figures).toBeGreaterThanOrEqual(0.99);
  expect(share(score.dates), figures).toBeGreaterThanOrEqual(0.97);
  expect(share(score.kinds), figures).toBeGreaterThanOrEqual(0.97);
  expect(score.languages.right, figures).toBe(2 * score.items.truth - items);
}

describe.each(['tasjol-enbek', 'aqbulaq-bilim'])('%s', (id) => {
  it('comes over whole, with its own mapping', async () => {
    const root = join(temporaryFolder(), 'ws');
    const run = await migrateWithOwnMapping(id, root);
    expect([0, 3], run.stderr).toContain(run.code);
    expectFloors(await scoreAlone(id, root));
  }, 120_000);
});

describe('tasjol-invest', () => {
  it('is reported page by page, with what to do, until a capture with the finished pages is taken in', async () => {
    const root = join(temporaryFolder(), 'ws');
    await migrateWithOwnMapping('tasjol-invest', root);
    const shells = await runKosh(['findings', 'tasjol-invest', '-w', root, '--json']);
    const told = shells.stdout
      .split('\n')
      .filter((line) => line.includes('"script-shell"'))
      .map((line) => JSON.parse(line).address);
    const rendered = renderedPages();
    for (const { path } of rendered) expect(told).toContain(`http://invest.tasjol.kz${path}`);
    expect((await scoreAlone('tasjol-invest', root)).items.output).toBe(0);

    const wacz = join(root, 'browser.wacz');
    writeFileSync(wacz, waczOf(rendered));
    const taken = await runKosh(['ingest', 'tasjol-invest', wacz, '-w', root, '--quiet']);
    expect(taken.code, taken.stderr).toBe(0);
    for (const stage of [
      ['extract', 'tasjol-invest'],
      ['dedupe'],
      ['redirects', 'build', 'tasjol-invest', '--provisional'],
      ['bundle', 'tasjol-invest'],
    ]) {
      const run = await runKosh([...stage, '-w', root, '--quiet']);
      expect([0, 3], `${stage[0]}: ${run.stderr}`).toContain(run.code);
    }
    // The two news have another address in each language, and no page names the other: they stay apart.
    expectFloors(await scoreAlone('tasjol-invest', root), 7);
  }, 120_000);
});

/** A WACZ whose responses are the documents that scripts had finished, as archiving browsers can keep them. */
function waczOf(pages: { path: string; html: string }[]): Uint8Array {
  const date = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const records = pages.map(({ path, html }) =>
    madeResponse(`http://invest.tasjol.kz${path}`, html, { date }),
  );
  const pageLines = pages.map(({ path }) =>
    JSON.stringify({ url: `http://invest.tasjol.kz${path}`, ts: date }),
  );
  const text = (lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
  return makeZip([
    { name: 'archive/data.warc.gz', data: madeWarc(records) },
    { name: 'pages/pages.jsonl', data: text(['{"format":"json-pages-1.0"}', ...pageLines]) },
    { name: 'datapackage.json', data: text(['{"profile":"data-package","wacz_version":"1.1.1"}']) },
  ]);
}

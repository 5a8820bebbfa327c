import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseAgencies } from '../../src/mapping/check-mappings.ts';
import { openWorkspace } from '../../src/mapping/workspace.ts';
import { openAgency } from '../../src/pipeline/agency-session.ts';
import { startExtractPool } from '../../src/pipeline/extract-pool.ts';
import { runExtract } from '../../src/pipeline/extract-stage.ts';
import { chosenPages, pageRefs } from '../../src/store/pages.ts';
import { madePages } from '../support/bench-extract-pages.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const mappingOf = (rules: string) => `id: bench
entity: aqmola
names: { kk: Өлшем, ru: Измерение }
hosts: [{ host: bench.example.kz }]
${rules}`;

async function extracted(folder: string, workers: number, signal = new AbortController().signal) {
  const workspace = openWorkspace(folder);
  const [mapping] = chooseAgencies(workspace, { ids: ['bench'], all: false });
  if (!mapping) throw new Error('no mapping');
  const session = openAgency(workspace, mapping);
  const pool = startExtractPool(workers);
  try {
    const summary = await runExtract(session, { pool, signal, onProgress: () => undefined });
    const { db } = session;
    const pages = chosenPages(db, undefined, 500).map(({ hash, page }) => ({ hash, page }));
    return { summary, pages, refs: pageRefs(db).length };
  } finally {
    await pool.close();
    session.close();
  }
}

test('pages are the same however many workers select them, after a changed rule too, and an interrupted run goes on', async () => {
  const one = join(temporaryFolder(), 'one');
  mkdirSync(join(one, 'mappings'), { recursive: true });
  writeFileSync(join(one, 'kosh.yaml'), 'contact: bench@localhost.localdomain\n');
  writeFileSync(join(one, 'mappings/bench.yaml'), mappingOf(''));
  const warc = join(one, 'site.warc.gz');
  const responses = [...madePages(70)].map(({ url, html }) => madeResponse(url, html));
  writeFileSync(warc, madeWarc(responses));
  const ingested = await runKosh(['ingest', 'bench', warc, '-w', one, '--quiet']);
  expect(ingested.code, ingested.stderr).toBe(0);
  const three = join(temporaryFolder(), 'three');
  cpSync(one, three, { recursive: true });

  const alone = await extracted(one, 1);
  expect(alone.summary).toMatchObject({ segmented: 70, selected: 70 });
  expect(await extracted(three, 3)).toEqual(alone);

  const changed = mappingOf('rules: [{ match: /news/*, kind: news, remove: [.share] }]\n');
  for (const folder of [one, three]) writeFileSync(join(folder, 'mappings/bench.yaml'), changed);
  const stopped = AbortSignal.abort(new Error('interrupted'));
  await expect(extracted(three, 3, stopped)).rejects.toThrow('interrupted');
  const again = await extracted(one, 1);
  expect(again.summary).toMatchObject({ segmented: 0, selected: 70 });
  expect(again.pages).not.toEqual(alone.pages);
  expect(await extracted(three, 3)).toEqual(again);
}, 120_000);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../../src/archive/warc-reader.ts';
import { openWorkspace } from '../../src/mapping/workspace.ts';
import type { Capture } from '../../src/model/capture.ts';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { runKosh } from './run-kosh.ts';

/** A workspace with one agency, `qala`, on qala.kz with the alias www.qala.kz. */
export async function ingestWorkspace(root: string, extra = ''): Promise<string> {
  await runKosh(['init', root]);
  const mapping = `id: qala
entity: aqmola
names: { kk: Қала әкімдігі, ru: Акимат города }
hosts: [{ host: qala.kz, aliases: [www.qala.kz] }]
crawl: { ratePerSecond: 50, exclude: [/private/**] }
${extra}`;
  writeFileSync(join(root, 'mappings', 'qala.yaml'), mapping);
  return join(openWorkspace(root).dataFolder, 'qala');
}

/** Newest captures of the agency with their texts as read from its archive, by address. */
export async function capturedTexts(
  folder: string,
): Promise<Map<string, { capture: Capture; text: string }>> {
  const db = openSiteDb(join(folder, 'site.db'));
  const captures = latestCaptures(db, undefined, 10_000);
  db.close();
  const found = new Map<string, { capture: Capture; text: string }>();
  for (const capture of captures) {
    const { payload } = await readRecord(join(folder, 'archive'), capture.record);
    found.set(capture.address, { capture, text: payload?.toString() ?? '' });
  }
  return found;
}

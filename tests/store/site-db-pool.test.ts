import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { mappingSchema } from '../../src/model/mapping.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { openForCrawl } from '../../src/pipeline/agency-session.ts';
import { crawlValue, setCrawlValue } from '../../src/store/crawl-state.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { SiteDbPool } from '../../src/store/site-db-pool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Databases this process has open, by its file descriptors. */
function openFiles(folder: string): number {
  const isOpen = (name: string) => name.endsWith('-wal');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isOpen).length;
}

test('a pool keeps few databases open and opens each again with what was written', async () => {
  const folder = temporaryFolder();
  const pool = new SiteDbPool(4, 'checkpoint');
  const sites = Array.from({ length: 12 }, (_, i) => pool.access(join(folder, `${i}`, 'site.db')));
  for (let round = 0; round < 3; round++) {
    for (const [i, site] of sites.entries()) {
      site.use((db) => setCrawlValue(db, 'аудан', `${i}-${round}`));
      expect(openFiles(folder)).toBeLessThanOrEqual(4);
    }
  }
  const [first, second] = sites;
  expect(first?.glance(() => 'ашық')).toBeUndefined();
  expect(first?.use((db) => crawlValue(db, 'аудан'))).toBe('0-2');
  expect(first?.glance((db) => crawlValue(db, 'аудан'))).toBe('0-2');
  await second?.hold(async (db) => {
    for (const site of sites) site.use(() => undefined);
    await Promise.resolve();
    expect(db.open).toBe(true);
  });
  pool.close();
  expect(openFiles(folder)).toBe(0);
});

test('a new database is a copy of an empty one, and the same as one that was migrated', () => {
  const folder = temporaryFolder();
  const schema = (file: string) => {
    const db = openSiteDb(file);
    const tables = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
    const facts = ['user_version', 'integrity_check'].map((name) => db.pragma(name));
    db.close();
    return { tables, facts };
  };
  const file = join(folder, 'site.db');
  expect(schema(file)).toEqual(schema(':memory:'));
  expect(readdirSync(folder)).toEqual(['site.db']);
  expect(openSiteDb(file).pragma('journal_mode', { simple: true })).toBe('wal');
});

test('an agency is crawled once at a time, and again when that has ended', () => {
  const root = temporaryFolder();
  const workspace = {
    root,
    settings: settingsSchema.parse({}),
    mappingsFolder: root,
    dataFolder: root,
    outFolder: root,
  };
  const names = { kk: 'Ақсу әкімдігі', ru: 'Акимат' };
  const hosts = [{ host: 'aqsu.kz' }];
  const mapping = mappingSchema.parse({ id: 'aqsu', entity: 'aqsu', names, hosts });
  const pool = new SiteDbPool(4, 'checkpoint');
  const { site, close } = openForCrawl(workspace, mapping, pool);
  expect(() => openForCrawl(workspace, mapping, pool)).toThrow(UserError);
  expect(site.use((db) => crawlValue(db, 'аудан'))).toBeUndefined();
  close();
  openForCrawl(workspace, mapping, pool).close();
  pool.close();
});

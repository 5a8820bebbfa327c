import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asideReasons, readHitCode } from '../../src/model/hit.ts';
import { askedKeys } from '../../src/store/asked-keys.ts';
import { asideCounts } from '../../src/store/hits.ts';
import { openHitsDb } from '../../src/store/hits-db.ts';
import { addPacked } from '../../src/text/packed-counts.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Folder of the sample logs. */
export const sampleLogs = join(import.meta.dirname, '../../fixtures/logs');

/** A workspace with mappings of invented agencies; the first has a legacy charset. */
export function hitsWorkspace(ids: readonly string[] = ['sarkol']): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'mappings'));
  writeFileSync(join(folder, 'kosh.yaml'), `portal: { entities: [${ids.join(', ')}] }\n`);
  for (const id of ids) {
    const mapping = {
      id,
      entity: id,
      names: { kk: 'Аудан әкімдігінің аппараты', ru: 'Аппарат акима района' },
      hosts: [{ host: `${id}.gov.kz`, aliases: [`www.${id}.gov.kz`] }],
      queryCharset: 'windows-1251',
    };
    writeFileSync(join(folder, 'mappings', `${id}.yaml`), JSON.stringify(mapping));
  }
  return folder;
}

/** What an agency's addresses were asked for: `people+programs class` of each key, without its host. */
export function askedOf(workspace: string, agency = 'sarkol'): Record<string, string> {
  const file = join(workspace, 'data', agency, 'hits.db');
  if (!existsSync(file)) return {};
  const db = openHitsDb(file);
  const asked: Record<string, string> = {};
  for (const { key, packed } of askedKeys(db)) {
    const counts = new Map<number, number>();
    for (const one of packed) addPacked(counts, one);
    asked[key.slice(key.indexOf('/'))] = textOf(counts);
  }
  for (const reason of asideReasons) {
    const counts = asideCounts(db, reason);
    if (counts.size > 0) asked[reason] = textOf(counts);
  }
  db.close();
  return asked;
}

/** Every request that is counted for an agency. */
export function hitsOf(workspace: string, agency = 'sarkol'): number {
  return Object.values(askedOf(workspace, agency))
    .flatMap((text) => [...text.matchAll(/(\d+)\+(\d+)/g)])
    .reduce((sum, [, people, programs]) => sum + Number(people) + Number(programs), 0);
}

function textOf(counts: ReadonlyMap<number, number>): string {
  const classes = new Map<string, [number, number]>();
  for (const [code, n] of counts) {
    const { hitClass, isProgram } = readHitCode(code);
    const sums = classes.get(hitClass) ?? [0, 0];
    sums[isProgram ? 1 : 0] += n;
    classes.set(hitClass, sums);
  }
  return [...classes]
    .sort()
    .map(([name, [people, programs]]) => `${people}+${programs} ${name}`)
    .join(', ');
}

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { openSiteDb } from '../../src/store/site-db.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Ids of the bundled sites, sorted. */
export const agencies = [
  'aqbulaq-akimat',
  'kokterek-akimat',
  'tasjol-department',
  'tasjol-madeniet',
] as const;

/** A workspace of its own with the settings and mappings of the shared migration, nothing crawled. */
export function emptyWorkspace(
  port: number,
  chosen: readonly string[] = agencies,
  folder = temporaryFolder(),
): string {
  const { workspace } = inject('migration');
  const copy = join(folder, 'көш');
  mkdirSync(join(copy, 'mappings'), { recursive: true });
  cpSync(join(workspace, 'kosh.yaml'), join(copy, 'kosh.yaml'));
  for (const agency of chosen) {
    cpSync(join(workspace, mappingPath(agency)), join(copy, mappingPath(agency)));
  }
  connectTo(copy, port);
  return copy;
}

/** A copy of the shared migration, its sites at another port of this machine. */
export function copyOfMigration(port: number): string {
  const copy = join(temporaryFolder(), 'көшірме');
  cpSync(inject('migration').workspace, copy, { recursive: true, preserveTimestamps: true });
  connectTo(copy, port);
  return copy;
}

/** Leaves of a workspace's data what crawls made: captures, and nothing that later stages derived. */
export function keepOnlyCaptures(workspace: string): void {
  rmSync(join(workspace, 'out'), { recursive: true });
  rmSync(join(workspace, 'data', 'dedupe'), { recursive: true, force: true });
  for (const name of readdirSync(join(workspace, 'data'), { withFileTypes: true })) {
    if (!name.isDirectory()) rmSync(join(workspace, 'data', name.name));
  }
  for (const agency of agencies) {
    const db = openSiteDb(join(workspace, 'data', agency, 'site.db'));
    db.exec(`
      DELETE FROM page_data; DELETE FROM pages; DELETE FROM selections; DELETE FROM site_models;
      DELETE FROM segments; DELETE FROM address_keys; DELETE FROM redirects;
      DELETE FROM stage_state; DELETE FROM findings WHERE stage <> 'crawl';`);
    db.close();
  }
}

/** Connects every host of a workspace's mappings to a port of this machine. */
export function connectTo(workspace: string, port: number): void {
  const files = readdirSync(join(workspace, 'mappings')).filter((name) => name.endsWith('.yaml'));
  for (const name of files) {
    editFile(join(workspace, 'mappings', name), (text) =>
      text.replaceAll(/127\.0\.0\.1:\d+/g, `127.0.0.1:${port}`),
    );
  }
}

/** Puts a rule before those of an agency's mapping. */
export function addRule(workspace: string, agency: string, rule: string): void {
  editFile(join(workspace, mappingPath(agency)), (text) => `${text}rules: [${rule}]\n`);
}

/** Rewrites a file; a change that changes nothing is a mistake of the test. */
export function editFile(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after !== before) writeFileSync(file, after);
}

/** Path of an agency's mapping in its workspace. */
export function mappingPath(agency: string): string {
  return join('mappings', `${agency}.yaml`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import { redirectOf } from '../../src/store/redirects.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { type KoshRun, runKosh } from './run-kosh.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A workspace of one invented agency, and what tests of decisions do in it. */
export interface DecidedWorkspace {
  root: string;
  agency: string;
  /** Runs `kosh redirects <verb> <agency> ...` as a person of this name. */
  redirects(verb: string, ...args: string[]): Promise<KoshRun>;
  kosh(...args: string[]): Promise<KoshRun>;
  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  /** The entries of the agency, oldest first. */
  entries(): Promise<Record<string, unknown>[]>;
  /** The decision that `kosh redirects build` comes to for a key. */
  planned(key: string): Promise<Redirect | undefined>;
  site(): SiteDb;
}

export const agency = 'sarkol-akimat';
export const portal = 'https://www.gov.kz/memleket/entities/sarkol';

const acting = new Set(['set', 'import', 'revert', 'confirm']);

/** Makes a workspace whose kosh.yaml and mapping are given in addition to what every one needs. */
export function decidedWorkspace(settings = '', mapping = ''): DecidedWorkspace {
  const root = join(temporaryFolder(), 'көш');
  mkdirSync(join(root, 'mappings'), { recursive: true });
  writeFileSync(
    join(root, 'kosh.yaml'),
    `archiveTemplate: https://archive.example.kz/2026/{address}\nportal: { entities: [sarkol] }\n${settings}`,
  );
  writeMapping(root, mapping);
  const kosh = (...args: string[]) => runKosh([...args, '-w', root]);
  return {
    root,
    agency,
    kosh,
    redirects: (verb, ...args) =>
      kosh(
        ...['redirects', verb, agency, ...args],
        ...(acting.has(verb) ? ['--actor', 'Айгүл Сәрсенова'] : []),
      ),
    file(name, content) {
      const path = join(root, name);
      writeFileSync(path, content);
      return path;
    },
    async entries() {
      const { stdout } = await kosh('decisions', 'export', agency);
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    async planned(key) {
      const built = await kosh('redirects', 'build', agency, '--server', 'csv', '--quiet');
      expect([0, 3], built.stderr).toContain(built.code);
      const db = openSiteDb(join(root, 'data', agency, 'site.db'));
      try {
        return redirectOf(db, key);
      } finally {
        db.close();
      }
    },
    site: () => openSiteDb(join(root, 'data', agency, 'site.db')),
  };
}

/** Writes the agency's mapping anew. */
export function writeMapping(root: string, extra = ''): void {
  writeFileSync(
    join(root, 'mappings', `${agency}.yaml`),
    `id: ${agency}
entity: sarkol
names: { kk: Саркөл ауданының әкімдігі, ru: Акимат Саркольского района }
hosts: [{ host: sarkol.gov.kz, aliases: [www.sarkol.gov.kz] }]
${extra}`,
  );
}

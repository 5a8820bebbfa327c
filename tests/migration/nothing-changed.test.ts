import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { bundleLines } from '../support/migrated-sites.ts';
import { addRule, agencies, copyOfMigration } from '../support/migration-copy.ts';
import {
  differences,
  filesIn,
  lookInto,
  type MigrationResult,
  tablesOf,
} from '../support/migration-result.ts';
import { runKosh } from '../support/run-kosh.ts';

let server: FixtureServer;
let workspace: string;

beforeAll(async () => {
  server = await startFixtureServer(await loadSites());
});
afterAll(() => server.close());
beforeEach(() => {
  workspace = copyOfMigration(server.port);
});

const isDatabase = (path: string) => /\.db(-wal|-shm)?$/.test(path);

/** Bytes and time of change of every file that is no database. */
function filesNow(): MigrationResult {
  const all = [...filesIn(workspace, 'out'), ...filesIn(workspace, 'data')];
  return new Map(
    all
      .filter(([path]) => !isDatabase(path))
      .map(([path, lines]) => [
        path,
        [...lines, `changed ${statSync(join(workspace, path)).mtimeMs}`],
      ]),
  );
}

/** Rows of every table of every database. */
function rowsNow(): MigrationResult {
  const folders = readdirSync(join(workspace, 'data'), { recursive: true, encoding: 'utf8' });
  return new Map(
    folders
      .filter((path) => path.endsWith('.db'))
      .sort()
      .flatMap((path) =>
        [...tablesOf(join(workspace, 'data', path))].map(([table, rows]): [string, string[]] => [
          `${path} ${table}`,
          rows,
        ]),
      ),
  );
}

const runAll = () => runKosh(['run', '--all', '--provisional', '-w', workspace]);

/** What the last table of a run says of a stage of an agency: `written` or `as before`, and what. */
function said(stdout: string, agency: string, stage: string): string {
  const line = stdout.split('\n').find((one) => new RegExp(`^${agency} +${stage} `).test(one));
  return line?.slice(agency.length).trim().slice(stage.length).trim() ?? '';
}

interface Version {
  lang: string;
  title: string;
  source: { address: string };
}
interface ItemLine {
  id: string;
  kind: string;
  versions: Version[];
}

/** The item of an agency's bundle that a page of this path became. */
function itemOf(agency: string, path: string): ItemLine | undefined {
  return bundleLines<ItemLine>(workspace, agency, 'items.ndjson').find(({ versions }) =>
    versions.some(({ source }) => new URL(source.address).pathname === path),
  );
}

describe('a run with nothing changed', () => {
  it('asks no server, writes nothing and says so', async () => {
    const [files, rows, requests] = [filesNow(), rowsNow(), server.requests()];
    const run = await runAll();
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('Nothing changed; nothing was written.');
    expect(run.stdout).not.toContain('written');
    expect(server.requests()).toBe(requests);
    expect(differences(files, filesNow())).toEqual([]);
    expect(differences(rows, rowsNow())).toEqual([]);
  });
});

describe('a changed mapping rule', () => {
  it('redoes only the pages it matches and only the bundle of its agency', async () => {
    const before = filesNow();
    expect(itemOf('kokterek-akimat', '/sheshim5.htm')?.kind).toBe('document');
    const id = itemOf('kokterek-akimat', '/sheshim5.htm')?.id;
    addRule(workspace, 'kokterek-akimat', '{ match: /sheshim5.htm, kind: page }');
    const requests = server.requests();
    const run = await runAll();
    expect(run.code, run.stderr).toBe(0);
    expect(server.requests()).toBe(requests);
    const item = itemOf('kokterek-akimat', '/sheshim5.htm');
    expect([item?.kind, item?.id]).toEqual(['page', id]);
    expectSelected(run.stdout, 'kokterek-akimat', '/sheshim5.htm');
    expect(said(run.stdout, 'kokterek-akimat', 'bundle')).toMatch(/^written/);
    expectUntouched(run.stdout, before, 'kokterek-akimat');
  });

  it('takes a title from where the mapping says, on that page alone', async () => {
    const before = filesNow();
    const path = '/basshylyk/toleuova-ainagul/';
    const title = itemOf('tasjol-madeniet', path)?.versions[0]?.title;
    addRule(workspace, 'tasjol-madeniet', `{ match: ${path}, title: .crumbs }`);
    const run = await runAll();
    expect(run.code, run.stderr).toBe(0);
    const now = itemOf('tasjol-madeniet', path)?.versions.find(({ lang }) => lang === 'kk')?.title;
    expect(title).toBe('Төлеуова Айнагүл Бекзатқызы');
    expect(now).toMatch(/^Басты бет .*Басқарма .*Төлеуова Айнагүл Бекзатқызы$/);
    expectSelected(run.stdout, 'tasjol-madeniet', path);
    expect(said(run.stdout, 'tasjol-madeniet', 'bundle')).toMatch(/^written/);
    expectUntouched(run.stdout, before, 'tasjol-madeniet');
  });

  /** The run selected just the captures whose path the rule names. */
  function expectSelected(stdout: string, agency: string, path: string): void {
    const captured = lookInto(join(workspace, 'data', agency, 'site.db'), (db) =>
      db
        .prepare<[], { address: string }>(
          'SELECT address FROM segments JOIN addresses ON addresses.id = address_id',
        )
        .all()
        .filter(({ address }) => new URL(address).pathname === path),
    );
    expect(captured.length).toBeGreaterThan(0);
    expect(said(stdout, agency, 'extract')).toMatch(
      new RegExp(`^written +\\d+ pages \\(0 cut, ${captured.length} selected now\\)$`),
    );
  }

  /** Bundles and tables of the other agencies keep bytes and times, and the run says so. */
  function expectUntouched(stdout: string, before: MigrationResult, changed: string): void {
    for (const agency of agencies.filter((one) => one !== changed)) {
      for (const stage of ['crawl', 'extract', 'redirects', 'bundle']) {
        expect(said(stdout, agency, stage), `${agency} ${stage}`).toMatch(/^as before/);
      }
    }
    expect(said(stdout, 'shared', 'bundle')).toMatch(/^as before/);
    // Its folders, and what is compared of it: data/dedupe/<agency>.candidates and the like.
    const isChanged = (path: string) =>
      path.split('/').some((part) => part === changed || part.startsWith(`${changed}.`));
    const others = (files: MigrationResult) =>
      new Map([...files].filter(([path]) => !isChanged(path)));
    expect(differences(others(before), others(filesNow()))).toEqual([]);
  }
});

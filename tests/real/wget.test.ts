import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { writeDemoWorkspace } from '../../src/cli/demo-workspace.ts';
import { openWorkspace } from '../../src/mapping/workspace.ts';
import { siteDbFile } from '../../src/pipeline/agency-session.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agency = 'kokterek-akimat';
const root = temporaryFolder(afterAll);
let server: FixtureServer;
let hosts: string[];
let proxy: { url: string; close(): Promise<void> };

beforeAll(async () => {
  const sites = (await loadSites()).filter(({ id }) => id === agency);
  hosts = sites.flatMap((site) => site.hosts);
  server = await startFixtureServer(sites);
  proxy = await startForwardProxy(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

/** The site's endless calendar: wget would ask for it until the disk is full. */
const calendar = '/cgi-bin/calendar.pl';

/** Mirrors the site as a person would, the calendar left out, into `<name>.warc` or `.warc.gz`. */
async function mirror(name: string, options: string[]): Promise<void> {
  const args = ['-q', '-r', '-l', 'inf', '--page-requisites', '-e', `http_proxy=${proxy.url}`];
  args.push(`--reject-regex=${calendar}`);
  const target = `--warc-file=${join(root, name)}`;
  const folder = `--directory-prefix=${join(root, `${name}-files`)}`;
  const wget = spawn('wget', [...args, target, folder, ...options, `http://${hosts[0]}/`], {
    cwd: root,
  });
  await new Promise((resolve) => wget.on('exit', resolve));
}

/** Address, language, kind, title and content hash of every page that was chosen. */
function pagesOf(workspace: string): string[] {
  const db = openSiteDb(siteDbFile(openWorkspace(workspace), agency));
  try {
    return db
      .prepare<[], { line: string }>(
        `SELECT a.address || ' ' || p.lang || ' ' || p.kind || ' ' || p.hash || ' ' || p.title AS line
         FROM pages p JOIN addresses a ON a.id = p.address_id WHERE p.chosen = 1 ORDER BY line`,
      )
      .all()
      .map(({ line }) => line);
  } finally {
    db.close();
  }
}

it("gives the same pages from wget's archive as from its own crawl", async () => {
  expect(execFileSync('wget', ['--version'], { encoding: 'utf8' })).toContain('GNU Wget');
  const workspaces = ['own', 'gzipped', 'plain'].map((name) => join(root, name));
  for (const workspace of workspaces) {
    writeDemoWorkspace(workspace, server.port, hosts, false);
    const file = join(workspace, 'mappings', `${agency}.yaml`);
    const mapping = parseDocument(readFileSync(file, 'utf8'));
    mapping.setIn(['crawl', 'exclude'], [calendar]);
    writeFileSync(file, mapping.toString());
  }
  const [own = '', gzipped = '', plain = ''] = workspaces;
  const crawl = await runKosh(['run', agency, '-w', own]);
  expect(crawl.code, crawl.stderr).toBe(0);
  await mirror('a', []);
  await mirror('b', ['--no-warc-compression']);
  const requests = server.requests();
  for (const [workspace, file] of [
    [gzipped, 'a.warc.gz'],
    [plain, 'b.warc'],
  ] as const) {
    const run = await runKosh(['ingest', agency, join(root, file), '-w', workspace]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    const extract = await runKosh(['extract', agency, '-w', workspace]);
    expect(extract.code, extract.stderr).toBe(0);
    expect(pagesOf(workspace)).toEqual(pagesOf(own));
  }
  expect(server.requests()).toBe(requests);
  expect(pagesOf(own).length).toBeGreaterThan(20);
});

import { expect } from 'vitest';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { writeDemoWorkspace } from '../../src/cli/demo-workspace.ts';
import { runKosh } from './run-kosh.ts';

/**
 * Makes a workspace of the bundled sites at `root` and migrates the named agencies (all: `--all`) in this
 * process, from crawl to bundle, with provisional tables. The old sites are closed afterwards.
 */
export async function migrateSites(root: string, ...agencies: [string, ...string[]]) {
  const sites = await loadSites();
  const server = await startFixtureServer(sites);
  try {
    writeDemoWorkspace(
      root,
      server.port,
      sites.flatMap((site) => site.hosts),
      true,
    );
    const args = ['run', ...agencies, '-w', root, '--provisional', '--quiet'];
    const { code, stderr } = await runKosh(args);
    // Findings of severity error are the old sites' own; anything else is a failed run.
    expect([0, 3], stderr).toContain(code);
  } finally {
    await server.close();
  }
}

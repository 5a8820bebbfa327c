import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { writeDemoWorkspace } from '../../src/cli/demo-workspace.ts';
import { type KoshRun, runKosh } from './run-kosh.ts';

/** The one undisturbed migration of the bundled sites; tests copy it and never write into it. */
export interface SharedMigration {
  workspace: string;
  run: KoshRun;
}

declare module 'vitest' {
  interface ProvidedContext {
    migration: SharedMigration;
  }
}

/** Migrates the bundled sites once for all test files: one of them asks its visitors for 40 s. */
export async function setup(project: TestProject): Promise<() => void> {
  const workspace = mkdtempSync(join(tmpdir(), 'kosh-migration-'));
  const sites = await loadSites();
  const server = await startFixtureServer(sites);
  try {
    const hosts = sites.flatMap((site) => site.hosts);
    writeDemoWorkspace(workspace, server.port, hosts, false);
    const run = await runKosh(['run', '--all', '--provisional', '-w', workspace]);
    project.provide('migration', { workspace, run });
  } finally {
    await server.close();
  }
  return () => rmSync(workspace, { recursive: true, force: true });
}

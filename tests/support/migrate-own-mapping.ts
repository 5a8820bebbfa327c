import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startFixtureServer } from '../../fixtures/engine/server.ts';
import { loadAllSites, siteFolder } from '../../fixtures/engine/sites.ts';
import { bundledItems } from './migrated-sites.ts';
import { type KoshRun, runKosh } from './run-kosh.ts';
import { scoreMigration } from './score.ts';
import type { SiteScore } from './score-site.ts';
import { scoredTruth } from './scored-truth.ts';

/** Migrates one fixture site into a workspace at `root`, with the mapping that lies in the site's folder. */
export function migrateWithOwnMapping(id: string, root: string): Promise<KoshRun> {
  return migrateTogether([id], root);
}

/** Migrates fixture sites into one workspace at `root`, each with the mapping that lies in its folder. */
export async function migrateTogether(ids: readonly string[], root: string): Promise<KoshRun> {
  const sites = (await loadAllSites()).filter(({ id }) => ids.includes(id));
  if (sites.length !== ids.length)
    throw new Error(`not all of ${ids.join(', ')} are fixture sites`);
  const server = await startFixtureServer(sites);
  try {
    mkdirSync(join(root, 'mappings'), { recursive: true });
    const entities = sites.map(({ id, hosts }) => writeMapping(id, hosts, server.port, root));
    writeFileSync(
      join(root, 'kosh.yaml'),
      `portal: { base: 'https://www.gov.kz', entities: [${entities.join(', ')}] }\npoliteness: { perAddress: { connections: 64, ratePerSecond: 1000 } }\n`,
    );
    return await runKosh(['run', '--all', '--provisional', '-w', root, '--quiet']);
  } finally {
    await server.close();
  }
}

/** Writes the mapping of a site into a workspace, its hosts led to the server; gives its entity code. */
function writeMapping(id: string, hosts: readonly string[], port: number, root: string): string {
  const mapping = parse(readFileSync(new URL('mapping.yaml', siteFolder(id)), 'utf8'));
  mapping.connectTo = Object.fromEntries(hosts.map((host) => [host, `127.0.0.1:${port}`]));
  mapping.crawl = { ...mapping.crawl, ratePerSecond: 1000, concurrency: 4 };
  writeFileSync(join(root, 'mappings', `${id}.yaml`), stringify(mapping));
  return mapping.entity;
}

/** Scores a site migrated alone: nothing of it is shared. */
export async function scoreAlone(id: string, root: string): Promise<SiteScore> {
  const hosts = (await loadAllSites()).find((one) => one.id === id)?.hosts ?? [];
  const [score] = scoreMigration(
    [{ truth: scoredTruth(id, hosts), output: bundledItems(root, id) }],
    [],
  ).sites;
  if (score === undefined) throw new Error(`no score of ${id}`);
  return score;
}

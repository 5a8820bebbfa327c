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
export async function migrateWithOwnMapping(id: string, root: string): Promise<KoshRun> {
  const site = (await loadAllSites()).find((one) => one.id === id);
  if (site === undefined) throw new Error(`no fixture site ${id}`);
  const server = await startFixtureServer([site]);
  try {
    const mapping = parse(readFileSync(new URL('mapping.yaml', siteFolder(id)), 'utf8'));
    mapping.connectTo = Object.fromEntries(
      site.hosts.map((host) => [host, `127.0.0.1:${server.port}`]),
    );
    mapping.crawl = { ...mapping.crawl, ratePerSecond: 1000, concurrency: 4 };
    mkdirSync(join(root, 'mappings'), { recursive: true });
    writeFileSync(join(root, 'mappings', `${id}.yaml`), stringify(mapping));
    writeFileSync(
      join(root, 'kosh.yaml'),
      `portal: { base: 'https://www.gov.kz', entities: [${mapping.entity}] }\npoliteness: { perAddress: { connections: 64, ratePerSecond: 1000 } }\n`,
    );
    return await runKosh(['run', '--all', '--provisional', '-w', root, '--quiet']);
  } finally {
    await server.close();
  }
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

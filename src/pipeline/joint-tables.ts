import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import {
  type AgencyTables,
  type JointServer,
  jointFiles,
  jointSources,
} from '../redirects/emit/joint-server.ts';
import { type Written, writeEmitted } from '../redirects/write.ts';
import type { TableOptions } from './redirect-tables.ts';

/** Writes the configuration of each server for every agency whose tables lie below out/redirects/<server>, beside their folders. */
export async function writeJointTables(
  workspace: Workspace,
  mappings: readonly Mapping[],
  options: TableOptions,
): Promise<Written[]> {
  const written: Written[] = [];
  for (const server of options.servers) {
    if (!isJoint(server)) continue;
    const folder = join(workspace.outFolder, 'redirects', server);
    const agencies = mappings
      .map(({ id }) => id)
      .sort()
      .flatMap((id) => tablesOf(folder, id, jointSources[server]));
    if (agencies.length === 0) continue;
    written.push(await writeEmitted(folder, jointFiles(server, agencies, options)));
  }
  return written;
}

function isJoint(server: string): server is JointServer {
  return server in jointSources;
}

function tablesOf(folder: string, agency: string, names: readonly string[]): AgencyTables[] {
  const paths = names.map((name) => join(folder, agency, name));
  if (!paths.every((path) => existsSync(path))) return [];
  const files = new Map(names.map((name, at) => [name, readFileSync(paths[at] ?? '', 'utf8')]));
  return [{ agency, files }];
}

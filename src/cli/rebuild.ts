import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { agencyFolder, openAgency } from '../pipeline/agency-session.ts';
import { type RebuiltIndex, rebuildIndex } from '../pipeline/rebuild-captures.ts';
import { terminalText } from '../report/text-table.ts';
import { openSiteDb } from '../store/site-db.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { startProgress } from './progress.ts';

/** `kosh rebuild-index <agency>`: site.db anew from the archive alone. */
export function rebuildIndexCommand(host: CommandHost): Command {
  const command = newCommand(
    'rebuild-index',
    'make a lost or damaged site.db anew from the archive; the one that is there is kept as site.db.old',
    {
      examples: ['kosh rebuild-index aqsu-akimat && kosh extract aqsu-akimat'],
      exits: [
        '3 made, but records of the archive were damaged',
        '4 agency in use',
        '130 interrupted',
      ],
    },
  ).argument('<agency>', 'id of an agency');
  return withAction(command, host, runRebuild);
}

/** Builds beside the old file and puts the new one in its place when it is complete. */
async function runRebuild(
  [agency = '']: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const [mapping] = chooseAgencies(workspace, { ids: [agency], all: false });
  if (!mapping) return exitCodes.usage;
  const folder = agencyFolder(workspace, mapping.id);
  if (!existsSync(join(folder, 'archive'))) {
    throw new UserError(`${agency}: no archive in ${folder}; run: kosh crawl ${agency}`);
  }
  const progress = startProgress(context, options, `rebuild-index: ${agency}`);
  let rebuilt: RebuiltIndex;
  try {
    rebuilt = await rebuild(workspace, mapping, context, (text) => progress.update(text));
  } catch (error) {
    progress.fail('stopped');
    throw error;
  }
  progress.done(`Done. Next: kosh extract ${agency}`);
  for (const line of rebuilt.damaged) context.stderr(`${terminalText(line)}\n`);
  if (options.json) context.stdout(`${JSON.stringify({ agency, ...rebuilt })}\n`);
  else context.stdout(`${agency}: ${rebuilt.captures} captures of ${rebuilt.files} WARC files\n`);
  return rebuilt.damaged.length > 0 ? exitCodes.findings : exitCodes.done;
}

async function rebuild(
  workspace: Workspace,
  mapping: Mapping,
  { signal }: CliContext,
  onProgress: (text: string) => void,
): Promise<RebuiltIndex> {
  const folder = agencyFolder(workspace, mapping.id);
  const target = join(folder, 'site.db');
  const building = join(folder, 'site.db.building');
  const session = openSession(workspace, mapping, target);
  try {
    remove(building);
    const db = openSiteDb(building);
    try {
      const archiveFolder = join(folder, 'archive');
      const { settings } = workspace;
      return await rebuildIndex({ db, mapping, settings, archiveFolder, signal, onProgress });
    } catch (error) {
      db.close();
      remove(building);
      throw error;
    } finally {
      // Closing writes the log back, so that one file is the whole database.
      if (db.open) db.close();
    }
  } finally {
    session.close();
    if (existsSync(building)) {
      renameSync(target, `${target}.old`);
      for (const suffix of ['-wal', '-shm']) rmSync(target + suffix, { force: true });
      renameSync(building, target);
    }
  }
}

function openSession(workspace: Workspace, mapping: Mapping, target: string) {
  try {
    return openAgency(workspace, mapping);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
    throw new UserError(`${target} is damaged (${code}). Move it away, and run this again.`);
  }
}

function remove(database: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { storedRedirects, withEmitterOptions } from '../pipeline/redirect-tables.ts';
import { diffTables, type FileChange, type TableDiff } from '../pipeline/table-diff.ts';
import { emitters, type TableServer, tableServers } from '../redirects/emit/emitters.ts';
import { terminalText } from '../report/text-table.ts';
import type { RowChange } from '../store/table-comparison.ts';
import { keyRules } from '../text/url-key.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { decideAnew } from './decide-anew.ts';
import { oneAgency } from './decider.ts';

interface DiffOptions extends CommonOptions {
  installed?: string;
  server?: string;
  provisional?: boolean;
  directory?: string;
  listen?: string;
  stat?: boolean;
  exitCode?: boolean;
}

/** `kosh redirects diff <agency>`: what the next tables would change. */
export function tableDiffCommand(host: CommandHost): Command {
  const command = newCommand(
    'diff',
    'what tables made now would change in those installed, by old address',
    {
      examples: [
        'kosh redirects diff aqsu-akimat',
        'kosh redirects diff aqsu-akimat --installed /mnt/web1/etc/nginx/kosh/aqsu-akimat --server nginx',
      ],
      exits: [
        '3 the installed folder is not as kosh wrote it; with --exit-code also for any difference',
        '4 agency in use',
      ],
    },
  )
    .argument('<agency>', 'id of the agency')
    .option(
      '--installed <dir>',
      'folder copied from a server (default: the tables in out/redirects)',
    )
    .option(
      '--server <name>',
      `its server: ${tableServers.join(', ')} (default: nginx, or all in out)`,
    )
    .option(
      '--provisional',
      'the tables hold targets the portal has not named (default: as installed)',
    )
    .option('--directory <dir>', 'as for kosh redirects build')
    .option('--listen <list>', 'as for kosh redirects build')
    .option('--stat', 'numbers only')
    .option('--exit-code', 'end with 3 when anything differs');
  return withAction<DiffOptions>(command, host, runDiff);
}

async function runDiff(
  [id = '']: string[],
  options: DiffOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const mapping = oneAgency(workspace, id);
  const sides = installedTables(workspace, id, options);
  await decideAnew(workspace, mapping, context);
  let isTouched = false;
  let isDifferent = false;
  for (const { server, folder } of sides) {
    const diff = await diffOf(workspace, mapping, server, folder, options);
    try {
      print(diff, options, context);
      isTouched ||= diff.files.some(({ change }) => change === 'tampered' || change === 'missing');
      isDifferent ||= diff.files.some(({ change }) => change !== 'same' && change !== 'foreign');
    } finally {
      diff.rows.close();
    }
  }
  if (isTouched || (options.exitCode && isDifferent)) return exitCodes.findings;
  return exitCodes.done;
}

/** The tables to compare with. Throws UserError when there are none. */
function installedTables(
  workspace: Workspace,
  id: string,
  { installed, server }: DiffOptions,
): { server: TableServer; folder: string }[] {
  const named = server === undefined ? undefined : tableServers.find((one) => one === server);
  if (server !== undefined && named === undefined) {
    throw new UserError(`no server "${server}"; known: ${tableServers.join(', ')}`);
  }
  if (installed !== undefined) return [{ server: named ?? 'nginx', folder: installed }];
  const there = (named ? [named] : tableServers).flatMap((one) => {
    const folder = join(workspace.outFolder, 'redirects', one, id);
    return existsSync(join(folder, 'SHA256SUMS')) ? [{ server: one, folder }] : [];
  });
  if (there.length > 0) return there;
  throw new UserError(`${id}: no tables are written yet; run: kosh redirects build ${id}`);
}

async function diffOf(
  workspace: Workspace,
  mapping: Mapping,
  server: TableServer,
  folder: string,
  options: DiffOptions,
): Promise<TableDiff> {
  const db = lookAtAgency(workspace, mapping.id);
  if (!db) throw new UserError(`${mapping.id}: not crawled yet; run: kosh run ${mapping.id}`);
  try {
    const session = { workspace, mapping, rules: keyRules(mapping) };
    const table = {
      provisional: options.provisional ?? holdsProvisional(folder),
      directory: options.directory,
      listen: options.listen?.split(',').map((one) => one.trim()),
    };
    return await withEmitterOptions(session, table, (given) =>
      diffTables(server, folder, emitters[server](() => storedRedirects(db), given).files),
    );
  } finally {
    db.close();
  }
}

function holdsProvisional(folder: string): boolean {
  const sums = join(folder, 'SHA256SUMS');
  return existsSync(sums) && /provisional/.test(readFileSync(sums, 'utf8'));
}

function print(diff: TableDiff, options: DiffOptions, context: CliContext): void {
  const { server, folder, files, rows } = diff;
  const counts = rows.counts();
  const changes = files.filter(({ change }) => change !== 'same');
  if (options.json) {
    const line = (value: object) => context.stdout(`${JSON.stringify({ server, ...value })}\n`);
    for (const file of changes) line({ type: 'file', ...file });
    if (!options.stat) for (const row of rows.changes()) line({ type: 'row', ...row });
    line({ type: 'summary', folder, ...counts });
    return;
  }
  const say = (text: string) => context.stdout(`${terminalText(text)}\n`);
  if (!options.stat) for (const row of rows.changes()) say(rowText(row));
  for (const { name, change } of changes) say(`${fileWords[change]}: ${name}`);
  const { added, removed, changed, same } = counts;
  say(`${server}: ${added} rows added, ${removed} removed, ${changed} changed, ${same} the same`);
}

function rowText({ old, before, after }: RowChange): string {
  if (before === null) return `+ ${old} → ${after}`;
  return after === null ? `- ${old} → ${before}` : `~ ${old} → ${after} (was ${before})`;
}

const fileWords: Readonly<Record<FileChange, string>> = {
  added: 'new file',
  removed: 'file is made no more',
  changed: 'file changes',
  same: 'file stays',
  tampered: 'CHANGED SINCE KOSH WROTE IT',
  missing: 'MISSING',
  foreign: 'not of kosh',
};

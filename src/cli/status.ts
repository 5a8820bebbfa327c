import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import { isImported, kindSchema } from '../model/kind.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { textTable } from '../report/text-table.ts';
import { type Overview, overviewOf } from '../store/overview.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

/** `kosh status [agency...]`: where every agency stands. */
export function statusCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand('status', 'where every agency stands', {
      examples: ['kosh status', 'kosh status aqsu-akimat --json'],
    }),
  );
  return withAction(command, host, runStatus);
}

/** One row an agency; all agencies when none is named. */
async function runStatus(
  ids: string[],
  options: AgencyOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const all = ids.length === 0 && !options.wave && !options.kind;
  const rows = chooseAgencies(workspace, { ...choiceOf(ids, options), all }).map((mapping) => ({
    agency: mapping.id,
    overview: overviewOfAgency(workspace, mapping.id),
    bundle: existsSync(join(workspace.outFolder, 'bundles', mapping.id, 'bagit.txt')),
  }));
  if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
  else context.stdout(statusTable(rows));
  return exitCodes.done;
}

/** Numbers of one agency, undefined before its first crawl. */
function overviewOfAgency(workspace: Workspace, id: string): Overview | undefined {
  const db = lookAtAgency(workspace, id);
  if (!db) return undefined;
  try {
    return overviewOf(db);
  } finally {
    db.close();
  }
}

interface StatusRow {
  agency: string;
  overview: Overview | undefined;
  bundle: boolean;
}

const header = [
  'agency',
  'stage',
  'addresses',
  'open',
  'pages',
  'decided',
  'unresolved',
  'errors',
  'warnings',
];

function statusTable(rows: readonly StatusRow[]): string {
  return textTable(
    header,
    rows.map(({ agency, overview, bundle }) => {
      if (!overview) return [agency, 'not started', 0, 0, 0, 0, 0, 0, 0];
      const { addresses, redirects } = overview;
      const open = addresses.found + addresses.queued + addresses['in-flight'];
      const total = open + addresses.done + addresses.failed + addresses.refused;
      const unresolved = redirects.unresolved ?? 0;
      const decided = Object.values(redirects).reduce((sum, n) => sum + n, 0) - unresolved;
      return [
        agency,
        stageOf(overview, open, bundle),
        total,
        open,
        importedPages(overview),
        decided,
        unresolved,
        overview.findings.error,
        overview.findings.warning,
      ];
    }),
  );
}

function stageOf(overview: Overview, open: number, bundle: boolean): string {
  if (bundle) return 'bundled';
  if (importedPages(overview) > 0) return 'extracted';
  return open > 0 ? 'crawling' : 'crawled';
}

function importedPages(overview: Overview): number {
  return Object.entries(overview.pagesByKind)
    .filter(([kind]) => isImported(kindSchema.parse(kind)))
    .reduce((sum, [, n]) => sum + n, 0);
}

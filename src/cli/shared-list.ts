import { type Command, Option } from 'commander';
import { exitCodes } from '../errors.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import type { SharedItem } from '../model/item.ts';
import { importedKinds } from '../model/kind.ts';
import { languages } from '../model/language.ts';
import { openCatalogue } from '../pipeline/shared-catalogue.ts';
import { textTable } from '../report/text-table.ts';
import { listSharedItems } from '../store/portal-items.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

interface ListOptions extends CommonOptions {
  decision?: SharedItem['decision'];
  agency?: string;
  kind?: string;
}

/** `kosh shared list`: the catalogue. */
export function sharedListCommand(host: CommandHost): Command {
  const command = newCommand('list', 'what several agencies hold, those held by most first', {
    examples: [
      'kosh shared list --decision ask',
      'kosh shared list --agency aqsu-akimat --kind news --json',
    ],
  })
    .addOption(
      new Option('--decision <decision>', 'only with this decision').choices([
        'ask',
        'adopt',
        'apart',
      ]),
    )
    .option('--agency <id>', 'only what this agency holds')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices([...importedKinds]));
  return withAction<ListOptions>(command, host, runList);
}

async function runList(_args: string[], options: ListOptions, context: CliContext): CommandResult {
  const catalogue = openCatalogue(openWorkspace(options.workspace));
  try {
    const rows = listSharedItems(catalogue.portal)
      .filter((one) => isWanted(one, options))
      .map((one) => ({ ...summaryOf(one), said: catalogue.said(one.item.id) }));
    rows.sort((a, b) => b.agencies.length - a.agencies.length || (a.id < b.id ? -1 : 1));
    if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
    else if (rows.length > 0) context.stdout(textTable(heading, rows.map(cellsOf)));
    if (rows.length === 0 && !options.quiet) {
      context.stderr('No shared item is so; the catalogue is made by: kosh dedupe\n');
    }
    return exitCodes.done;
  } finally {
    catalogue.close();
  }
}

function isWanted({ item, members, decision }: SharedItem, options: ListOptions): boolean {
  return (
    (options.decision === undefined || decision === options.decision) &&
    (options.kind === undefined || item.kind === options.kind) &&
    (options.agency === undefined || members.some(({ agency }) => agency === options.agency))
  );
}

function summaryOf(shared: SharedItem) {
  const { item, titles, members, since, common, decision, decidedBy, known } = shared;
  return {
    id: item.id,
    titles,
    kind: item.kind,
    decision,
    decidedBy,
    known,
    agencies: [...new Set(members.map(({ agency }) => agency))].sort(),
    members: members.length,
    since: since?.date ?? null,
    similarity: Math.min(1, ...members.map(({ similarity }) => similarity)),
    common,
  };
}

const heading = ['id', 'decision', 'by', 'agencies', 'kind', 'since', 'alike', 'known', 'title'];

function cellsOf(row: ReturnType<typeof summaryOf> & { said: string | null }): (string | number)[] {
  const { id, decision, decidedBy, agencies, kind, since, similarity, known, titles, said } = row;
  const open = said !== null && decidedBy !== 'person' ? `${decision} (said: ${said})` : decision;
  const title = languages.flatMap((lang) => titles[lang] ?? [])[0] ?? '';
  return [
    ...[id.slice(0, 8), open, decidedBy, agencies.length, kind, since?.slice(0, 10) ?? ''],
    ...[similarity, known ?? '', title.slice(0, 80)],
  ];
}

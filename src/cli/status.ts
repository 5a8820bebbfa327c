import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import type { CutoverState } from '../model/cutover.ts';
import { cutoverState, type DnsView, importedPages } from '../pipeline/cutover-state.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import { checkText, share, tablesText } from '../report/cutover-words.ts';
import { textTable } from '../report/text-table.ts';
import { countDecisions } from '../store/decisions.ts';
import type { Overview } from '../store/overview.ts';
import { readDnsAnswers } from '../text/dns-answers.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

interface StatusOptions extends AgencyOptions {
  dns?: string;
  at?: string;
}

/** `kosh status [agency...]`: where every agency stands. */
export function statusCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand('status', 'where every agency stands, and its cutover', {
      examples: [
        'kosh status',
        'kosh status aqsu-akimat --json',
        'kosh status --dns answers.txt --at 10.0.0.5,redirects.gov.kz',
      ],
    }),
  )
    .option('--dns <file>', "a resolver's answers for the hosts, as dig +noall +answer prints them")
    .option('--at <list>', 'names and addresses of the redirect server, to find in these answers');
  return withAction(command, host, runStatus);
}

/** One row an agency; all agencies when none is named. */
async function runStatus(
  ids: string[],
  options: StatusOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const dns = dnsOf(options);
  const all = ids.length === 0 && !options.wave && !options.kind;
  const rows = chooseAgencies(workspace, { ...choiceOf(ids, options), all }).map((mapping) => {
    const { overview, cutover } = cutoverState(workspace, mapping, dns);
    const decisions = decisionsOf(workspace, mapping.id);
    return { agency: mapping.id, overview, bundle: cutover.bundle, decisions, cutover };
  });
  if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
  else context.stdout(`${statusTable(rows)}\n${cutoverTable(rows, dns !== null)}`);
  return exitCodes.done;
}

/** Addresses that people decided, by their newest word. */
function decisionsOf(workspace: Workspace, id: string): Record<string, number> {
  const db = lookAtDecisions(workspace, id);
  try {
    return countDecisions(db);
  } finally {
    db.close();
  }
}

function dnsOf({ dns, at }: StatusOptions): DnsView | null {
  if (dns === undefined && at === undefined) return null;
  if (dns === undefined || at === undefined) {
    throw new UserError(
      'Give --dns with --at: the answers of a resolver, and what the redirect server is called in them.',
    );
  }
  const servers = at.split(',').flatMap((name) => name.trim() || []);
  let text: string;
  try {
    text = readFileSync(dns, 'utf8');
  } catch (error) {
    throw new UserError(`--dns: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return { answers: readDnsAnswers(text), servers };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${dns}: ${why}. Make it with: dig +noall +answer <names> > ${dns}`);
  }
}

interface StatusRow {
  agency: string;
  overview: Overview | undefined;
  /** Addresses that people decided, by verdict. */
  decisions: Record<string, number>;
  cutover: CutoverState;
}

const header = [
  'agency',
  'stage',
  'addresses',
  'open',
  'pages',
  'decided',
  'unresolved',
  'by people',
  'errors',
  'warnings',
];

function statusTable(rows: readonly StatusRow[]): string {
  return textTable(
    header,
    rows.map(({ agency, overview, decisions, cutover }) => {
      const { unresolved: _takenBack, ...held } = decisions;
      const byPeople = Object.values(held).reduce((all, number) => all + number, 0);
      if (!overview) return [agency, 'not started', 0, 0, 0, 0, 0, byPeople, 0, 0];
      const { crawled, decided } = cutover;
      return [
        agency,
        stageOf(cutover),
        crawled.addresses,
        crawled.open,
        importedPages(overview),
        decided.decided,
        decided.all - decided.decided,
        byPeople,
        overview.findings.error,
        overview.findings.warning,
      ];
    }),
  );
}

function stageOf({ bundle, extracted, crawled }: CutoverState): string {
  if (bundle) return 'bundled';
  if (extracted > 0) return 'extracted';
  return crawled.open > 0 ? 'crawling' : 'crawled';
}

function cutoverTable(rows: readonly StatusRow[], withDns: boolean): string {
  const columns = ['cutover of', 'decided', 'named', 'lint', 'tables', 'checked', 'confirmed'];
  return textTable(
    [...columns, ...(withDns ? ['dns'] : []), 'next'],
    rows.map(({ agency, cutover }) => [
      agency,
      share(cutover.decided.decided, cutover.decided.all),
      share(cutover.named.final, cutover.named.all),
      cutover.lintFaults,
      tablesText(cutover),
      checkText(cutover),
      cutover.confirmation?.at.slice(0, 10) ?? '-',
      ...(withDns ? [cutover.dns?.state ?? '-'] : []),
      cutover.next,
    ]),
  );
}

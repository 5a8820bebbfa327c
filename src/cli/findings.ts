import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import { type Finding, stages } from '../model/finding.ts';
import { findingCodes, severities } from '../model/finding-codes.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { checkFindings } from '../pipeline/check-outcome.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import { textTable } from '../report/text-table.ts';
import { countDecisions } from '../store/decisions.ts';
import { listFindings } from '../store/findings.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

interface FindingsOptions extends AgencyOptions {
  stage?: string;
  code?: string;
  severity?: string;
  count?: boolean;
}

/** `kosh findings <agency...>`: what a person should know. */
export function findingsCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand('findings', 'what a person should know about an agency', {
      examples: ['kosh findings aqsu-akimat --severity error', 'kosh findings --all --count'],
    }),
  )
    .option('--stage <stage>', `only of a stage: ${stages.join(', ')}`)
    .option('--code <code>', 'only of a code: low-confidence')
    .option('--severity <severity>', `only of a severity: ${severities.join(', ')}`)
    .option('--count', 'numbers by code instead of single findings');
  return withAction(command, host, runFindings);
}

/** Lists findings sorted by severity and code, each with what to do. */
async function runFindings(
  ids: string[],
  options: FindingsOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const filter = filterOf(options);
  for (const mapping of chooseAgencies(workspace, choiceOf(ids, options))) {
    const db = lookAtAgency(workspace, mapping.id);
    if (!db) {
      context.stderr(`${mapping.id}: not crawled yet; run: kosh run ${mapping.id}\n`);
      continue;
    }
    const decisions = decisionsText(workspace, mapping.id, db);
    const checked = checkFindings(workspace, mapping.id).filter((one) => isWanted(one, filter));
    const findings = [...listFindings(db, filter), ...checked].sort(bySeverity);
    db.close();
    if (options.json) {
      for (const one of findings)
        context.stdout(`${JSON.stringify({ agency: mapping.id, ...one })}\n`);
    } else if (options.count) {
      context.stdout(countTable(mapping.id, findings));
    } else {
      context.stdout(textTable(['severity', 'code', 'about', 'detail'], findings.map(row)));
    }
    if (!options.quiet) context.stderr(decisions);
  }
  return exitCodes.done;
}

/** How many addresses people have decided, and how many of those decisions do not hold; empty when there are none. */
function decisionsText(workspace: Workspace, id: string, site: SiteDb): string {
  const db = lookAtDecisions(workspace, id);
  const counts = Object.entries(countDecisions(db));
  db.close();
  if (counts.length === 0) return '';
  const of = (code: Finding['code']) => listFindings(site, { code }).length;
  const told = counts.map(([decision, number]) => `${number} ${decision}`).join(', ');
  return `${id}: addresses that people decided: ${told}; ${of('decision-died')} died, ${of('decision-lapsed')} lapsed\n`;
}

function filterOf(options: FindingsOptions) {
  const stage = stages.find((known) => known === options.stage);
  if (options.stage !== undefined && !stage) {
    throw new UserError(`no stage "${options.stage}"; known: ${stages.join(', ')}`);
  }
  if (options.severity !== undefined && !severities.some((known) => known === options.severity)) {
    throw new UserError(`no severity "${options.severity}"; known: ${severities.join(', ')}`);
  }
  if (options.code !== undefined && !(options.code in findingCodes)) {
    throw new UserError(
      `no finding code "${options.code}"; known: ${Object.keys(findingCodes).join(', ')}`,
    );
  }
  return {
    ...(stage ? { stage } : {}),
    ...(options.code === undefined ? {} : { code: options.code }),
    ...(options.severity === undefined ? {} : { severity: options.severity }),
  };
}

function isWanted(one: Finding, { stage, code, severity }: ReturnType<typeof filterOf>): boolean {
  return (
    (stage ?? one.stage) === one.stage &&
    (code ?? one.code) === one.code &&
    (severity ?? one.severity) === one.severity
  );
}

function bySeverity(a: Finding, b: Finding): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
}

function row(one: Finding): string[] {
  return [one.severity, one.code, one.address || one.subject, one.detail];
}

function countTable(agency: string, findings: readonly Finding[]): string {
  const counts = new Map<Finding['code'], number>();
  for (const one of findings) counts.set(one.code, (counts.get(one.code) ?? 0) + 1);
  return textTable(
    ['agency', 'severity', 'code', 'number', 'what to do'],
    [...counts].map(([code, number]) => [
      agency,
      findingCodes[code].severity,
      code,
      number,
      findingCodes[code].advice,
    ]),
  );
}

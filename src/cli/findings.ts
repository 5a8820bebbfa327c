import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { type Finding, findingCodes, severities, stages } from '../model/finding.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { textTable } from '../report/text-table.ts';
import { listFindings } from '../store/findings.ts';
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
    const findings = listFindings(db, filter).sort(bySeverity);
    db.close();
    if (options.json) {
      for (const one of findings)
        context.stdout(`${JSON.stringify({ agency: mapping.id, ...one })}\n`);
    } else if (options.count) {
      context.stdout(countTable(mapping.id, findings));
    } else {
      context.stdout(textTable(['severity', 'code', 'about', 'detail'], findings.map(row)));
    }
  }
  return exitCodes.done;
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

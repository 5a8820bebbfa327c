import { type Command, InvalidArgumentError } from 'commander';
import { type ExitCode, exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { listLine, type NameLists, writeLists } from '../mapping/edit-mapping.ts';
import type { ParameterProposal, ParameterRow } from '../mapping/parameter-verdicts.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import {
  type ParameterReport,
  parameterReport,
  pendingRekey,
  tryLists,
} from '../pipeline/parameter-report.ts';
import { namedDecisions } from '../pipeline/rekey.ts';
import {
  answerText,
  type MovedDecision,
  type NamedDecision,
  type RekeyReport,
} from '../redirects/rekey.ts';
import { terminalText, textTable } from '../report/text-table.ts';
import type { SiteDb } from '../store/site-db.ts';
import { pathAndQuery } from '../text/address.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

interface ParameterOptions extends AgencyOptions {
  try?: string[];
  write?: boolean;
}

/** `kosh agencies parameters <agency>`: which query parameters choose content, for a person to confirm. */
export function parametersCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand(
      'parameters',
      'which query parameters choose content, by what the crawl captured; nothing is asked of the site',
      {
        examples: [
          'kosh agencies parameters aqsu-akimat',
          'kosh agencies parameters aqsu-akimat --try id,lang',
          'kosh agencies parameters aqsu-akimat --write',
        ],
        exits: ['3 decisions of people would lose their addresses or contradict each other'],
      },
    ),
  )
    .option(
      '--try <names>',
      'what significantParameters: [names] would do to keys and decisions; an empty text for none at all',
      namesOf,
    )
    .option('--write', 'write what is proven, or what is tried, into the mapping');
  return withAction<ParameterOptions>(command, host, runParameters);
}

async function runParameters(
  ids: string[],
  options: ParameterOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const agencies = chooseAgencies(workspace, choiceOf(ids, options));
  if (options.try && agencies.length > 1) throw new UserError('--try is about one agency');
  let code: ExitCode = exitCodes.done;
  for (const mapping of agencies) {
    const db = lookAtAgency(workspace, mapping.id);
    if (!db) {
      context.stderr(`${mapping.id}: not crawled yet; run: kosh crawl ${mapping.id}\n`);
      continue;
    }
    try {
      if (!showAgency(db, mapping, workspace, options, context)) code = exitCodes.findings;
    } finally {
      db.close();
    }
  }
  return code;
}

/** False when decisions would be lost. */
function showAgency(
  db: SiteDb,
  mapping: Mapping,
  workspace: Workspace,
  options: ParameterOptions,
  context: CliContext,
): boolean {
  const report = parameterReport(db, mapping);
  const lists: ParameterProposal = options.try
    ? { significantParameters: options.try }
    : report.proposal;
  const decisions = decisionsOf(workspace, mapping);
  const isChange = Object.keys(lists).length > 0;
  const rekey = isChange ? tryLists(db, mapping, lists, decisions) : undefined;
  const pending = pendingRekey(db, mapping, decisions);
  const lines = linesOf(lists);
  if (options.json) {
    context.stdout(`${JSON.stringify({ agency: mapping.id, ...report, lines, rekey, pending })}\n`);
  } else {
    context.stdout(reportText(mapping, report, lines, options.try !== undefined));
    if (rekey) context.stdout(rekeyText('They would', rekey));
    if (pending)
      context.stdout(rekeyText('Since the last plan the key rules of the mapping', pending));
  }
  const isSafe = !(rekey && isLoss(rekey)) && !(pending && isLoss(pending));
  if (options.write && isChange) {
    if (rekey && isLoss(rekey)) {
      context.stderr(
        `${mapping.id}: nothing written, since decisions of people would be lost; settle them first, or paste the line yourself\n`,
      );
    } else {
      const file = fileOf(workspace, mapping);
      writeLists(file, lists);
      context.stderr(`${file}: ${lines.join('; ')}\n`);
    }
  }
  return isSafe;
}

function decisionsOf(workspace: Workspace, mapping: Mapping): NamedDecision[] {
  const db = lookAtDecisions(workspace, mapping.id);
  try {
    return [...namedDecisions(mapping, db)];
  } finally {
    db.close();
  }
}

function fileOf(workspace: Workspace, mapping: Mapping): string {
  const found = readMappings(workspace).find((one) => one.value?.id === mapping.id);
  if (!found) throw new UserError(`${mapping.id}: its mapping is gone`);
  return found.file;
}

function isLoss({ died, narrowed, conflicts }: RekeyReport): boolean {
  return died.length + narrowed.length + conflicts.length > 0;
}

function linesOf(lists: NameLists): string[] {
  return (['significantParameters', 'ignoredParameters'] as const).flatMap((key) =>
    lists[key] ? [listLine(key, lists[key])] : [],
  );
}

function reportText(
  mapping: Mapping,
  report: ParameterReport,
  lines: readonly string[],
  isTrial: boolean,
): string {
  const { rows, cms, moreNames, crowded } = report;
  const head = [
    'parameter',
    'addresses',
    'values',
    'same',
    'differ',
    'profile',
    'mapping',
    'change',
  ];
  const table = textTable(head, rows.map(cells));
  const notes = [
    ...rows.flatMap(exampleLines),
    ...(moreNames > 0 ? [`${moreNames} rarer names were not looked into.`] : []),
    ...(crowded > 0 ? [`${crowded} addresses have too many parameters to be compared.`] : []),
    ...charsetNotes(mapping, report),
  ];
  const advice =
    lines.length === 0
      ? ['Nothing in the mapping has to change by what the pages prove.']
      : [
          isTrial ? 'Tried:' : 'By what the pages prove, the mapping should say:',
          ...lines.map((line) => `  ${line}`),
        ];
  return `${mapping.id}: made with ${cms ?? 'a system that shows no signs'}\n\n${table}\n${[...notes, ...advice].join('\n')}\n`;
}

function cells(row: ParameterRow): (string | number)[] {
  const { name, addresses, values, same, differs, word, mapping } = row;
  const says = word === null ? '' : `${word.says} (${word.by})`;
  return [name, addresses, values, same, differs, says, mapping, changeText(row)];
}

function changeText({ change, folds }: ParameterRow): string {
  if (change === null) return '';
  const keys = `${folds} key${folds === 1 ? '' : 's'}`;
  if (change === 'keep') return `keep: ${keys} more`;
  if (change === 'drop') return `drop: ${keys} fewer`;
  return `not proven: ${change === 'confirm-keep' ? 'keep' : 'drop'}?`;
}

function exampleLines({ name, sameExample, differsExample }: ParameterRow): string[] {
  const pair = ([one, other]: readonly [string, string]) =>
    terminalText(`${pathAndQuery(one)} and ${pathAndQuery(other)}`);
  return [
    ...(differsExample ? [`${terminalText(name)}: ${pair(differsExample)} differ`] : []),
    ...(sameExample ? [`${terminalText(name)}: ${pair(sameExample)} are the same`] : []),
  ];
}

/** A site in a legacy charset whose mapping does not say so: octets not seen yet are then only tried. */
function charsetNotes({ queryCharset }: Mapping, { encodings }: ParameterReport): string[] {
  const [first] = encodings;
  if (queryCharset !== undefined || !first || first.encoding.startsWith('utf')) return [];
  return [
    `${first.pages} pages are ${first.encoding}: say so, as links were asked for in its octets:`,
    `  queryCharset: ${first.encoding}`,
  ];
}

function rekeyText(subject: string, report: RekeyReport): string {
  const { addresses, moved, keysBefore, keysAfter, merged, split, decisions } = report;
  const lines = [
    `${subject} change the keys of ${moved} of ${addresses} addresses: ${keysBefore} keys become ${keysAfter}; ${merged.keys} take in several, ${split.keys} fall apart.`,
    ...merged.examples.slice(0, 3).map((one) => `  merged into ${one.key}: ${one.other}`),
    ...split.examples.slice(0, 3).map((one) => `  ${one.key} falls apart: ${one.other}`),
    `Of ${decisions} decisions of people ${report.died.length} would have no address left, ${report.narrowed.length} fewer ones, ${report.widened.length} further ones; ${report.conflicts.length} keys would have contradicting ones.`,
    ...report.died.map((one) => `  no address left: ${decisionText(one)}`),
    ...report.narrowed.map(
      (one) => `  fewer addresses: ${decisionText(one)}, not for ${one.lost?.address}`,
    ),
    ...report.widened.map((one) => `  further addresses: ${decisionText(one)}, for ${one.gained}`),
    ...report.conflicts.map(
      ({ key, decisions: met }) =>
        `  contradiction at ${key}: ${met.map((one) => `${one.from}: ${answerText(one)}`).join('; ')}`,
    ),
  ];
  return `\n${lines.map(terminalText).join('\n')}\n`;
}

function decisionText(one: MovedDecision): string {
  return `${one.from}: ${answerText(one)}, ${one.addressesBefore} before, ${one.addressesAfter} after`;
}

function namesOf(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length > 1 && names.includes(''))
    throw new InvalidArgumentError('names with commas between: id,lang');
  return names.filter((name) => name !== '');
}

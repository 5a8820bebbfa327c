import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { checkMappings } from '../mapping/check-mappings.ts';
import { checkKnownShared, readKnownShared } from '../mapping/known-shared.ts';
import { mappingDoubts } from '../mapping/mapping-doubts.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { faultLine } from '../mapping/yaml-file.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh agencies check`: what is wrong with mappings. */
export function checkCommand(host: CommandHost): Command {
  const check = newCommand(
    'check',
    'every fault of every mapping and known shared item, with file and line',
    {
      examples: ['kosh agencies check', 'kosh agencies check --json'],
    },
  );
  return withAction(check, host, runCheck);
}

/** Checks all mappings at once; exit 2 when there is a fault. Doubts are told too: what is probably not meant. */
async function runCheck(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const files = readMappings(workspace);
  const known = readKnownShared(workspace);
  const ids = new Set(files.flatMap(({ value }) => (value ? [value.id, ...value.former] : [])));
  const faults = [...checkMappings(files, workspace.settings), ...checkKnownShared(known, ids)];
  for (const fault of faults) {
    context.stdout(`${options.json ? JSON.stringify(fault) : faultLine(fault)}\n`);
  }
  const doubts = mappingDoubts(files);
  for (const doubt of doubts) {
    const line = options.json
      ? JSON.stringify({ ...doubt, doubt: true })
      : `${faultLine(doubt)} (doubt)`;
    context.stdout(`${line}\n`);
  }
  if (!options.quiet) {
    const shared = known.length > 0 ? `, ${known.length} known shared items` : '';
    context.stderr(
      `${files.length} mappings${shared}, ${faults.length} faults, ${doubts.length} doubts\n`,
    );
  }
  return faults.length > 0 ? exitCodes.usage : exitCodes.done;
}

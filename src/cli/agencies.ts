import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { checkMappings } from '../mapping/check-mappings.ts';
import { mappingDoubts } from '../mapping/mapping-doubts.ts';
import { openWorkspace, readMappings } from '../mapping/workspace.ts';
import { faultLine } from '../mapping/yaml-file.ts';
import { textTable } from '../report/text-table.ts';
import { addCommand, importCommand } from './agencies-import.ts';
import { parametersCommand } from './agencies-parameters.ts';
import { probeCommand } from './agencies-probe.ts';
import { type CommandHost, newCommand, newGroup, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh agencies list | add | import | probe | parameters | check`: the registry of agencies. */
export function agenciesCommand(host: CommandHost): Command {
  const list = newCommand('list', 'all agencies of the workspace', {
    examples: ['kosh agencies list'],
  });
  const check = newCommand('check', 'every fault of every mapping, with file and line', {
    examples: ['kosh agencies check', 'kosh agencies check --json'],
  });
  return newGroup('agencies', 'the registry: list, add, import, probe, parameters, check', {
    examples: ['kosh agencies check', 'kosh agencies probe aqsu.gov.kz'],
  })
    .addCommand(withAction(list, host, runList))
    .addCommand(addCommand(host))
    .addCommand(importCommand(host))
    .addCommand(probeCommand(host))
    .addCommand(parametersCommand(host))
    .addCommand(withAction(check, host, runCheck));
}

/** Lists agencies; a broken mapping is listed as such. */
async function runList(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const files = readMappings(openWorkspace(options.workspace));
  const rows = files.map((file) => ({
    id: file.value?.id ?? '(faulty)',
    kind: file.value?.kind ?? '',
    wave: file.value?.wave ?? '',
    hosts: file.value?.hosts.map((one) => one.host).join(' ') ?? '',
    name: file.value?.names.ru ?? file.file,
  }));
  if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
  else
    context.stdout(
      textTable(
        ['id', 'kind', 'wave', 'hosts', 'name'],
        rows.map((row) => Object.values(row)),
      ),
    );
  return exitCodes.done;
}

/** Checks all mappings at once; exit 2 when there is a fault. Doubts are told too: what is probably not meant. */
async function runCheck(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const files = readMappings(workspace);
  const faults = checkMappings(files, workspace.settings);
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
    context.stderr(`${files.length} mappings, ${faults.length} faults, ${doubts.length} doubts\n`);
  }
  return faults.length > 0 ? exitCodes.usage : exitCodes.done;
}

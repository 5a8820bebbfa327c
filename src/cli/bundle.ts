import type { Command } from 'commander';
import { verifyBundle } from '../bundle/verify.ts';
import { exitCodes } from '../errors.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { runs, stageCommand } from './stage-commands.ts';

/** `kosh bundle <agency...>` and `kosh bundle verify <dir>`. */
export function bundleCommand(host: CommandHost): Command {
  const verify = newCommand('verify', 'check a bundle: manifests, schemas, references', {
    examples: ['kosh bundle verify out/bundles/aqsu-akimat'],
    exits: ['3 the bundle has faults'],
  }).argument('<dir>', 'folder of a bundle');
  return runs(
    stageCommand('bundle', 'write import bundles; bundle verify <dir> checks one', [
      'kosh bundle aqsu-akimat',
      'kosh bundle verify out/bundles/aqsu-akimat',
    ]),
    host,
    ['redirects', 'bundle'],
    { withoutTables: true },
  ).addCommand(withAction(verify, host, runVerify));
}

/** Prints every fault of a bundle. */
async function runVerify(
  args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const faults = await verifyBundle(args[0] ?? '');
  for (const fault of faults) {
    context.stdout(`${options.json ? JSON.stringify(fault) : Object.values(fault).join(': ')}\n`);
  }
  if (!options.quiet)
    context.stderr(faults.length === 0 ? 'The bundle is valid.\n' : `${faults.length} faults\n`);
  return faults.length > 0 ? exitCodes.findings : exitCodes.done;
}

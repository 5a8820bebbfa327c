import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { openAgency } from '../pipeline/agency-session.ts';
import { type ExportedArchive, exportWacz } from '../pipeline/wacz-export.ts';
import { type CommandHost, newCommand, newGroup, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { startProgress } from './progress.ts';

interface ExportOptions extends CommonOptions {
  output?: string;
}

/** `kosh archive`: what was captured, for other programs. */
export function archiveCommand(host: CommandHost): Command {
  const group = newGroup('archive', 'what was captured, for other programs', {
    examples: ['kosh archive export aqsu-akimat'],
  });
  const command = newCommand(
    'export',
    'write the archive of an agency as a WACZ, for replayweb.page and pywb',
    {
      examples: [
        'kosh archive export aqsu-akimat',
        'kosh archive export aqsu-akimat --output /media/backup/aqsu.wacz',
      ],
      exits: ['4 agency in use', '130 interrupted'],
    },
  )
    .argument('<agency>', 'id of an agency')
    .option('-o, --output <file>', 'file to write (default: out/archives/<agency>.wacz)');
  group.addCommand(withAction(command, host, runExport));
  return group;
}

/** Writes the WACZ and says what is in it. */
async function runExport(
  [agency = '']: string[],
  options: ExportOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const [mapping] = chooseAgencies(workspace, { ids: [agency], all: false });
  if (!mapping) return exitCodes.usage;
  const target = options.output
    ? resolve(options.output)
    : join(workspace.outFolder, 'archives', `${mapping.id}.wacz`);
  const progress = startProgress(context, options, `archive export: ${agency}`);
  const session = openAgency(workspace, mapping);
  let exported: ExportedArchive;
  try {
    exported = await exportWacz(session, {
      target,
      signal: context.signal,
      onProgress: (text) => progress.update(`${agency}: ${text}`),
    });
  } catch (error) {
    progress.fail('stopped');
    throw error;
  } finally {
    session.close();
  }
  progress.done(
    'Done. Look at it with https://replayweb.page, or with pywb when it lies on a server.',
  );
  const { file, bytes, captures, pages } = exported;
  if (options.json) context.stdout(`${JSON.stringify({ agency, ...exported })}\n`);
  else context.stdout(`${file}: ${bytes} bytes, ${captures} captures, ${pages} pages\n`);
  return exitCodes.done;
}

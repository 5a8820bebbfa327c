import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { type CommandHost, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';
import { inputLines } from './input-lines.ts';
import type { StageOptions } from './run-stages.ts';
import { stageCommand, stagesRun } from './stage-commands.ts';

interface ExtractOptions extends StageOptions {
  stdin?: boolean;
  single?: boolean;
  removed?: boolean;
  wordless?: boolean;
}

/** `kosh extract <agency...>`: captures to pages; `--stdin`: an NDJSON filter without a workspace. */
export function extractCommand(host: CommandHost): Command {
  const command = stageCommand('extract', 'make pages of captures, offline', [
    'kosh extract aqsu-akimat',
    'kosh extract --stdin --single < pages.ndjson',
  ])
    .option(
      '--stdin',
      'filter: lines {"id","url","html"} or {"id","url","body","contentType"} in, one answer a line out; 3 when lines were bad',
    )
    .option('--single', 'with --stdin: each page alone, answered at once')
    .option('--removed', 'with --stdin: also what was left out')
    .option('--wordless', 'with --stdin: without word lists and class names, for measuring');
  return withAction(command, host, runExtractCommand);
}

/** Extracts agencies, or filters standard input. */
async function runExtractCommand(
  ids: string[],
  options: ExtractOptions,
  context: CliContext,
): CommandResult {
  if (!options.stdin) return stagesRun(['extract'], ids, options, context);
  const { extractStream } = await import('../pipeline/extract-stream.ts');
  let failed = 0;
  const answers = extractStream(inputLines(context.stdin), {
    single: options.single === true,
    removed: options.removed === true,
    wordless: options.wordless === true,
  });
  for await (const answer of answers) {
    if ('error' in answer) failed++;
    context.stdout(`${JSON.stringify(answer)}\n`);
  }
  return failed > 0 ? exitCodes.findings : exitCodes.done;
}

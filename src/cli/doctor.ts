import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseDocument } from 'yaml';
import { exitCodes } from '../errors.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { koshVersion } from '../model/version.ts';
import { textTable } from '../report/text-table.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh doctor`: every effective setting and where it comes from. */
export function doctorCommand(host: CommandHost): Command {
  const command = newCommand('doctor', 'every effective setting and where it comes from', {
    examples: ['kosh doctor', 'kosh doctor --json'],
  });
  return withAction(command, host, runDoctor);
}

/** Prints settings with their source: kosh.yaml or default; and what kosh runs on. */
async function runDoctor(
  _args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const file = join(workspace.root, 'kosh.yaml');
  const written = existsSync(file) ? parseDocument(readFileSync(file, 'utf8')) : undefined;
  const rows = flatten(workspace.settings, []).map(({ path, value }) => ({
    setting: path.join('.'),
    value: JSON.stringify(value),
    source: written?.hasIn(path) ? 'kosh.yaml' : 'default',
  }));
  rows.unshift(
    { setting: 'kosh', value: koshVersion, source: 'program' },
    { setting: 'node', value: process.version, source: 'program' },
    { setting: 'workspace', value: workspace.root, source: sourceOfWorkspace(options) },
  );
  if (options.json) for (const row of rows) context.stdout(`${JSON.stringify(row)}\n`);
  else
    context.stdout(
      textTable(
        ['setting', 'value', 'source'],
        rows.map((row) => Object.values(row)),
      ),
    );
  return exitCodes.done;
}

function sourceOfWorkspace(options: CommonOptions): string {
  if (options.workspace) return '--workspace';
  return process.env.KOSH_WORKSPACE ? 'KOSH_WORKSPACE' : 'nearest kosh.yaml';
}

function flatten(value: unknown, path: string[]): { path: string[]; value: unknown }[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}

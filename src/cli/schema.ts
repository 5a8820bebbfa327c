import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { jsonSchemaOf, type SchemaName, schemaNames } from './json-schemas.ts';

/** `kosh schema <name>`: JSON Schema of a file or record. */
export function schemaCommand(host: CommandHost): Command {
  const command = newCommand('schema', `JSON Schema of: ${schemaNames.join(', ')}`, {
    examples: ['kosh schema mapping > mapping.schema.json'],
  }).argument('<name>', 'what to describe');
  return withAction(command, host, runSchema);
}

/** Prints the schema; UserError for a name it does not know. */
async function runSchema(
  args: string[],
  _options: CommonOptions,
  context: CliContext,
): CommandResult {
  const name = schemaNames.find((known): known is SchemaName => known === args[0]);
  if (!name) throw new UserError(`no schema "${args[0]}"; known: ${schemaNames.join(', ')}`);
  context.stdout(`${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
  return exitCodes.done;
}

import type { Command } from 'commander';
import { agenciesCommand } from './agencies.ts';
import type { CommandHost } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { findingsCommand } from './findings.ts';
import { initCommand } from './init.ts';
import { schemaCommand } from './schema.ts';
import { statusCommand } from './status.ts';

/** Every command, in the order of the help. */
export const commands: readonly ((host: CommandHost) => Command)[] = [
  initCommand,
  agenciesCommand,
  statusCommand,
  findingsCommand,
  explainCommand,
  doctorCommand,
  schemaCommand,
];

import type { Command } from 'commander';
import { agenciesCommand } from './agencies.ts';
import { bundleCommand } from './bundle.ts';
import type { CommandHost } from './command.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { extractCommand } from './extract.ts';
import { findingsCommand } from './findings.ts';
import { initCommand } from './init.ts';
import { redirectsCommand } from './redirects.ts';
import { reportCommand } from './report.ts';
import { schemaCommand } from './schema.ts';
import { crawlCommand, dedupeCommand, runCommand } from './stage-commands.ts';
import { statusCommand } from './status.ts';

/** Every command, in the order of the help. */
export const commands: readonly ((host: CommandHost) => Command)[] = [
  initCommand,
  agenciesCommand,
  runCommand,
  crawlCommand,
  extractCommand,
  dedupeCommand,
  redirectsCommand,
  bundleCommand,
  diffCommand,
  statusCommand,
  reportCommand,
  findingsCommand,
  explainCommand,
  doctorCommand,
  schemaCommand,
  demoCommand,
];

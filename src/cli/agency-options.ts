import type { Command } from 'commander';
import type { AgencyChoice } from '../mapping/check-mappings.ts';
import type { CommonOptions } from './context.ts';

/** Options of commands that work on agencies. */
export interface AgencyOptions extends CommonOptions {
  all?: boolean;
  wave?: string;
  kind?: string;
}

/** Adds `[agency...]`, --all, --wave and --kind to a command. */
export function takesAgencies(command: Command): Command {
  return command
    .argument('[agency...]', 'ids of agencies')
    .option('--all', 'every agency of the workspace')
    .option('--wave <wave>', 'agencies of a wave: 2019-central')
    .option('--kind <kind>', 'agencies of a kind: akimat');
}

/** The choice the user made. */
export function choiceOf(ids: readonly string[], options: AgencyOptions): AgencyChoice {
  return { ids, all: options.all === true, wave: options.wave, kind: options.kind };
}

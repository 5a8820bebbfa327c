import type { Command } from 'commander';
import { exitCodes } from '../errors.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { namedShared } from '../pipeline/named-page.ts';
import { openCatalogue } from '../pipeline/shared-catalogue.ts';
import { sharedStoryText } from '../report/shared-text.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh shared show <id>`: the whole story of one shared item. */
export function sharedShowCommand(host: CommandHost): Command {
  const command = newCommand(
    'show',
    'the whole story of a shared item: copies, members, what differs, who decided',
    { examples: ['kosh shared show 4c5a2d10', 'kosh shared show 4c5a2d10 --json'] },
  ).argument('<id>', 'id of the shared item, or the first eight digits of it');
  return withAction<CommonOptions>(command, host, runShow);
}

async function runShow(
  [id = '']: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const catalogue = openCatalogue(openWorkspace(options.workspace));
  try {
    const shared = namedShared(catalogue.portal, id);
    const story = {
      ...shared,
      said: catalogue.said(shared.item.id),
      decisions: catalogue.history(shared),
    };
    context.stdout(options.json ? `${JSON.stringify(story)}\n` : sharedStoryText(story));
    return exitCodes.done;
  } finally {
    catalogue.close();
  }
}

import type { Command } from 'commander';
import { type CommandHost, newGroup } from './command.ts';
import { sharedBlocksCommand } from './shared-blocks.ts';
import { adoptCommand, refuseCommand } from './shared-decide.ts';
import { sharedListCommand } from './shared-list.ts';
import { mergeCommand, splitCommand } from './shared-pages.ts';
import { sharedShowCommand } from './shared-show.ts';

/** `kosh shared`: what several agencies hold, and what people decide about it. */
export function sharedCommand(host: CommandHost): Command {
  return newGroup(
    'shared',
    'what several agencies hold: list, show, adopt, refuse, merge, split, blocks',
    {
      examples: [
        'kosh shared list --decision ask',
        'kosh shared show 4c5a2d10',
        'kosh shared adopt 4c5a2d10 --reason "the flag is the same everywhere"',
      ],
    },
  )
    .addCommand(sharedListCommand(host))
    .addCommand(sharedShowCommand(host))
    .addCommand(adoptCommand(host))
    .addCommand(refuseCommand(host))
    .addCommand(mergeCommand(host))
    .addCommand(splitCommand(host))
    .addCommand(sharedBlocksCommand(host));
}

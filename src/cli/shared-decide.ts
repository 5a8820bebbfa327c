import type { Command } from 'commander';
import { openWorkspace } from '../mapping/workspace.ts';
import type { ClusterVerdict } from '../model/shared-verdict.ts';
import { addressOf, namedShared } from '../pipeline/named-page.ts';
import { openCatalogue } from '../pipeline/shared-catalogue.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';
import { runVerdicts, takesVerdict, type VerdictOptions } from './verdict.ts';

/** `kosh shared adopt <id...>`: one copy stands for all. */
export function adoptCommand(host: CommandHost): Command {
  return decideCommand(host, 'adopt', 'one copy stands for all its members, whatever was detected');
}

/** `kosh shared refuse <id...>`: every agency keeps its own. */
export function refuseCommand(host: CommandHost): Command {
  return decideCommand(host, 'refuse', 'every agency keeps its own page, however alike');
}

function decideCommand(
  host: CommandHost,
  verdict: Exclude<ClusterVerdict, 'unresolved'>,
  description: string,
): Command {
  const command = takesVerdict(
    newCommand(verdict, description, {
      examples: [
        `kosh shared ${verdict} 4c5a2d10 --reason "looked at all copies"`,
        `kosh shared ${verdict} 4c5a2d10 --undo --reason "said by mistake"`,
      ],
    }),
  ).argument('<id...>', 'ids of shared items, or the first eight digits of them');
  return withAction<VerdictOptions>(command, host, (ids, options, context) =>
    runDecide(verdict, ids, options, context),
  );
}

async function runDecide(
  verdict: ClusterVerdict,
  ids: string[],
  options: VerdictOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const catalogue = openCatalogue(workspace);
  try {
    const said = ids.map((id) => {
      const shared = namedShared(catalogue.portal, id);
      return {
        ...{ subjectKind: 'cluster' as const, subject: shared.item.id },
        ...{ decision: verdict, address: addressOf(shared) },
      };
    });
    return await runVerdicts(workspace, said, options, context);
  } finally {
    catalogue.close();
  }
}

import { type Command, Option } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { sharedAgency } from '../model/item.ts';
import { itemReference } from '../model/link.ts';
import {
  blockDecisions,
  blockHashSchema,
  blockNatures,
  type SharedBlock,
} from '../model/shared-block.ts';
import { countedBlocks } from '../pipeline/count-blocks.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import { namedShared } from '../pipeline/named-page.ts';
import type { SaidVerdict } from '../pipeline/say-verdict.ts';
import { openCatalogue } from '../pipeline/shared-catalogue.ts';
import { blockListText, blockStoryText } from '../report/block-text.ts';
import { listDecisions } from '../store/decisions.ts';
import { listSharedBlocks, sharedBlock } from '../store/shared-blocks.ts';
import { type CommandHost, newCommand, newGroup, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { runVerdicts, takesVerdict, type VerdictOptions } from './verdict.ts';

/** `kosh shared blocks`: blocks that many agencies hold inside pages of their own, and what people decide about them. */
export function sharedBlocksCommand(host: CommandHost): Command {
  return newGroup(
    'blocks',
    'blocks inside pages of many agencies: list, show, keep, remove, reference',
    {
      examples: [
        'kosh shared blocks list --decision ask',
        'kosh shared blocks show 07840540f3515ebb',
        'kosh shared blocks remove 07840540f3515ebb --reason "a counter of an old system"',
      ],
    },
  )
    .addCommand(listCommand(host))
    .addCommand(showCommand(host))
    .addCommand(sayCommand(host, 'keep', 'it stays in all pages, whatever was detected'))
    .addCommand(sayCommand(host, 'remove', 'it goes from the pages of all agencies'))
    .addCommand(referenceCommand(host));
}

interface ListOptions extends CommonOptions {
  decision?: SharedBlock['decision'];
  nature?: SharedBlock['nature'];
  all?: boolean;
}

function listCommand(host: CommandHost): Command {
  const command = newCommand(
    'list',
    'blocks that go or wait for a person, those of most agencies first',
    {
      examples: ['kosh shared blocks list --decision ask', 'kosh shared blocks list --all --json'],
    },
  )
    .addOption(
      new Option('--decision <decision>', 'only with this decision').choices([...blockDecisions]),
    )
    .addOption(new Option('--nature <nature>', 'only of this nature').choices([...blockNatures]))
    .option('--all', 'also those that stay');
  return withAction<ListOptions>(command, host, runList);
}

async function runList(_args: string[], options: ListOptions, context: CliContext): CommandResult {
  const catalogue = openCatalogue(openWorkspace(options.workspace));
  try {
    const rows: SharedBlock[] = [];
    let kept = 0;
    const everything = options.all === true || options.decision !== undefined;
    for (const block of listSharedBlocks(catalogue.portal, options)) {
      if (!everything && block.decision === 'keep') kept += 1;
      else if (options.json) context.stdout(`${JSON.stringify(block)}\n`);
      else rows.push(block);
    }
    if (rows.length > 0) context.stdout(blockListText(rows));
    if (!options.quiet) {
      if (rows.length === 0 && !options.json) {
        context.stderr('No shared block is so; they are counted by: kosh dedupe\n');
      }
      if (kept > 0) context.stderr(`${kept} more blocks stay as they are: --all\n`);
    }
    return exitCodes.done;
  } finally {
    catalogue.close();
  }
}

function showCommand(host: CommandHost): Command {
  const command = newCommand('show', 'who holds a block, what it says, and what was decided', {
    examples: ['kosh shared blocks show 07840540f3515ebb --json'],
  }).argument('<block>', 'hash of a block, as list shows it');
  return withAction<CommonOptions>(command, host, runShow);
}

async function runShow(args: string[], options: CommonOptions, context: CliContext): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const hash = hashOf(args[0] ?? '');
  const catalogue = openCatalogue(workspace);
  try {
    const block = sharedBlock(catalogue.portal, hash);
    const ids = readMappings(workspace).flatMap(({ value }) => value?.id ?? []);
    const holders = countedBlocks(workspace, ids)
      .holders(hash)
      .map(({ agency, pages, shares }) => {
        return { agency, pages, share: Math.round((1000 * shares) / pages) / 1000 };
      });
    if (block === undefined && holders.length === 0) {
      throw new UserError(
        `no page holds a block ${hash}; kosh shared blocks list --all shows all that many hold`,
      );
    }
    const story = { hash, block: block ?? null, holders, decisions: wordsOn(workspace, hash) };
    context.stdout(options.json ? `${JSON.stringify(story)}\n` : blockStoryText(story));
    return exitCodes.done;
  } finally {
    catalogue.close();
  }
}

/** What people said of a block, oldest first. */
function wordsOn(workspace: Workspace, hash: string): Decision[] {
  const db = lookAtDecisions(workspace, sharedAgency);
  try {
    const all = [...listDecisions(db, { subject: hash })];
    return all.filter(({ subjectKind }) => subjectKind === 'block');
  } finally {
    db.close();
  }
}

function sayCommand(host: CommandHost, decision: 'keep' | 'remove', what: string): Command {
  const command = takesVerdict(
    newCommand(decision, what, {
      examples: [`kosh shared blocks ${decision} 07840540f3515ebb --reason "looked at its pages"`],
    }),
  ).argument('<block...>', 'hashes of blocks, as list shows them');
  return withAction<VerdictOptions>(command, host, (hashes, options, context) => {
    const said = hashes.map((hash) => verdict(hashOf(hash), decision, null));
    return runVerdicts(openWorkspace(options.workspace), said, options, context);
  });
}

interface ReferenceOptions extends VerdictOptions {
  item?: string;
}

function referenceCommand(host: CommandHost): Command {
  const command = takesVerdict(
    newCommand(
      'reference',
      'a link to a shared item takes its place in the pages of all agencies',
      {
        examples: [
          'kosh shared blocks reference 07840540f3515ebb --reason "the flag is the same everywhere"',
          'kosh shared blocks reference 07840540f3515ebb --item 4c5a2d10 --reason "the page of the emblem"',
        ],
      },
    ),
  )
    .argument('<block...>', 'hashes of blocks, as list shows them')
    .option(
      '--item <id>',
      'shared item it leads to (default: the one that the block is a part of)',
    );
  return withAction<ReferenceOptions>(command, host, runReference);
}

async function runReference(
  hashes: string[],
  options: ReferenceOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const catalogue = openCatalogue(workspace);
  try {
    const named =
      options.item === undefined ? undefined : namedShared(catalogue.portal, options.item);
    const said = hashes.map((one) => {
      const hash = hashOf(one);
      const known = sharedBlock(catalogue.portal, hash)?.item ?? null;
      if (named === undefined && known === null && options.undo !== true) {
        throw new UserError(
          `block ${hash} is part of no shared item; say --item (kosh shared list)`,
        );
      }
      const target = named
        ? itemReference(named.item.id, named.item.versions[0]?.lang ?? 'kk')
        : null;
      return verdict(hash, 'reference', target);
    });
    return await runVerdicts(workspace, said, options, context);
  } finally {
    catalogue.close();
  }
}

function verdict(hash: string, decision: string, target: string | null): SaidVerdict {
  return { subjectKind: 'block', subject: hash, decision, target, address: '' };
}

function hashOf(said: string): string {
  const checked = blockHashSchema.safeParse(said.toLowerCase());
  if (checked.success) return checked.data;
  throw new UserError(
    `"${said}" is no block: its hash has 16 hex digits (kosh shared blocks list)`,
  );
}

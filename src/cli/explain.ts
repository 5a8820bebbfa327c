import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import type { Mapping } from '../model/mapping.ts';
import { type AddressStory, addressStory } from '../pipeline/address-story.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { blockStory } from '../pipeline/block-story.ts';
import { type DecisionStory, decisionStory } from '../pipeline/decision-story.ts';
import { lookAtDecisions } from '../pipeline/decisions-file.ts';
import { storyText } from '../report/story-text.ts';
import { listDecisions } from '../store/decisions.ts';
import { parseAddress, splitAddress } from '../text/address.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

/** `kosh explain <url>`: the whole story of one address. */
export function explainCommand(host: CommandHost): Command {
  const command = newCommand(
    'explain',
    'the whole story of one address: scope, captures, page, what was left out and why, item, redirect',
    {
      examples: [
        'kosh explain http://aqsu.gov.kz/ru/news/12/',
        'kosh explain aqsu.gov.kz/ru/ --json',
      ],
    },
  ).argument('<url>', 'an address of a legacy site, in any spelling');
  return withAction(command, host, runExplain);
}

/** Prints the story; UserError for an address of no agency of the workspace. */
async function runExplain(
  args: string[],
  options: CommonOptions,
  context: CliContext,
): CommandResult {
  const raw = args[0] ?? '';
  const address = parseAddress(/^https?:\/\//i.test(raw) ? raw : `http://${raw}`);
  if (!address) throw new UserError(`"${raw}" is no web address`);
  const workspace = openWorkspace(options.workspace);
  const mapping = mappingOf(workspace, address);
  const known = storyOf(workspace, mapping, address);
  const chosen = known.pages.filter((one) => one.chosen).map(({ page }) => page);
  const story = {
    ...known,
    decisions: decisionsOn(workspace, mapping.id, known.key),
    sharedBlocks: blockStory(workspace, mapping, chosen),
  };
  context.stdout(options.json ? `${JSON.stringify(story)}\n` : storyText(story));
  return exitCodes.done;
}

/** What people said of a key, oldest first. */
function decisionsOn(workspace: Workspace, id: string, key: string): Decision[] {
  const db = lookAtDecisions(workspace, id);
  try {
    return [...listDecisions(db, { subject: key })];
  } finally {
    db.close();
  }
}

function mappingOf(workspace: Workspace, address: string): Mapping {
  const { host } = splitAddress(address);
  const mapping = readMappings(workspace)
    .flatMap((file) => (file.value ? [file.value] : []))
    .find((one) => one.hosts.some((entry) => entry.host === host || entry.aliases.includes(host)));
  if (!mapping)
    throw new UserError(`no mapping has the host ${host}; kosh agencies list shows all hosts`);
  return mapping;
}

function storyOf(
  workspace: Workspace,
  mapping: Mapping,
  address: string,
): AddressStory & DecisionStory {
  const db = lookAtAgency(workspace, mapping.id);
  if (!db) throw new UserError(`${mapping.id}: not crawled yet; run: kosh run ${mapping.id}`);
  try {
    const story = addressStory(db, mapping, address);
    const all = readMappings(workspace).flatMap((file) => file.value ?? []);
    return { ...story, ...decisionStory(workspace, mapping, all, db, story.key) };
  } finally {
    db.close();
  }
}

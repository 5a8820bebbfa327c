import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { openWorkspace, type Workspace } from '../mapping/workspace.ts';
import { sharedAgency } from '../model/item.ts';
import { confirmBundle } from '../pipeline/confirmed-bundle.ts';
import { portalDbFile } from '../pipeline/dedupe-stage.ts';
import { answeredItems, type ReadIdMap, stageIdMap } from '../pipeline/id-map-stage.ts';
import type { IdMapOwner } from '../pipeline/known-ids.ts';
import { terminalText } from '../report/text-table.ts';
import { takeLease } from '../store/lease.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { type AnswerCounts, StagedIdMap } from '../store/staged-id-map.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';
import { actorOf, oneAgency, takesActor } from './decider.ts';

interface IdMapOptions extends CommonOptions {
  actor?: string;
  bundle?: string;
  dryRun?: boolean;
  keepGoing?: boolean;
}

/** Addresses that several ids share are told up to this many; all are counted. */
const toldShared = 20;

/** `kosh idmap <agency> <csv>`: where the portal put items and files. */
export function idMapCommand(host: CommandHost): Command {
  const command = takesActor(
    newCommand('idmap', "take the portal's answer: which item or file got which address", {
      examples: [
        'kosh idmap aqsu-akimat answer.csv',
        'kosh idmap shared answer.csv --bundle 3f0a9c2b7d61e845',
      ],
      exits: [
        '2 also for faulty rows: nothing is written',
        '3 with --keep-going: without faulty rows',
        '4 in use: another process compares the agencies',
      ],
    }),
  )
    .argument('<agency>', 'id of the agency; shared: the items of all agencies together')
    .argument('<csv>', 'columns id, address, and perhaps language, agency, bundle; any charset')
    .option('--bundle <id>', 'bundle that the portal has imported, when the file does not say so')
    .option('--dry-run', 'only check it, and say what would be written')
    .option('--keep-going', 'leave faulty rows out and take the others');
  return withAction<IdMapOptions>(command, host, runIdMap);
}

async function runIdMap(
  [id = '', file = '']: string[],
  options: IdMapOptions,
  context: CliContext,
): CommandResult {
  const actor = actorOf(options.actor);
  const bundle = bundleOf(options.bundle);
  const workspace = openWorkspace(options.workspace);
  const owner = id === sharedAgency ? sharedAgency : oneAgency(workspace, id);
  if (!existsSync(portalDbFile(workspace))) {
    throw new UserError('nothing has been compared yet; run: kosh dedupe');
  }
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    const staged = new StagedIdMap(portal);
    const read = await stageIdMap(workspace, portal, owner, file, staged, (fault) =>
      tell(`${file}:${fault.line}: ${fault.message}`, context),
    );
    const twins = staged.sharedAddresses(toldShared);
    for (const { address, first, other } of twins) {
      tell(`${file}:${other}: ${address} stands in line ${first} for another id`, context);
    }
    const isRefused = read.faults > 0 && !options.keepGoing;
    const counts = staged.counts(id);
    const named = bundle ?? read.bundle;
    const said = { actor, file, bundle: named };
    const done =
      options.dryRun || isRefused ? undefined : write(workspace, portal, id, staged, said);
    show({ id, read, counts, done, isRefused, bundle: named }, portal, owner, options, context);
    if (isRefused) return exitCodes.usage;
    return read.faults > 0 ? exitCodes.findings : exitCodes.done;
  } finally {
    portal.close();
  }
}

function bundleOf(said: string | undefined): string | undefined {
  if (said === undefined || /^[0-9a-f]{16}$/.test(said)) return said;
  throw new UserError(`--bundle ${said}: no id of a bundle, see data/bundle.json in it`);
}

function tell(text: string, context: CliContext): void {
  context.stderr(`${terminalText(text)}\n`);
}

interface Written {
  appended: number;
  /** Items of the bundle, null when no bundle is named, undefined when it is not on disk any more. */
  items: number | null | undefined;
}

/** Appends the answers and the bundle's confirmation, all or nothing, under the lease of the portal database. */
function write(
  workspace: Workspace,
  portal: PortalDb,
  id: string,
  staged: StagedIdMap,
  { actor, file, bundle }: { actor: string; file: string; bundle: string | undefined },
): Written {
  const lease = takeLease(portal, 'the portal database');
  try {
    const at = new Date().toISOString();
    return portal
      .transaction((): Written => {
        const appended = staged.append(id, { actor, at, file });
        const items =
          bundle === undefined
            ? null
            : confirmBundle(workspace, portal, id, { id: bundle, at, by: actor });
        return { appended, items };
      })
      .immediate();
  } finally {
    lease.release();
  }
}

interface Outcome {
  id: string;
  read: ReadIdMap;
  counts: AnswerCounts;
  done: Written | undefined;
  isRefused: boolean;
  bundle: string | undefined;
}

function show(
  { id, read, counts, done, isRefused, bundle }: Outcome,
  portal: PortalDb,
  owner: IdMapOwner,
  options: IdMapOptions,
  context: CliContext,
): void {
  const { versions, answered } = answeredItems(portal, owner);
  const entries = done?.appended ?? 0;
  if (options.json) {
    const answer = {
      agency: id,
      ...read,
      bundle: bundle ?? null,
      counts,
      entries,
      versions,
      answered,
    };
    context.stdout(`${JSON.stringify(answer)}\n`);
    return;
  }
  context.stdout(
    `${read.rows} rows: ${counts.new} new, ${counts.changed} changed, ${counts.same} as before, ` +
      `${read.repeated} repeated, ${read.faults} faulty\n` +
      `${answered} of ${versions} language versions have an address of the portal, ${versions - answered} wait\n`,
  );
  if (options.quiet) return;
  if (done?.items === undefined && done !== undefined) {
    tell(
      `Bundle ${bundle} is not in out/bundles any more: the next one has no tombstones.`,
      context,
    );
  }
  if (isRefused)
    tell('Nothing is written. Correct the faulty rows, or leave them out: --keep-going', context);
  else if (done === undefined) tell('Nothing is written (--dry-run).', context);
  else tell(entries === 0 ? 'Nothing new.' : 'Next: kosh redirects build', context);
}

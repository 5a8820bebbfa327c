import type { Command } from 'commander';
import { recrawlStartKey } from '../crawl/crawl-agency.ts';
import { exitCodes, UserError } from '../errors.ts';
import { chooseAgencies } from '../mapping/check-mappings.ts';
import { openWorkspace } from '../mapping/workspace.ts';
import { lookAtAgency } from '../pipeline/agency-session.ts';
import { textTable } from '../report/text-table.ts';
import {
  type AddressChange,
  addressChanges,
  type ChangedAddress,
  changesSince,
  countChanges,
} from '../store/changes.ts';
import { crawlValue } from '../store/crawl-state.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type AgencyOptions, choiceOf, takesAgencies } from './agency-options.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult } from './context.ts';

interface ChangesOptions extends AgencyOptions {
  since?: string;
  only?: string;
  count?: boolean;
}

/** `kosh changes <agency...>`: what became of a site's addresses since its last recrawl began. */
export function changesCommand(host: CommandHost): Command {
  const command = takesAgencies(
    newCommand('changes', 'what a recrawl found new, changed, gone or failing on the old site', {
      examples: [
        'kosh crawl aqsu-akimat --recrawl && kosh changes aqsu-akimat',
        'kosh changes --all --count',
        'kosh changes aqsu-akimat --since 2026-11-01 --only gone --json',
      ],
    }),
  )
    .option('--since <instant>', 'compare with what was known then (default: the last recrawl)')
    .option('--only <list>', `only of these: ${addressChanges.join(',')}`)
    .option('--count', 'numbers instead of single addresses');
  return withAction(command, host, runChanges);
}

/** Lists changed addresses by address; unchanged ones only when they are asked for by name. */
async function runChanges(
  ids: string[],
  options: ChangesOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const only = onlyOf(options.only);
  const counted: (string | number)[][] = [];
  for (const { id } of chooseAgencies(workspace, choiceOf(ids, options))) {
    const db = lookAtAgency(workspace, id);
    try {
      const since = db && sinceOf(db, options.since);
      if (!db || since === undefined) {
        context.stderr(`${id}: nothing to compare with yet; run: kosh crawl ${id} --recrawl\n`);
      } else if (options.count) {
        const counts = countChanges(db, since);
        if (options.json) context.stdout(`${JSON.stringify({ agency: id, since, ...counts })}\n`);
        else counted.push([id, ...addressChanges.map((one) => counts[one])]);
      } else list(id, db, since, only, options, context);
    } finally {
      db?.close();
    }
  }
  if (counted.length > 0) context.stdout(textTable(['agency', ...addressChanges], counted));
  return exitCodes.done;
}

function list(
  agency: string,
  db: SiteDb,
  since: string,
  only: ReadonlySet<AddressChange>,
  options: ChangesOptions,
  context: CliContext,
): void {
  const rows: string[][] = [];
  for (let after = ''; ; ) {
    const batch = changesSince(db, since, after);
    const last = batch.at(-1);
    if (last === undefined) break;
    after = last.address;
    for (const one of batch.filter(({ change }) => only.has(change))) {
      if (options.json) context.stdout(`${JSON.stringify({ agency, since, ...one })}\n`);
      else rows.push([one.change, one.address, answerText(one.before), answerText(one.after)]);
    }
  }
  if (!options.json) context.stdout(textTable(['change', 'address', 'before', 'now'], rows));
}

function answerText(answer: ChangedAddress['before']): string {
  if (answer === null) return '';
  return answer.location === null ? String(answer.status) : `${answer.status} ${answer.location}`;
}

function sinceOf(db: SiteDb, given: string | undefined): string | undefined {
  if (given === undefined) return crawlValue(db, recrawlStartKey);
  const instant = new Date(given);
  if (Number.isNaN(instant.getTime())) {
    throw new UserError(`--since ${given}: no date; write 2026-11-01 or 2026-11-01T18:00:00+05:00`);
  }
  return instant.toISOString();
}

function onlyOf(list: string | undefined): Set<AddressChange> {
  if (list === undefined) return new Set(addressChanges.filter((one) => one !== 'unchanged'));
  return new Set(
    list.split(',').map((name) => {
      const known = addressChanges.find((one) => one === name.trim());
      if (!known) throw new UserError(`no change "${name}"; known: ${addressChanges.join(', ')}`);
      return known;
    }),
  );
}

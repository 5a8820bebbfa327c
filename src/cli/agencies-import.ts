import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { exitCodes, UserError } from '../errors.ts';
import { entityCodes } from '../mapping/entity-codes.ts';
import {
  type AgencyRow,
  agencyColumns,
  agencyRows,
  mappingOfRow,
  type NewMapping,
  type RowFault,
} from '../mapping/import-agencies.ts';
import { openWorkspace, readMappings, type Workspace } from '../mapping/workspace.ts';
import { textTable } from '../report/text-table.ts';
import { decodeText } from '../text/charset.ts';
import { readCsv } from '../text/csv.ts';
import { type CommandHost, newCommand, withAction } from './command.ts';
import type { CliContext, CommandResult, CommonOptions } from './context.ts';

interface ImportOptions extends CommonOptions {
  write?: boolean;
}

type AddOptions = CommonOptions & AgencyRow;

const largestList = 16 * 1024 * 1024;

/** `kosh agencies import <csv>`: a mapping for every row of a list. */
export function importCommand(host: CommandHost): Command {
  const command = newCommand(
    'import',
    `mappings for a list of agencies (CSV with a heading: ${agencyColumns.join(', ')}; host and a name are needed)`,
    {
      examples: ['kosh agencies import agencies.csv', 'kosh agencies import agencies.csv --write'],
    },
  )
    .argument('<csv>', 'the list, in any charset; comma, semicolon or tab')
    .option('--write', 'write the mappings; without it they are only listed');
  return withAction<ImportOptions>(command, host, runImport);
}

/** `kosh agencies add <host>`: one mapping from options. */
export function addCommand(host: CommandHost): Command {
  const command = newCommand('add', 'a mapping for one agency, without asking its site', {
    examples: ['kosh agencies add aqsu.gov.kz --entity aqmola --ru "Акимат Аксуского района"'],
  })
    .argument('<host>', 'host name')
    .option('--id <id>', 'id (default: made of the host name)')
    .option('--entity <code>', 'entity code (default: the likeliest)')
    .option('--kk <name>', 'name in Kazakh')
    .option('--ru <name>', 'name in Russian')
    .option('--en <name>', 'name in English')
    .option('--kind <kind>', 'ministry, committee, department, akimat or other')
    .option('--wave <wave>', 'wave: 2020-local')
    .option('--parent <id>', 'agency it belongs to');
  return withAction<AddOptions>(command, host, runAdd);
}

async function runImport(
  [file = '']: string[],
  options: ImportOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(options.workspace);
  const list = agencyRows(rowsOf(file));
  if (!list.hasHost) {
    throw new UserError(
      `${file}: no column "host"; the first line must name columns: ${agencyColumns.join(', ')}`,
    );
  }
  const codes = [...entityCodes, ...workspace.settings.portal.entities];
  const made = list.rows.map(({ line, row }) => mappingOfRow(row, line, codes));
  const { fresh, known, faults } = sorted(made, workspace);
  const isWritten = options.write === true && faults.length === 0;
  if (isWritten) for (const one of fresh) save(workspace, one);
  show(fresh, isWritten, options, context);
  for (const { line, message } of faults) context.stderr(`${file}:${line}: ${message}\n`);
  if (!options.quiet) {
    const ignored = list.ignored.length > 0 ? `; columns left out: ${list.ignored.join(', ')}` : '';
    const verb = isWritten
      ? 'written'
      : 'to be written (nothing is, without --write and without faults)';
    context.stderr(
      `${fresh.length} mappings ${verb}, ${known} there already, ${faults.length} faults${ignored}\n`,
    );
  }
  return faults.length > 0 ? exitCodes.usage : exitCodes.done;
}

async function runAdd(
  [host = '']: string[],
  { workspace: folder, json, quiet, ...row }: AddOptions,
  context: CliContext,
): CommandResult {
  const workspace = openWorkspace(folder);
  const codes = [...entityCodes, ...workspace.settings.portal.entities];
  const { fresh, faults } = sorted([mappingOfRow({ ...row, host }, 0, codes)], workspace);
  const [one] = fresh;
  if (one === undefined) {
    throw new UserError(
      faults[0]?.message ?? `${host} is in a mapping already: kosh agencies list`,
    );
  }
  save(workspace, one);
  show(fresh, true, { ...(json ? { json } : {}), ...(quiet ? { quiet } : {}) }, context);
  return exitCodes.done;
}

/** What is new, and how many rows are there already; a host or id that stands for another agency is a fault. */
function sorted(made: readonly (NewMapping | RowFault)[], workspace: Workspace) {
  const taken = takenNames(workspace);
  const fresh: NewMapping[] = [];
  const faults: RowFault[] = [];
  let known = 0;
  for (const one of made) {
    const message = 'message' in one ? one.message : faultOf(one, taken);
    if (message !== undefined) faults.push({ line: one.line, message });
    else if ('message' in one || taken.hosts.has(one.host)) known += 1;
    else {
      fresh.push(one);
      taken.ids.add(one.id);
      taken.hosts.set(one.host, one.id);
    }
  }
  return { fresh, known, faults };
}

/** Ids of the workspace, and host names with the agency they belong to. */
interface TakenNames {
  ids: Set<string>;
  hosts: Map<string, string>;
}

function takenNames(workspace: Workspace): TakenNames {
  const taken: TakenNames = { ids: new Set(), hosts: new Map() };
  for (const { file, value } of readMappings(workspace)) {
    const id = value?.id ?? file;
    taken.ids.add(id);
    for (const { host, aliases } of value?.hosts ?? []) {
      for (const name of [host, ...aliases]) taken.hosts.set(name, id);
    }
  }
  return taken;
}

function faultOf({ host, id }: NewMapping, { hosts, ids }: TakenNames): string | undefined {
  const owner = hosts.get(host);
  if (owner !== undefined)
    return owner === id ? undefined : `host ${host} is already that of ${owner}`;
  return ids.has(id) ? `${host}: the id "${id}" is taken; give another` : undefined;
}

function show(
  fresh: readonly NewMapping[],
  isWritten: boolean,
  options: CommonOptions,
  context: CliContext,
): void {
  if (options.json) {
    for (const one of fresh) context.stdout(`${JSON.stringify({ ...one, written: isWritten })}\n`);
  } else if (fresh.length > 0) {
    const rows = fresh.map(({ id, host }) => [id, host, isWritten ? 'written' : 'new']);
    context.stdout(textTable(['id', 'host', ''], rows));
  }
}

function save(workspace: Workspace, { id, yaml }: NewMapping): void {
  mkdirSync(workspace.mappingsFolder, { recursive: true });
  const file = join(workspace.mappingsFolder, `${id}.yaml`);
  try {
    writeFileSync(file, yaml, { flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UserError(`${relative(process.cwd(), file)}: cannot be written (${code})`);
  }
}

function rowsOf(file: string) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UserError(`${file}: cannot be read (${code})`);
  }
  if (bytes.length > largestList) throw new UserError(`${file}: larger than 16 MiB`);
  try {
    // Excel saves lists in windows-1251.
    return readCsv(decodeText(bytes, null).text);
  } catch (error) {
    throw new UserError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import { globFault } from '../text/glob.ts';
import { parseSelector } from '../text/selector.ts';
import { accessFaults } from './check-access.ts';
import { redirectFaults, type TargetHosts } from './check-redirects.ts';
import { entityCodes } from './entity-codes.ts';
import { type MappingFile, readMappings, type Workspace } from './workspace.ts';
import { type Fault, faultsError } from './yaml-file.ts';

/** Words of the command line that no agency may be called: `kosh agencies list` must stay readable. */
const reservedIds = new Set([
  sharedAgency,
  'all',
  'list',
  'add',
  'import',
  'probe',
  'check',
  'show',
  'adopt',
  'refuse',
  'merge',
  'split',
]);

/** Every fault of every mapping: schema, globs, selectors, ids, entity codes, hosts claimed twice, time zones, redirects. */
export function checkMappings(files: readonly MappingFile[], settings: Settings): Fault[] {
  const known = new Set([...entityCodes, ...settings.portal.entities]);
  const ids = new Map<string, string>();
  const hosts = new Map<string, string>();
  const targets: TargetHosts = {
    portal: settings.portal.allowedHosts,
    moving: new Set(
      files.flatMap(({ value }) =>
        (value?.hosts ?? []).flatMap(({ host, aliases }) => [host, ...aliases]),
      ),
    ),
  };
  return files.flatMap((file) => {
    if (!file.value) return file.faults;
    const fault = faultAt(file);
    return [
      ...idFaults(file.value, file, ids, fault),
      ...entityFaults(file.value, known, fault),
      ...hostFaults(file.value, file, hosts, fault),
      ...globFaults(file.value, fault),
      ...selectorFaults(file.value, fault),
      ...zoneFaults(file.value, fault),
      ...accessFaults(file.value, fault),
      ...redirectFaults(file.value, targets, fault),
    ];
  });
}

/**
 * The mappings of the named agencies (ids, or all), faultless. Throws UserError that lists every fault
 * of a chosen mapping, or the unknown id with the nearest known one.
 */
export function chooseAgencies(workspace: Workspace, wanted: AgencyChoice): Mapping[] {
  const files = readMappings(workspace);
  const faults = checkMappings(files, workspace.settings);
  const chosen = files.filter((file) => isChosen(file, wanted));
  const broken = new Set(chosen.map((file) => file.file));
  const relevant = faults.filter((fault) => broken.has(fault.file));
  if (relevant.length > 0) throw faultsError(relevant);
  const mappings = chosen.flatMap((file) => (file.value ? [file.value] : []));
  for (const id of wanted.ids) {
    if (!mappings.some((mapping) => mapping.id === id)) throw unknownAgency(id, files, workspace);
  }
  if (mappings.length === 0) {
    throw new UserError('no agency chosen: name one or more, or use --all, --wave or --kind');
  }
  return mappings;
}

/** The mapping files of the named agencies, faults and all. Throws UserError for an unknown id, and when none is chosen. */
export function chooseFiles(
  files: readonly MappingFile[],
  wanted: AgencyChoice,
  workspace: Workspace,
): MappingFile[] {
  const chosen = files.filter((file) => isChosen(file, wanted));
  for (const id of wanted.ids) {
    const isThere = chosen.some((file) => isChosen(file, { ids: [id], all: false }));
    if (!isThere) throw unknownAgency(id, files, workspace);
  }
  if (chosen.length === 0) {
    throw new UserError('no agency chosen: name one or more, or use --all, --wave or --kind');
  }
  return chosen;
}

/** Which agencies a command works on. */
export interface AgencyChoice {
  ids: readonly string[];
  all: boolean;
  wave?: string | undefined;
  kind?: string | undefined;
}

/** Makes a fault at a key of the mapping at hand. */
export type FaultMaker = (path: readonly PropertyKey[], message: string) => Fault;

function faultAt(file: MappingFile): FaultMaker {
  return (path, message) => ({
    file: file.file,
    line: file.lineOf(path),
    path: path.map(String).join('.'),
    message,
  });
}

function idFaults(
  mapping: Mapping,
  file: MappingFile,
  seen: Map<string, string>,
  fault: FaultMaker,
): Fault[] {
  const out: Fault[] = [];
  if (reservedIds.has(mapping.id))
    out.push(fault(['id'], `"${mapping.id}" is a word of the command line`));
  const named = basename(file.file).replace(/\.ya?ml$/, '');
  if (named !== mapping.id) out.push(fault(['id'], `the file must be called ${mapping.id}.yaml`));
  for (const id of [mapping.id, ...mapping.former]) {
    const other = seen.get(id);
    if (other) out.push(fault(['id'], `"${id}" is also used in ${other}`));
    seen.set(id, file.file);
  }
  return out;
}

function entityFaults(mapping: Mapping, known: ReadonlySet<string>, fault: FaultMaker): Fault[] {
  if (known.has(mapping.entity)) return [];
  const near = nearest(mapping.entity, known);
  const hint = near ? `; did you mean "${near}"?` : '';
  return [
    fault(
      ['entity'],
      `unknown entity code "${mapping.entity}"${hint} (add it to portal.entities in kosh.yaml if it is new)`,
    ),
  ];
}

function hostFaults(
  mapping: Mapping,
  file: MappingFile,
  seen: Map<string, string>,
  fault: FaultMaker,
): Fault[] {
  const out: Fault[] = [];
  mapping.hosts.forEach((entry, index) => {
    for (const name of [entry.host, ...entry.aliases]) {
      const other = seen.get(name);
      if (other) out.push(fault(['hosts', index], `host ${name} is also in ${other}`));
      seen.set(name, file.file);
    }
  });
  return out;
}

function globFaults(mapping: Mapping, fault: FaultMaker): Fault[] {
  const named: [PropertyKey[], string][] = [
    ...mapping.rules.map((rule, i): [PropertyKey[], string] => [['rules', i, 'match'], rule.match]),
    ...mapping.crawl.include.map((glob, i): [PropertyKey[], string] => [
      ['crawl', 'include', i],
      glob,
    ]),
    ...mapping.crawl.exclude.map((glob, i): [PropertyKey[], string] => [
      ['crawl', 'exclude', i],
      glob,
    ]),
    ...mapping.languages.flatMap((rule, i): [PropertyKey[], string][] =>
      rule.path === undefined ? [] : [[['languages', i, 'path'], rule.path]],
    ),
  ];
  return named.flatMap(([path, glob]) => {
    const wrong =
      globFault(glob) ??
      (glob.startsWith('/') || glob.startsWith('*') ? undefined : 'must start with /');
    return wrong === undefined ? [] : [fault(path, `pattern "${glob}": ${wrong}`)];
  });
}

function selectorFaults(mapping: Mapping, fault: FaultMaker): Fault[] {
  return mapping.rules.flatMap((rule, i) => {
    const named: [PropertyKey[], string | undefined][] = [
      [['rules', i, 'title'], rule.title],
      [['rules', i, 'date'], rule.date],
      [['rules', i, 'body'], rule.body],
      ...rule.remove.map((one, j): [PropertyKey[], string] => [['rules', i, 'remove', j], one]),
    ];
    return named.flatMap(([path, selector]) =>
      selector === undefined || parseSelector(selector)
        ? []
        : [
            fault(
              path,
              `selector "${selector}": use tag, #id, .class, [attr=value], descendants, >, :nth-child(n)`,
            ),
          ],
    );
  });
}

function zoneFaults(mapping: Mapping, fault: FaultMaker): Fault[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: mapping.timeZone });
    return [];
  } catch {
    return [
      fault(
        ['timeZone'],
        `unknown time zone "${mapping.timeZone}"; use a name such as Asia/Almaty`,
      ),
    ];
  }
}

function isChosen(file: MappingFile, wanted: AgencyChoice): boolean {
  const named = basename(file.file).replace(/\.ya?ml$/, '');
  if (wanted.all || wanted.ids.includes(named)) return true;
  if (!file.value) return false;
  if (wanted.ids.includes(file.value.id)) return true;
  if (wanted.wave !== undefined && file.value.wave === wanted.wave) return true;
  return wanted.kind !== undefined && file.value.kind === wanted.kind;
}

function unknownAgency(id: string, files: readonly MappingFile[], workspace: Workspace): UserError {
  const known = new Set(files.flatMap((file) => (file.value ? [file.value.id] : [])));
  const near = nearest(id, known);
  if (!existsSync(workspace.mappingsFolder) || known.size === 0) {
    return new UserError(
      `${workspace.mappingsFolder}: no mappings yet; write one, see: kosh schema mapping`,
    );
  }
  return new UserError(
    `no agency "${id}"${near ? `; did you mean "${near}"?` : ''} (kosh agencies list shows all)`,
  );
}

/** The known word at the smallest edit distance, when that is at most 3. */
function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = 4;
  for (const one of known) {
    if (Math.abs(one.length - word.length) >= least) continue;
    const distance = editDistance(word, one);
    if (distance < least) [best, least] = [one, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

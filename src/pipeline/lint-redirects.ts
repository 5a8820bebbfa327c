import { checkMappings } from '../mapping/check-mappings.ts';
import type { MappingFile, Workspace } from '../mapping/workspace.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import { findingCodes } from '../model/finding-codes.ts';
import type { Mapping } from '../model/mapping.ts';
import { CaseCollisions } from '../redirects/collisions.ts';
import { chainOf } from '../redirects/followers.ts';
import { lintRedirects } from '../redirects/lint.ts';
import { findingsOf } from '../store/findings.ts';
import { openChainsOf } from '../store/open-chains.ts';
import { openPortalDb } from '../store/portal-db.ts';
import { recordSorter } from '../store/record-sorter.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { parseAddress } from '../text/address.ts';
import { keyRules, urlKey } from '../text/url-key.ts';
import { AgencyDatabases } from './agency-databases.ts';
import { portalDbFile } from './dedupe-stage.ts';
import { type MovingKeys, movingKeys } from './moving-keys.ts';
import { storedRedirects } from './redirect-tables.ts';

/** A fault of a mapping or a decision. `file` and `line` name the row of a mapping that it comes from, where one does. */
export interface LintFault extends Pick<Finding, 'severity' | 'address' | 'subject' | 'detail'> {
  agency: string;
  code: FindingCode | 'mapping';
  file: string | null;
  line: number | null;
}

/** Findings of planning that are faults of the decisions. Collisions are looked for anew. */
const plannedFaults: readonly FindingCode[] = [
  'row-refused',
  'redirect-loop',
  'loop-across-agencies',
  'chain-lost',
  'rule-shadows',
  'rule-unreached',
];

/**
 * Every fault of the chosen agencies' decisions and of what their mappings say of redirects, one agency after another;
 * chains are followed through the decisions of all agencies. Needs no network, and keeps a few octets a decision.
 */
export function* lintAgencies(
  workspace: Workspace,
  all: readonly MappingFile[],
  chosen: readonly MappingFile[],
): Generator<LintFault> {
  const faults = checkMappings(all, workspace.settings);
  const mappings = all.flatMap((file) => file.value ?? []);
  const moving = movingKeys(mappings);
  const databases = new AgencyDatabases(workspace);
  try {
    for (const file of chosen) {
      const agency = file.value?.id ?? '';
      for (const { path, message, line } of faults.filter((one) => one.file === file.file)) {
        yield {
          agency,
          code: 'mapping',
          severity: 'error',
          file: file.file,
          line,
          address: '',
          subject: path,
          detail: message,
        };
      }
      if (file.value === undefined) continue;
      const placeOf = rowPlaces(file, file.value);
      const found = agencyFaults(workspace, file.value, moving, databases);
      for (const { code, severity, address, subject, detail } of found) {
        yield { agency, code, severity, ...placeOf(subject), address, subject, detail };
      }
      yield* archiveFaults(workspace, file, file.value);
    }
  } finally {
    databases.close();
  }
}

function* agencyFaults(
  workspace: Workspace,
  mapping: Mapping,
  moving: MovingKeys,
  databases: AgencyDatabases,
): Generator<Finding> {
  // Databases close when many are open: asked for at each use.
  const own = () => databases.of(mapping.id);
  const first = own();
  if (first === undefined) return;
  yield* findingsOf(first, 'redirects', plannedFaults);
  const decided = (key: string) => {
    const owner = moving.ownerOf(key);
    const db = owner === undefined ? undefined : databases.of(owner);
    return db && redirectOf(db, key);
  };
  const collisions = new CaseCollisions();
  const counted = function* (db: SiteDb) {
    for (const redirect of storedRedirects(db)) {
      collisions.add(redirect.key);
      yield redirect;
    }
  };
  const options = {
    allowedHosts: workspace.settings.portal.allowedHosts,
    keyOf: moving.keyOf,
    decided,
    hasArchive: workspace.settings.archiveTemplate !== undefined,
  };
  const db = own();
  if (db === undefined) return;
  yield* onceEach(lintRedirects(counted(db), options), ['archive-without-template']);
  yield* staleChains(workspace, mapping, decided);
  const sorter = recordSorter();
  try {
    const again = () => {
      const site = own();
      return site === undefined ? [] : storedRedirects(site);
    };
    yield* collisions.findings(again, () => sorter);
  } finally {
    sorter.close();
  }
}

/** Of some codes the first fault alone, at the end, with how many there are: a million of them say no more. */
function* onceEach(faults: Iterable<Finding>, codes: readonly FindingCode[]): Generator<Finding> {
  const firsts = new Map<FindingCode, { first: Finding; count: number }>();
  for (const one of faults) {
    const code = codes.find((known) => known === one.code);
    if (code === undefined) {
      yield one;
      continue;
    }
    const known = firsts.get(code);
    if (known) known.count++;
    else firsts.set(code, { first: one, count: 1 });
  }
  for (const { first, count } of firsts.values()) {
    yield { ...first, detail: `${count} decisions, the first: ${first.detail}` };
  }
}

/** Chains into the sites of other agencies whose decisions have changed since. */
function* staleChains(
  workspace: Workspace,
  mapping: Mapping,
  decided: (key: string) => ReturnType<typeof redirectOf>,
): Generator<Finding> {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    for (const { key, record } of openChainsOf(portal, mapping.id)) {
      const row = decided(key);
      const next = decided(chainOf(record).follow);
      if (row?.follows === undefined || next === undefined || next.target === null) continue;
      if (row.target === next.target) continue;
      const detail = `${next.key} leads to ${next.target} now; run: kosh redirects build ${mapping.id}`;
      yield finding('redirects', 'redirect-chain', { subject: key }, detail);
    }
  } finally {
    portal.close();
  }
}

/** Finds the place of the mapping's row that a subject names: by its `from`, or as the key that this comes to. */
function rowPlaces(
  file: MappingFile,
  mapping: Mapping,
): (subject: string) => { file: string | null; line: number | null } {
  const rules = keyRules(mapping);
  const places = new Map<string, number>();
  const first = mapping.hosts[0]?.host ?? '';
  for (const [index, { from }] of mapping.redirects.entries()) {
    const line = file.lineOf(['redirects', index]);
    const whole = /^https?:/i.test(from)
      ? from
      : `http://${first}${from.startsWith('/') ? '' : '/'}${from}`;
    const address = parseAddress(whole);
    const names = address === undefined ? [from] : [from, urlKey(address, rules)];
    for (const name of names) if (!places.has(name)) places.set(name, line);
  }
  for (const [index, { host }] of mapping.hosts.entries()) {
    if (!places.has(host)) places.set(host, file.lineOf(['hosts', index]));
  }
  return (subject) => {
    const line = places.get(subject);
    return line === undefined ? { file: null, line: null } : { file: file.file, line };
  };
}

/** What a mapping archives needs the address of archived copies, whether anything is decided yet or not. */
function* archiveFaults(
  { settings }: Workspace,
  file: MappingFile,
  mapping: Mapping,
): Generator<LintFault> {
  if (settings.archiveTemplate !== undefined) return;
  const rows = mapping.redirects.flatMap((row, index) =>
    row.archive === true ? [{ path: ['redirects', index], what: row.from }] : [],
  );
  const hosts = mapping.hosts.flatMap(({ host, hostWide }, index) =>
    hostWide?.archive === true ? [{ path: ['hosts', index, 'hostWide'], what: host }] : [],
  );
  for (const { path, what } of [...rows, ...hosts]) {
    const code = 'archive-without-template';
    const place = { file: file.file, line: file.lineOf(path) };
    const { severity, advice } = findingCodes[code];
    yield {
      agency: mapping.id,
      code,
      severity,
      ...place,
      address: '',
      subject: what,
      detail: advice,
    };
  }
}

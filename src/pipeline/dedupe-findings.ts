import { compareFindings } from '../dedupe/dedupe.ts';
import type { AgencyFinding } from '../dedupe/find-shared.ts';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { type Finding, findingSchema } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import { replaceStageFindings } from '../store/findings.ts';
import { agencyFindings } from '../store/item-drafts.ts';
import { agencyState, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import { recordSorter } from '../store/record-sorter.ts';
import { putStageState } from '../store/stage-state.ts';
import { hash64 } from '../text/hash.ts';
import { openAgency } from './agency-session.ts';
import type { DedupedAgency } from './dedupe-agencies.ts';

/** Name of the hash of all that the findings in an agency's site.db follow from, once they were brought there. */
const toldName = 'dedupe-told';

/** Tells whether an agency's site.db has the findings of the last run: it may have been busy, or made anew since. */
export function isTold(portal: PortalDb, { mapping, told }: DedupedAgency): boolean {
  return agencyState(portal, mapping.id).get(toldName) === told;
}

/** Findings about shared items on their way to agencies; on disk when they are many. */
export class SharedFindings {
  readonly #sorter = recordSorter();
  #count = 0;

  add({ agency, finding }: AgencyFinding): void {
    // A space comes before whatever an id may hold: findings of an agency stand together, in the order of ids.
    const key = `${agency} ${String(this.#count++).padStart(10, '0')}`;
    this.#sorter.put(key, JSON.stringify(finding));
  }

  /** The findings of each agency that has some, as JSON, in the order of ids. */
  *byAgency(): Generator<{ agency: string; lines: string[] }> {
    let group: { agency: string; lines: string[] } | undefined;
    for (const [key, line] of this.#sorter.sorted()) {
      const agency = key.slice(0, key.indexOf(' '));
      if (group !== undefined && group.agency !== agency) yield group;
      if (group?.agency !== agency) group = { agency, lines: [] };
      group.lines.push(line);
    }
    if (group !== undefined) yield group;
  }

  close(): void {
    this.#sorter.close();
  }
}

/** How telling an agency went: `busy` when another process works on it, and its findings wait for the next dedupe. */
export type Told = 'same' | 'changed' | 'busy';

/**
 * Brings findings to an agency's site.db unless it has them already. `basis` names what the stored findings of the
 * agency follow from; `shared` are findings about shared items, as JSON.
 */
export function tellAgency(
  workspace: Workspace,
  portal: PortalDb,
  { mapping, told: before }: DedupedAgency,
  basis: string,
  shared: readonly string[],
): Told {
  const told = hash64(JSON.stringify([basis, [...shared].sort()]));
  let result: Told = 'same';
  if (before !== told) {
    const about = shared.map((line) => findingSchema.parse(JSON.parse(line)));
    const findings = [...agencyFindings(portal, mapping.id), ...about].sort(compareFindings);
    result = storeFindings(workspace, mapping, findings, told);
  }
  if (agencyState(portal, mapping.id).get(toldName) !== told) {
    setAgencyState(portal, mapping.id, toldName, told);
  }
  return result;
}

function storeFindings(
  workspace: Workspace,
  mapping: Mapping,
  findings: readonly Finding[],
  told: string,
): Told {
  let session: ReturnType<typeof openAgency>;
  try {
    session = openAgency(workspace, mapping);
  } catch (error) {
    if (error instanceof UserError) return 'busy';
    throw error;
  }
  try {
    const isChanged = replaceStageFindings(session.db, 'dedupe', findings);
    putStageState(session.db, 'dedupe', { inputHash: told, outputHash: told });
    return isChanged ? 'changed' : 'same';
  } finally {
    session.close();
  }
}

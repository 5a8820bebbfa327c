import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { sharedAgency } from '../model/item.ts';
import { type IdMapColumns, idMapColumns, readIdMapRow } from '../redirects/id-map-row.ts';
import { portalAddress } from '../store/id-map.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { agencyItems, listSharedItems } from '../store/portal-items.ts';
import type { StagedIdMap } from '../store/staged-id-map.ts';
import type { CsvRow } from '../text/csv.ts';
import { type IdMapOwner, KnownIds } from './known-ids.ts';
import type { LineFault } from './stage-answers.ts';
import { openTextFile, tableRows } from './table-file.ts';

/** What was read of the portal's answer. */
export interface ReadIdMap {
  rows: number;
  repeated: number;
  faults: number;
  /** Bundle that the answer is for, when it says so. */
  bundle: string | undefined;
}

const rowsAtOnce = 500;
const bundleId = /^[0-9a-f]{16}$/;

/** Reads the portal's answer, checks every row and stages the sound ones; every faulty line is told. */
export async function stageIdMap(
  workspace: Workspace,
  portal: PortalDb,
  owner: IdMapOwner,
  file: string,
  staged: StagedIdMap,
  onFault: (fault: LineFault) => void,
): Promise<ReadIdMap> {
  const known = new KnownIds(workspace, portal, owner);
  try {
    const reading = new IdMapReading(workspace, owner, known, staged, onFault, file);
    const text = await openTextFile(file);
    let waiting: CsvRow[] = [];
    const flush = () => {
      portal.transaction(() => {
        for (const row of waiting) reading.take(row);
      })();
      waiting = [];
    };
    for await (const row of tableRows(text)) {
      if (waiting.push(row) >= rowsAtOnce) flush();
    }
    flush();
    return reading.result;
  } finally {
    known.close();
  }
}

class IdMapReading {
  readonly #file: string;
  readonly result: ReadIdMap = { rows: 0, repeated: 0, faults: 0, bundle: undefined };
  readonly #names: ReadonlySet<string>;
  readonly #allowedHosts: readonly string[];
  readonly #known: KnownIds;
  readonly #staged: StagedIdMap;
  readonly #onFault: (fault: LineFault) => void;
  #columns: IdMapColumns | undefined;

  constructor(
    workspace: Workspace,
    owner: IdMapOwner,
    known: KnownIds,
    staged: StagedIdMap,
    onFault: (fault: LineFault) => void,
    file: string,
  ) {
    this.#file = file;
    const { allowedHosts, sharedEntity } = workspace.settings.portal;
    this.#allowedHosts = allowedHosts;
    this.#names =
      owner === sharedAgency
        ? new Set([sharedAgency, sharedEntity])
        : new Set([owner.id, owner.entity, ...owner.former, ...owner.formerEntities]);
    this.#known = known;
    this.#staged = staged;
    this.#onFault = onFault;
  }

  take(row: CsvRow): void {
    if (this.#columns === undefined) {
      const columns = idMapColumns(row);
      if ('fault' in columns) throw new UserError(`${this.#file}:${row.line}: ${columns.fault}`);
      this.#columns = columns;
      if (columns.headed) return;
    }
    this.result.rows += 1;
    const fault = this.#faultOf(row, this.#columns);
    if (fault === undefined) return;
    this.result.faults += 1;
    this.#onFault({ line: row.line, message: fault });
  }

  /** Stages a sound row; else says what is wrong with it. */
  #faultOf(row: CsvRow, columns: IdMapColumns): string | undefined {
    const read = readIdMapRow(row, columns, this.#allowedHosts);
    if (read.fault !== undefined) return read.fault;
    const { id, lang, address, agency, bundle } = read;
    if (agency !== '' && !this.#names.has(agency)) return `of another agency: ${agency}`;
    const fault = this.#bundleFault(bundle) ?? this.#known.faultOf(id, lang);
    if (fault !== undefined) return fault;
    const earlier = this.#staged.put({ line: row.line, id, lang, address });
    if (!earlier) return undefined;
    if (earlier.address !== address) {
      return `${id} has another address in line ${earlier.line}: ${earlier.address}`;
    }
    this.result.repeated += 1;
    return undefined;
  }

  #bundleFault(bundle: string): string | undefined {
    if (bundle === '') return undefined;
    if (!bundleId.test(bundle)) return `"${bundle}" is no id of a bundle`;
    this.result.bundle ??= bundle;
    return this.result.bundle === bundle ? undefined : `of another bundle: ${bundle}`;
  }
}

/** How much of what an owner has the portal has answered: language versions of items. */
export interface AnsweredItems {
  versions: number;
  answered: number;
}

/** Counts the language versions that the portal has named an address for. */
export function answeredItems(portal: PortalDb, owner: IdMapOwner): AnsweredItems {
  const counts: AnsweredItems = { versions: 0, answered: 0 };
  const name = owner === sharedAgency ? sharedAgency : owner.id;
  const items =
    owner === sharedAgency
      ? listSharedItems(portal).flatMap(({ item, decision }) => (decision === 'adopt' ? item : []))
      : agencyItems(portal, owner.id);
  for (const { id, versions } of items) {
    for (const { lang } of versions) {
      counts.versions += 1;
      if (portalAddress(portal, name, id, lang) !== null) counts.answered += 1;
    }
  }
  return counts;
}

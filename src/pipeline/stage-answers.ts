import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { readAnswerRow } from '../redirects/answer-row.ts';
import { type AnswerColumns, answerCells, answerColumns } from '../redirects/answer-table.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import type { StagedDecision, StagedDecisions } from '../store/staged-decisions.ts';
import type { CsvRow, Delimiter } from '../text/csv.ts';
import { lookAtAgency } from './agency-session.ts';
import { keysOfMapping, rowRules } from './key-rows.ts';
import { bindsToContent, seenContent } from './seen-content.ts';
import { openTextFile, tableRows } from './table-file.ts';

/** A line of a file that cannot be taken, and why. */
export interface LineFault {
  line: number;
  message: string;
}

/** What was read from a table of answers. */
export interface StagedTable {
  encoding: string;
  /** Rows below the heading. */
  rows: number;
  /** Rows for an address that another row decides, with the same answer and with another one. */
  repeated: number;
  contradicted: number;
  /** Rows of kosh's own table that say what is decided anyway. */
  untouched: number;
  /** Rows for addresses that the mapping decides itself: its word goes before them. */
  overruled: number;
  /** Rows for addresses that the crawl has never met. */
  unmet: number;
  faults: number;
}

/** How a table is read; every faulty line, and every row that loses to another with another answer, is told as it is met. */
export interface TableReading {
  /** Reason of rows that give none. */
  reason: string | undefined;
  separator?: Delimiter | undefined;
  onFault(fault: LineFault): void;
  onContradiction(fault: LineFault): void;
  onProgress(rows: number): void;
}

const rowsAtOnce = 500;

/** Reads a table of old and new addresses, checks every row, and stages it. Throws UserError for a file that is no such table. */
export async function stageAnswers(
  workspace: Workspace,
  mapping: Mapping,
  file: string,
  staged: StagedDecisions,
  reading: TableReading,
): Promise<StagedTable> {
  const site = lookAtAgency(workspace, mapping.id);
  try {
    return await new AnswerStaging(workspace, mapping, staged, site, reading).read(file);
  } finally {
    site?.close();
  }
}

class AnswerStaging {
  readonly #rules;
  readonly #decidedByMapping: ReadonlySet<string>;
  readonly #staged: StagedDecisions;
  readonly #site: SiteDb | undefined;
  readonly #reading: TableReading;
  readonly #table: StagedTable = {
    encoding: '',
    rows: 0,
    repeated: 0,
    contradicted: 0,
    untouched: 0,
    overruled: 0,
    unmet: 0,
    faults: 0,
  };
  #waiting: StagedDecision[] = [];

  constructor(
    workspace: Workspace,
    mapping: Mapping,
    staged: StagedDecisions,
    site: SiteDb | undefined,
    reading: TableReading,
  ) {
    this.#rules = rowRules(mapping, workspace.settings);
    this.#decidedByMapping = keysOfMapping(mapping);
    this.#staged = staged;
    this.#site = site;
    this.#reading = reading;
  }

  async read(file: string): Promise<StagedTable> {
    const text = await openTextFile(file);
    this.#table.encoding = text.encoding;
    let columns: AnswerColumns | undefined;
    for await (const row of tableRows(text, this.#reading.separator)) {
      if (columns === undefined) {
        const found = answerColumns(row);
        if ('fault' in found) {
          this.#fault(row.line, found.fault);
          return this.#table;
        }
        columns = found;
        if (columns.headed) continue;
      }
      this.#take(row, columns, text.name);
    }
    this.#flush();
    return this.#table;
  }

  #take(row: CsvRow, columns: AnswerColumns, name: string): void {
    this.#table.rows += 1;
    if (this.#table.rows % 10_000 === 0) this.#reading.onProgress(this.#table.rows);
    const cells = answerCells(row, columns);
    if ('fault' in cells) {
      this.#fault(row.line, cells.fault);
      return;
    }
    const read = readAnswerRow(cells, this.#rules);
    if (read.fault !== undefined) {
      this.#fault(row.line, read.fault);
      return;
    }
    const { key, address, decision, target } = read;
    if (columns.own && this.#isPlanned(key, decision, target)) {
      this.#table.untouched += 1;
      return;
    }
    if (this.#decidedByMapping.has(key)) this.#table.overruled += 1;
    this.#waiting.push({
      ...{ line: row.line, key, decision, target, address, source: 'import' },
      reason: cells.reason || this.#reading.reason || `listed in ${name}`,
      origin: `${name}:${row.line}`,
      seen: null,
    });
    if (this.#waiting.length >= rowsAtOnce) this.#flush();
  }

  /** Whether the address is decided so already, by whatever source; an item that moves keeps its portal address up to date by itself. */
  #isPlanned(key: string, decision: string, target: string | null): boolean {
    const planned = this.#site && redirectOf(this.#site, key);
    if (!planned) return false;
    const word = planned.decision === 'shared' ? 'redirect' : planned.decision;
    return word === decision && (planned.target === target || target === null);
  }

  #flush(): void {
    const rows = this.#waiting.map((row) => this.#withSeen(row));
    this.#waiting = [];
    const others = this.#staged.stage(rows);
    for (const [at, row] of rows.entries()) {
      const other = others[at];
      if (!other) continue;
      if (other.decision === row.decision && other.target === row.target) {
        this.#table.repeated += 1;
        continue;
      }
      this.#table.contradicted += 1;
      this.#reading.onContradiction({
        line: row.line,
        message: `${row.address} has another answer in line ${other.line}`,
      });
    }
  }

  #withSeen(row: StagedDecision): StagedDecision {
    if (!this.#site) return row;
    if (!redirectOf(this.#site, row.key)) this.#table.unmet += 1;
    return bindsToContent(row.decision) ? { ...row, seen: seenContent(this.#site, row.key) } : row;
  }

  #fault(line: number, message: string): void {
    this.#table.faults += 1;
    this.#reading.onFault({ line, message });
  }
}

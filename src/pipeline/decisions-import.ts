import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { sharedAgency } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import type { StagedEntries } from '../store/staged-entries.ts';
import { readEntry, recordValues } from './decision-lines.ts';
import { rowRules } from './key-rows.ts';
import type { LineFault } from './stage-answers.ts';
import { openTextFile, type TextFile, tableRows, textLines } from './table-file.ts';

const entriesAtOnce = 500;

/**
 * Reads an export of decisions (NDJSON, or CSV by its heading) and stages what is sound; every faulty line is told.
 * Returns how many lines were read and how many were faulty. Throws UserError for a file that is no export.
 */
export async function stageEntries(
  workspace: Workspace,
  mapping: Mapping | typeof sharedAgency,
  file: string,
  staged: StagedEntries,
  onFault: (fault: LineFault) => void,
): Promise<{ read: number; faults: number }> {
  const isShared = mapping === sharedAgency;
  const rules = isShared ? 'of shared items' : rowRules(mapping, workspace.settings);
  const owner = isShared ? sharedAgency : mapping.id;
  const now = new Date();
  const counts = { read: 0, faults: 0 };
  let waiting: Decision[] = [];
  const text = await openTextFile(file);
  for await (const { line, value } of rawEntries(text)) {
    counts.read += 1;
    const { entry, fault } = readEntry(value, owner, rules, now);
    if (entry === undefined) {
      counts.faults += 1;
      onFault({ line, message: fault });
      continue;
    }
    waiting.push(entry);
    if (waiting.length < entriesAtOnce) continue;
    staged.stage(waiting);
    waiting = [];
  }
  staged.stage(waiting);
  return counts;
}

interface RawEntry {
  line: number;
  value: unknown;
}

async function* rawEntries(text: TextFile): AsyncGenerator<RawEntry> {
  let line = 0;
  for await (const one of textLines(text)) {
    line += 1;
    const plain = one.replace(/^\ufeff/, '').trim();
    if (plain === '') continue;
    if (line === 1 && !plain.startsWith('{')) {
      yield* rawRecords(text);
      return;
    }
    yield { line, value: parsed(plain) };
  }
}

async function* rawRecords(text: TextFile): AsyncGenerator<RawEntry> {
  let heading: string[] | undefined;
  for await (const row of tableRows(text)) {
    if (heading === undefined) {
      heading = row.cells;
      if (!['id', 'at', 'actor', 'decision'].every((name) => row.cells.includes(name))) {
        throw new UserError(
          `${text.file}: no export of decisions; a table of addresses is taken by: kosh redirects import`,
        );
      }
    } else yield { line: row.line, value: recordValues(heading, row) };
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

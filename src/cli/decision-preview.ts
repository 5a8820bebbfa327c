import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { keyVerdicts } from '../model/decision.ts';
import type { Preview, PreviewRow } from '../pipeline/staged-summary.ts';
import { csvRecord } from '../redirects/emit/csv-record.ts';
import { textTable } from '../report/text-table.ts';

const columns = [
  'line',
  'old_url',
  'decided_before',
  'answers_now',
  'new_answer',
  'effect',
  'reason',
];

/** A preview for people: counts by verdict, then the first rows. */
export function previewText({ counts, first }: Preview): string {
  const rows = keyVerdicts.map((verdict) => {
    const { new: fresh, changed, kept, same } = counts[verdict];
    return [verdict, fresh, changed, kept, same];
  });
  const table = textTable(['answer', 'new', 'changed', 'kept', 'as before'], rows);
  if (first.length === 0) return table;
  const shown = first.map((row) => [
    row.line,
    row.outcome,
    row.address,
    row.before ?? row.now ?? '(nothing)',
    row.after,
  ]);
  return `${table}\n${textTable(['line', 'effect', 'old address', 'before', 'after'], shown)}`;
}

/** A CSV file of changes for reviewers, there whole or not at all. */
export interface ChangesFile {
  add(row: PreviewRow): void;
  finish(): void;
  discard(): void;
}

const bufferedLength = 1 << 16;

/** Starts a file of changes; UserError when it cannot be written. */
export function openChangesFile(file: string): ChangesFile {
  const part = `${file}.${process.pid}.part`;
  const handle = open(part, file);
  let waiting = `\ufeff${csvRecord(columns)}\n`;
  const flush = () => {
    writeSync(handle, waiting);
    waiting = '';
  };
  return {
    add({ line, address, before, now, after, outcome, reason }) {
      const cells = [String(line), address, before ?? '', now ?? '', after, outcome, reason];
      waiting += `${csvRecord(cells)}\n`;
      if (waiting.length >= bufferedLength) flush();
    },
    finish() {
      flush();
      closeSync(handle);
      renameSync(part, file);
    },
    discard() {
      closeSync(handle);
      rmSync(part, { force: true });
    },
  };
}

function open(part: string, file: string): number {
  try {
    return openSync(part, 'w');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UserError(`${file}: cannot be written (${code})`);
  }
}

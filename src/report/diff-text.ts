import { diffLines, type LineEdit } from '../text/diff-lines.ts';
import { terminalText } from './text-table.ts';

/** How a diff is shown: `patch` keeps every octet, `plain` and `colour` are safe for a terminal. */
export type DiffDisplay = 'patch' | 'plain' | 'colour';

/** Names of the two sides as the head of the diff gives them. */
export interface DiffNames {
  from: string;
  to: string;
}

interface Hunk {
  oldStart: number;
  oldCount: number;
  newStart: number;
  newCount: number;
  edits: LineEdit[];
}

const contextLines = 3;
const noLineFeed = '\\ No newline at end of file';

/**
 * Unified diff (POSIX diff -u, three lines of context) that `patch` and `git apply` take; empty when the
 * texts are equal. Lines end at `\n` only.
 */
export function diffText(
  before: string,
  after: string,
  names: DiffNames,
  display: DiffDisplay = 'patch',
): string {
  if (before === after) return '';
  const edits = diffLines(linesOf(before), linesOf(after));
  const out = [
    paint(`--- ${oneLine(names.from)}`, 'name', display),
    paint(`+++ ${oneLine(names.to)}`, 'name', display),
  ];
  for (const hunk of hunksOf(edits)) {
    out.push(paint(hunkHead(hunk), 'hunk', display));
    for (const edit of hunk.edits) out.push(...editLines(edit, display));
  }
  return `${out.join('\n')}\n`;
}

/** Lines with their line feeds; only the last may lack one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function oneLine(name: string): string {
  return terminalText(name);
}

function hunksOf(edits: readonly LineEdit[]): Hunk[] {
  const hunks: Hunk[] = [];
  let open: Hunk | undefined;
  let oldLine = 1;
  let newLine = 1;
  edits.forEach((edit, index) => {
    if (nearChange(edits, index)) {
      open ??= { oldStart: oldLine, oldCount: 0, newStart: newLine, newCount: 0, edits: [] };
      open.edits.push(edit);
      if (edit.mark !== '+') open.oldCount++;
      if (edit.mark !== '-') open.newCount++;
    } else if (open) {
      hunks.push(open);
      open = undefined;
    }
    if (edit.mark !== '+') oldLine++;
    if (edit.mark !== '-') newLine++;
  });
  return open ? [...hunks, open] : hunks;
}

function nearChange(edits: readonly LineEdit[], index: number): boolean {
  const last = Math.min(edits.length - 1, index + contextLines);
  for (let near = Math.max(0, index - contextLines); near <= last; near++) {
    if (edits[near]?.mark !== ' ') return true;
  }
  return false;
}

/** An empty side names the line before it, as POSIX wants. */
function hunkHead(hunk: Hunk): string {
  return `@@ -${range(hunk.oldStart, hunk.oldCount)} +${range(hunk.newStart, hunk.newCount)} @@`;
}

function range(start: number, lines: number): string {
  if (lines === 1) return String(start);
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function editLines(edit: LineEdit, display: DiffDisplay): string[] {
  const ended = edit.line.endsWith('\n');
  const line = `${edit.mark}${ended ? edit.line.slice(0, -1) : edit.line}`;
  const tone = edit.mark === '+' ? 'added' : edit.mark === '-' ? 'removed' : 'same';
  return [paint(line, tone, display), ...(ended ? [] : [noLineFeed])];
}

const colours = { name: '1', hunk: '36', added: '32', removed: '31', same: '' } as const;

function paint(line: string, tone: keyof typeof colours, display: DiffDisplay): string {
  if (display === 'patch') return line;
  const safe = terminalText(line);
  const colour = colours[tone];
  return display === 'plain' || colour === '' ? safe : `\x1b[${colour}m${safe}\x1b[0m`;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffText } from '../../src/report/diff-text.ts';
import { diffLines } from '../../src/text/diff-lines.ts';

const names = { from: 'a', to: 'b' };

const before = `Ауыл кітапханасы ашылды.
Оқу залы қырық орынға есептелген.
Кіру тегін.
`;
const after = `Ауыл кітапханасы ашылды.
Оқу залы елу орынға есептелген.
Кіру тегін.
`;

/** Texts of few distinct lines, so that equal lines are common; some without a last line feed. */
const text = fc
  .tuple(
    fc.array(fc.constantFrom('әкім', 'ғылым', 'қала', 'өзен', ' ', '', '-', '+ұ\r'), {
      maxLength: 40,
    }),
    fc.constantFrom('\n', 'һ', ''),
  )
  .map(([lines, end]) => lines.map((line) => `${line}\n`).join('') + (end === '\n' ? '' : end));

test('a changed line stands with its neighbours, as diff -u writes it', () => {
  expect(diffText(before, after, names)).toBe(`--- a
+++ b
@@ -1,3 +1,3 @@
 Ауыл кітапханасы ашылды.
-Оқу залы қырық орынға есептелген.
+Оқу залы елу орынға есептелген.
 Кіру тегін.
`);
});

test('equal texts have no diff', () => {
  expect(diffText(before, before, names)).toBe('');
});

test('a missing last line feed is said, and an empty side is line 0', () => {
  expect(diffText('', 'іс', names)).toBe(
    '--- a\n+++ b\n@@ -0,0 +1 @@\n+іс\n\\ No newline at end of file\n',
  );
});

test('changes more than six lines apart make two hunks', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `${i}-бап\n`);
  const changed = lines.with(2, 'жаңа\n').with(15, 'үйдің\n');
  expect(diffText(lines.join(''), changed.join(''), names).match(/^@@.*$/gm)).toEqual([
    '@@ -1,6 +1,6 @@',
    '@@ -13,7 +13,7 @@',
  ]);
});

test('the patch turns the first text into the second', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(patched(one, diffText(one, other, names))).toBe(other);
    }),
  );
});

test('no script of edits is shorter', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [a, b] = [one.split('\n'), other.split('\n')];
      const edits = diffLines(a, b).filter((edit) => edit.mark !== ' ');
      expect(edits.length).toBe(a.length + b.length - 2 * longestCommon(a, b));
    }),
  );
});

test('beyond its bound the script is longer, but still right', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const edits = diffLines(one.split('\n'), other.split('\n'), 2);
      const kept = (mark: string) => edits.filter((edit) => edit.mark !== mark);
      expect(kept('+').map((edit) => edit.line)).toEqual(one.split('\n'));
      expect(kept('-').map((edit) => edit.line)).toEqual(other.split('\n'));
    }),
  );
});

test('in colour or plain, a hostile line cannot command the terminal; in a patch it stays as it is', () => {
  const hostile = 'құжат \x1b]0;pwned\x07\n';
  expect(diffText('', hostile, names, 'patch')).toContain(hostile);
  expect(diffText('', hostile, names, 'plain')).not.toContain('\x1b');
  expect(diffText('', hostile, names, 'colour')).toContain('\x1b[32m+құжат ·]0;pwned·\x1b[0m\n');
});

test('a name cannot break out of its line', () => {
  expect(diffText('ә\n', 'ү\n', { from: 'a\n+++ x', to: 'b' }).split('\n')[0]).toBe('--- a·+++ x');
});

/** Applies a unified diff strictly: every kept and removed line must be where the hunk says. */
function patched(source: string, diff: string): string {
  const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const rows = diff.split('\n').slice(2, -1);
  rows.forEach((row, index) => {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(row);
    if (head) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      out.push(...lines.slice(at, start));
      at = start;
      return;
    }
    if (row.startsWith('\\')) return;
    const line = row.slice(1) + (rows[index + 1]?.startsWith('\\') ? '' : '\n');
    if (row[0] !== '+') expect(lines[at++]).toBe(line);
    if (row[0] !== '-') out.push(line);
  });
  return [...out, ...lines.slice(at)].join('');
}

/** Length of the longest common subsequence, by the plain table. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let last = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    b.forEach((other, j) => {
      next.push(line === other ? (last[j] ?? 0) + 1 : Math.max(last[j + 1] ?? 0, next[j] ?? 0));
    });
    last = next;
  }
  return last[b.length] ?? 0;
}

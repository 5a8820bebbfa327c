import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { mappingSchema } from '../model/mapping.ts';
import { faultsError, readYamlFile } from './yaml-file.ts';
import { flowScalar } from './yaml-scalar.ts';

/** Lists of names in a mapping that kosh may write. */
export type NameLists = Readonly<
  Partial<Record<'significantParameters' | 'ignoredParameters', readonly string[]>>
>;

/** The line of a mapping that gives a list. */
export function listLine(key: keyof NameLists, names: readonly string[]): string {
  return `${key}: [${names.map(flowScalar).join(', ')}]`;
}

/**
 * Writes lists into a mapping file: only their own lines change, so that comments, order and form of all else stay. The file is replaced at once.
 * Throws a UserError when it has faults or holds the list in a form that cannot be edited.
 */
export function writeLists(file: string, lists: NameLists): void {
  const before = readYamlFile(file, mappingSchema);
  if (!before.value) throw faultsError(before.faults);
  let text = readFileSync(file, 'utf8');
  for (const key of ['significantParameters', 'ignoredParameters'] as const) {
    const names = lists[key];
    if (names) text = withList(text, key, names, file);
  }
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(aside, text, { flag: 'wx' });
    const after = readYamlFile(aside, mappingSchema);
    const written = (['significantParameters', 'ignoredParameters'] as const).every(
      (key) => lists[key] === undefined || same(after.value?.[key] ?? [], lists[key] ?? []),
    );
    if (!written) throw new UserError(`${file}: cannot be edited as it is; write the list by hand`);
    renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  const sorted = (list: readonly string[]) => JSON.stringify([...list].sort());
  return sorted(a) === sorted(b);
}

function withList(
  text: string,
  key: keyof NameLists,
  names: readonly string[],
  file: string,
): string {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new UserError(`${file}: no mapping`);
  const value = nodeOf(contents, key);
  if (value === undefined) return inserted(text, contents, listLine(key, names));
  const [start, end] = rangeOf(value);
  if (isSeq(value) && !value.flow) return withBlock(text, value.items, names);
  const flow = listLine(key, names).slice(key.length + 2);
  // `key:` without a value has no place of its own after the colon.
  const gap = start === end && text[start - 1] === ':' ? ' ' : '';
  return text.slice(0, start) + gap + flow + text.slice(end);
}

function nodeOf(contents: YAMLMap, key: string): unknown {
  return contents.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.value;
}

/** Behind the hosts, whose parameters they are. */
function inserted(text: string, contents: YAMLMap, line: string): string {
  const [start, end] = rangeOf(nodeOf(contents, 'hosts'));
  const last = text.slice(start, end).trimEnd().length + start;
  const lineEnd = text.indexOf('\n', last);
  if (lineEnd < 0) return `${text}\n${line}\n`;
  return `${text.slice(0, lineEnd + 1)}${line}\n${text.slice(lineEnd + 1)}`;
}

/** A list of lines: those of names that go are cut out, new names follow the last one. */
function withBlock(text: string, items: readonly unknown[], names: readonly string[]): string {
  const known = items.filter((item): item is Scalar => isScalar(item));
  const lower = (list: readonly unknown[]) => list.map((one) => String(one).toLowerCase());
  const before = lower(known.map((item) => item.value));
  const wanted = lower(names);
  const added = names.filter((_, at) => !before.includes(wanted[at] ?? ''));
  let out = text;
  for (const [at, item] of [...known.entries()].reverse()) {
    const [from, to] = lineAround(out, rangeOf(item)[0]);
    const line = out.slice(from, to);
    const dash = line.slice(0, line.indexOf('-') + 1);
    const more =
      at === known.length - 1 ? added.map((name) => `${dash} ${flowScalar(name)}\n`) : [];
    const kept = wanted.includes(before[at] ?? '')
      ? [line.endsWith('\n') ? line : `${line}\n`]
      : [];
    out = out.slice(0, from) + [...kept, ...more].join('') + out.slice(to);
  }
  return out;
}

function lineAround(text: string, at: number): [from: number, to: number] {
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at);
  return [from, end < 0 ? text.length : end + 1];
}

function rangeOf(node: unknown): [start: number, end: number] {
  const range =
    typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  if (!Array.isArray(range)) return [0, 0];
  return [Number(range[0]), Number(range[1])];
}

import { readFileSync } from 'node:fs';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

/** Something wrong in a file of the workspace. `path` is the key within it: `hosts[0].host`. */
export interface Fault {
  file: string;
  line: number;
  path: string;
  message: string;
}

/** A file that was read and checked, or what is wrong with it; `lineOf` finds the line of a key path. */
export interface CheckedFile<Value> {
  value: Value | undefined;
  faults: Fault[];
  lineOf(path: readonly PropertyKey[]): number;
}

/** Largest settings or mapping file kosh reads, in bytes. */
const largestFile = 4 * 1024 * 1024;

/** Reads a YAML file and checks it against a schema. Every fault is reported, each with its line. Throws UserError when it cannot be read. */
export function readYamlFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): CheckedFile<z.output<Schema>> {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineOf = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length > 0; length--) {
      const node = nodeAt(document, path.slice(0, length));
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      file,
      line: lines.linePos(error.pos[0]).line,
      path: '',
      message: error.message.split('\n', 1)[0] ?? 'no valid YAML',
    }));
    return { value: undefined, faults, lineOf };
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (parsed.success) return { value: parsed.data, faults: [], lineOf };
  const faults = parsed.error.issues.flatMap(faultsOf).map(({ path, message }) => ({
    file,
    line: lineOf(path),
    path: pathText(path),
    message,
  }));
  return { value: undefined, faults, lineOf };
}

/** The key that a path ends with, or the list entry; undefined when the file has none. */
function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): Node | undefined {
  const last = path.at(-1);
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (isMap(parent)) {
    const key = parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key;
    if (isNode(key)) return key;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node : undefined;
}

/** Unknown keys are faults of their own, each at its place. */
function faultsOf(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((key) => ({ path: [...issue.path, key], message: 'no such key' }));
}

/** One line a fault: `mappings/aqsu.yaml:7: hosts[0].host: message`. */
export function faultLine(fault: Fault): string {
  const where = fault.path === '' ? '' : ` ${fault.path}:`;
  return `${fault.file}:${fault.line}:${where} ${fault.message}`;
}

/** A UserError that lists all faults. */
export function faultsError(faults: readonly Fault[]): UserError {
  return new UserError(faults.map(faultLine).join('\n'));
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UserError(`${file}: cannot be read (${code ?? 'unknown reason'})`);
  }
  if (bytes.length > largestFile) throw new UserError(`${file}: larger than 4 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${file}: not UTF-8; save it as UTF-8`);
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

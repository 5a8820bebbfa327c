import { join } from 'node:path';
import type { z } from 'zod';
import { type BundleLine, type BundleLineFile, bundleLineSchemas } from '../model/bundle.ts';
import { fileSize } from './bag-sink.ts';
import type { FaultList } from './fault.ts';
import { readLines } from './read-lines.ts';

/** Reads a file of lines, checks each against its schema, and hands on those that hold. */
export function verifyLines<File extends BundleLineFile>(
  dir: string,
  path: File,
  faults: FaultList,
  each: (row: BundleLine<File>, line: number) => void = () => {},
): number {
  if (fileSize(join(dir, path)) === undefined) {
    faults.add(path, 'is missing');
    return 0;
  }
  const schema = bundleLineSchemas[path] as unknown as z.ZodType<BundleLine<File>>;
  let line = 0;
  for (const text of readLines(join(dir, path))) {
    line += 1;
    const value = parseJson(text);
    if (value === undefined) {
      faults.add(path, 'is no JSON', line);
      continue;
    }
    const checked = schema.safeParse(value);
    if (checked.success) each(checked.data, line);
    else for (const issue of checked.error.issues) faults.add(path, issueText(issue), line);
  }
  return line;
}

/** A value of JSON, undefined when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A fault of a schema with the path at which it is. */
export function issueText(issue: { path: PropertyKey[]; message: string }): string {
  return `${issue.path.map(String).join('.') || 'the line'}: ${issue.message}`;
}

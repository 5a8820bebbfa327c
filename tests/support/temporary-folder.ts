import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is removed when the test ends, or, given afterAll outside of tests and hooks, with the file. */
export function temporaryFolder(atEnd: (remove: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-test-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

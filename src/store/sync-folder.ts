import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes renames in a folder durable; platforms that cannot open folders (Windows) do without. */
export function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

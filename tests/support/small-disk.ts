import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Tells whether this process may mount a file system of its own. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  // In a namespace of its own, so that nothing is left behind.
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}

/** A disk of its own, mounted at a folder. */
export interface SmallDisk {
  grow(kibibytes: number): void;
  unmount(): void;
}

/** Mounts an empty disk of so many KiB at a folder, until the test ends at the latest. */
export function smallDisk(folder: string, kibibytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  mount(['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder]);
  const unmount = () => void spawnSync('umount', ['--lazy', folder]);
  onTestFinished(unmount);
  return { grow: (more) => mount(['-o', `remount,size=${more}k`, folder]), unmount };
}

function mount(args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

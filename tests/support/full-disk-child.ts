// Preloaded into kosh: after KOSH_TEST_DISK_BYTES written bytes every write fails as on a full disk.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let left = Number(process.env.KOSH_TEST_DISK_BYTES);

function charge(bytes: number): void {
  left -= bytes;
  if (left >= 0) return;
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

function sizeOf(args: readonly unknown[]): number {
  const [bytes, , length] = args;
  if (typeof bytes === 'string') return Buffer.byteLength(bytes);
  if (typeof length === 'number') return length;
  return ArrayBuffer.isView(bytes) ? bytes.byteLength : 0;
}

const { writeSync } = fs;
fs.writeSync = new Proxy(writeSync, {
  apply(target, self, args: unknown[]) {
    charge(sizeOf(args.slice(1)));
    return Reflect.apply(target, self, args);
  },
});

const handle = await fs.promises.open(process.execPath);
const prototype: { write: fs.promises.FileHandle['write'] } = Object.getPrototypeOf(handle);
await handle.close();
prototype.write = new Proxy(prototype.write, {
  async apply(target, self, args: unknown[]) {
    charge(sizeOf(args));
    return await Reflect.apply(target, self, args);
  },
});

syncBuiltinESMExports();

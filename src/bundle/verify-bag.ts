import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bagDeclaration, isPayload, parseManifest } from './bag.ts';
import { fileSize } from './bag-sink.ts';
import type { FaultList } from './fault.ts';

/** Largest tag file that is read whole; a manifest line takes about 180 bytes. */
const largestTagFile = 1024 ** 3;

/**
 * Checks a folder against RFC 8493: declaration, both manifests complete and true, no file beyond them,
 * the payload's octets and count. Gives the paths of the payload with their hashes.
 */
export async function verifyBag(dir: string, faults: FaultList): Promise<Map<string, string>> {
  const declaration = readTag(dir, 'bagit.txt', faults);
  if (declaration !== undefined && declaration !== bagDeclaration) {
    faults.add('bagit.txt', 'is not the declaration of BagIt 1.0 in UTF-8');
  }
  const payload = readManifest(dir, 'manifest-sha256.txt', faults);
  const tags = readManifest(dir, 'tagmanifest-sha256.txt', faults);
  for (const path of payload.keys()) {
    if (!isPayload(path)) faults.add('manifest-sha256.txt', `${path} is not below data/`);
  }
  for (const path of tags.keys()) {
    if (isPayload(path)) faults.add('tagmanifest-sha256.txt', `${path} is no tag file`);
  }
  const octets = await verifyHashes(dir, payload, faults);
  await verifyHashes(dir, tags, faults);
  verifyOxum(dir, `${octets}.${payload.size}`, faults);
  for (const path of walk(dir, '', faults)) {
    if (path === 'tagmanifest-sha256.txt' || payload.has(path) || tags.has(path)) continue;
    faults.add(path, 'stands in no manifest');
  }
  return payload;
}

function readTag(dir: string, path: string, faults: FaultList): string | undefined {
  const size = fileSize(join(dir, path));
  if (size === undefined) faults.add(path, 'is missing');
  else if (size > largestTagFile) faults.add(path, 'is too large to be read');
  else return readFileSync(join(dir, path), 'utf8');
  return undefined;
}

function readManifest(dir: string, path: string, faults: FaultList): Map<string, string> {
  const { files, badLines } = parseManifest(readTag(dir, path, faults) ?? '');
  for (const line of badLines) {
    faults.add(
      path,
      'is no `<sha256>  <path>` with a path inside the bag, or names it twice',
      line,
    );
  }
  return files;
}

/** Compares every file with its hash; gives the octets of them all. */
async function verifyHashes(
  dir: string,
  files: ReadonlyMap<string, string>,
  faults: FaultList,
): Promise<number> {
  let octets = 0;
  for (const [path, expected] of files) {
    const size = fileSize(join(dir, path));
    if (size === undefined) {
      faults.add(path, 'is missing, or no plain file');
      continue;
    }
    octets += size;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(dir, path))) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== expected) faults.add(path, 'does not have the hash in its manifest');
  }
  return octets;
}

function verifyOxum(dir: string, expected: string, faults: FaultList): void {
  const info = readTag(dir, 'bag-info.txt', faults) ?? '';
  const oxum = /^Payload-Oxum: (\S+)$/m.exec(info)?.[1];
  if (oxum !== expected) {
    faults.add('bag-info.txt', `Payload-Oxum is ${oxum ?? 'missing'}, the payload has ${expected}`);
  }
}

/** Every path below a folder that is no folder itself; links are not followed. */
function* walk(dir: string, below: string, faults: FaultList): Generator<string> {
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(dir, path, faults);
    else if (entry.isFile()) yield path;
    else faults.add(path, 'is neither a file nor a folder');
  }
}

import { canonicalLine } from './canonical-text.ts';

/** A file of a bag as its manifests know it. */
export interface BagFile {
  /** Relative to the bag, `/` between parts. */
  path: string;
  sha256: string;
  bytes: number;
}

/** The name by which kosh knows its own bags. */
export const bagSoftware = 'kosh';

/** bagit.txt (RFC 8493 section 2.1.1). */
export const bagDeclaration = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** bag-info.txt (RFC 8493 section 2.2.2): the given fields, the software, the payload's octets and file count. */
export function bagInfo(
  fields: readonly (readonly [label: string, value: string])[],
  payload: { octets: number; files: number },
): string {
  const all = [
    ...fields,
    ['Bag-Software-Agent', bagSoftware],
    ['Payload-Oxum', `${payload.octets}.${payload.files}`],
  ] as const;
  return all.map(([label, value]) => `${label}: ${canonicalLine(value)}\n`).join('');
}

/** A line of a manifest (RFC 8493 section 2.1.3). */
export function manifestLine({ sha256, path }: BagFile): string {
  return `${sha256}  ${path}\n`;
}

/** Hashes of a manifest by path, and the numbers of lines that are none or name a path outside the bag or twice. */
export function parseManifest(text: string): { files: Map<string, string>; badLines: number[] } {
  const files = new Map<string, string>();
  const badLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    const [, sha256, path] = match ?? [];
    if (sha256 === undefined || path === undefined || !isBagPath(path) || files.has(path)) {
      badLines.push(index + 1);
    } else files.set(path, sha256);
  }
  return { files, badLines };
}

/** Tells whether a path stays inside the bag and is one that kosh writes: ASCII, no dot parts. */
function isBagPath(path: string): boolean {
  return path.length < 512 && /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*$/.test(path);
}

/** Tells payload from tag files. */
export function isPayload(path: string): boolean {
  return path.startsWith('data/');
}

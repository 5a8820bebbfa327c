import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleItem, BundleVersion } from '../model/bundle-item.ts';
import { assetReferencePattern, itemReferencePattern } from '../model/link.ts';
import { versionDigest } from './build-version.ts';
import { jsonLine } from './canonical-text.ts';
import { contentPath, frontMatter, parseContentFile } from './content-file.ts';
import { markdownReferences } from './markdown-references.ts';

/** Everything wrong with one version by itself: its content file, digest and the references of its body. */
export function contentFaults(
  dir: string,
  payload: ReadonlyMap<string, string>,
  item: BundleItem,
  version: BundleVersion,
): string[] {
  const faults: string[] = [];
  if (version.content !== contentPath(version.lang, item.kind, item.id)) {
    faults.push(`content ${version.content} is not the path of this version`);
  } else if (payload.has(version.content)) {
    faults.push(...fileFaults(readFileSync(join(dir, version.content), 'utf8'), item, version));
  } else faults.push(`content file ${version.content} is not in the bag`);
  if (version.digest !== versionDigest(version)) faults.push('digest does not fit the version');
  for (const reference of bodyReferences(version)) {
    const fault = referenceFault(reference, payload);
    if (fault !== undefined) faults.push(fault);
  }
  for (const { reference, asset } of [...version.images, ...version.files]) {
    const fault = referenceFault(reference, payload);
    if (fault !== undefined) faults.push(fault);
    if (!reference.includes(`/${asset}.`)) faults.push(`${reference} is not asset ${asset}`);
  }
  return faults;
}

function fileFaults(text: string, item: BundleItem, version: BundleVersion): string[] {
  const parsed = parseContentFile(text);
  if (parsed === undefined) return [`${version.content} has no front matter that kosh writes`];
  const faults: string[] = [];
  const expected = frontMatter(item, version);
  for (const key of new Set([...Object.keys(expected), ...Object.keys(parsed.front)])) {
    if (jsonLine(expected[key] ?? null) === jsonLine(parsed.front[key] ?? null)) continue;
    faults.push(`${version.content}: ${key} of the front matter differs from the item`);
  }
  if (parsed.body !== version.body_md) faults.push(`${version.content}: the body differs`);
  return faults;
}

/** Destinations in both forms of the body. */
function bodyReferences(version: BundleVersion): Set<string> {
  const found = new Set(markdownReferences(version.body_md).map((one) => one.destination));
  for (const [, value] of version.body_html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    if (value !== undefined) found.add(value.replace(/&amp;/g, '&'));
  }
  return found;
}

/** What is wrong with a destination that is no web, mail or telephone address: kosh's own must be exact. */
function referenceFault(
  reference: string,
  payload: ReadonlyMap<string, string>,
): string | undefined {
  if (/^(?:https?|mailto|tel):/i.test(reference) || itemReferencePattern.test(reference)) {
    return undefined;
  }
  if (!assetReferencePattern.test(reference)) {
    return `the body refers to ${JSON.stringify(reference.slice(0, 200))}, which nothing resolves`;
  }
  const path = reference.replace('../../../', 'data/');
  return payload.has(path) ? undefined : `asset ${path} is not in the bag`;
}

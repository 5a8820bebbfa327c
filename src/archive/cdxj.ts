import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { getSurt } from 'warcio';
import { fieldOf, readHead, statusOf } from '../text/http-head.ts';
import type { ScannedRecord } from './warc-scan.ts';

const gzipAll = promisify(gzip);

/**
 * The line of a CDXJ index for a record, without line break: `<surt> <14 digits> {json}`, as pywb and
 * replayweb.page read it; undefined for records that are no captures.
 */
export function cdxjLine({ locator, fields, block }: ScannedRecord): string | undefined {
  const type = fields.get('warc-type');
  if (type !== 'response' && type !== 'revisit') return undefined;
  const url = fields.get('warc-target-uri') ?? '';
  const http = readHead(block)?.head;
  const declared = http && fieldOf(http.fields, 'content-type');
  const mediaType = (declared ?? '').split(';', 1)[0]?.trim().toLowerCase();
  const entry = {
    url,
    ...(type === 'revisit' ? { mime: 'warc/revisit' } : mediaType ? { mime: mediaType } : {}),
    status: String(http ? statusOf(http.first) : 0),
    ...digestOf(fields),
    length: String(locator.length),
    offset: String(locator.offset),
    filename: locator.file,
  };
  return `${getSurt(url)} ${timestampOf(fields.get('warc-date') ?? '')} ${JSON.stringify(entry)}`;
}

function digestOf(fields: ReadonlyMap<string, string>): { digest?: string } {
  const digest = fields.get('warc-payload-digest');
  return digest === undefined ? {} : { digest };
}

/** 14 digits of an ISO instant, as indexes write it. */
function timestampOf(instant: string): string {
  return instant.replace(/\D/g, '').slice(0, 14);
}

/** A piece of a compressed index, and the line of its secondary index that says where it stands. */
export interface IndexBlock {
  bytes: Buffer;
  line: string;
}

const blockLines = 3000;

/** Name of a compressed index inside a WACZ's `indexes/`. */
export const indexName = 'index.cdx.gz';

/** First line of the secondary index. */
export const indexMeta = `!meta 0 ${JSON.stringify({ format: 'cdxj-gzip-1.0', filename: indexName })}`;

/** Compresses sorted CDXJ lines in blocks of 3,000, each a gzip member that readers fetch alone (ZipNum). */
export async function* indexBlocks(lines: Iterable<string>): AsyncGenerator<IndexBlock> {
  let offset = 0;
  let block: string[] = [];
  for (const line of lines) {
    block.push(line);
    if (block.length < blockLines) continue;
    const made = await compressed(block, offset);
    yield made;
    offset += made.bytes.length;
    block = [];
  }
  if (block.length > 0) yield await compressed(block, offset);
}

async function compressed(lines: readonly string[], offset: number): Promise<IndexBlock> {
  const bytes = await gzipAll(`${lines.join('\n')}\n`);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const key = /^\S+ \S+/.exec(lines[0] ?? '')?.[0] ?? '';
  const entry = { offset, length: bytes.length, digest, filename: indexName };
  return { bytes, line: `${key} ${JSON.stringify(entry)}` };
}

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A record to be written as another program would. */
export interface MadeRecord {
  type: string;
  address?: string;
  date?: string;
  id?: string;
  /** Further fields. */
  fields?: Record<string, string>;
  block: string | Buffer;
}

/** SHA-1 of bytes as wget and Common Crawl write it, in base 32. */
export function sha1Field(bytes: string | Buffer): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...createHash('sha1').update(bytes).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return `sha1:${(bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('')}`;
}

/** A WARC 1.0 record. */
export function madeRecord({ type, address, date, id, fields = {}, block }: MadeRecord): Buffer {
  const bytes = Buffer.from(block);
  const head = [
    'WARC/1.0',
    `WARC-Type: ${type}`,
    ...(address === undefined ? [] : [`WARC-Target-URI: ${address}`]),
    `WARC-Date: ${date ?? '2019-03-22T06:00:00Z'}`,
    `WARC-Record-ID: <urn:uuid:${id ?? `${type}-${address}`}>`,
    ...(fields['WARC-Block-Digest'] ? [] : [`WARC-Block-Digest: ${sha1Field(bytes)}`]),
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${bytes.length}`,
  ];
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n\r\n'),
  ]);
}

/** A response record with an HTML page. */
export function madeResponse(
  address: string,
  html: string,
  more: Partial<MadeRecord> & { head?: string } = {},
): MadeRecord {
  const { head = '', ...rest } = more;
  const first = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n${head}\r\n`;
  return { type: 'response', address, block: Buffer.from(first + html), ...rest };
}

/** A request record for a response. */
export function madeRequest(address: string, method = 'GET'): MadeRecord {
  const { host, pathname } = new URL(address);
  return {
    type: 'request',
    address,
    block: `${method} ${pathname} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    fields: { 'WARC-Concurrent-To': `<urn:uuid:response-${address}>` },
  };
}

/** A WARC of records, each gzipped on its own, or plain. */
export function madeWarc(records: readonly MadeRecord[], gzipped = true): Buffer {
  const info: MadeRecord = { type: 'warcinfo', block: 'software: test\r\n' };
  const all = [info, ...records].map(madeRecord);
  return Buffer.concat(gzipped ? all.map((one) => gzipSync(one)) : all);
}

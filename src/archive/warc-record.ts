import { randomUUID } from 'node:crypto';

/** Head fields of a WARC record, in order; Content-Length is added when the record is written. */
export type WarcFields = [name: string, value: string][];

/** A new record id: `<urn:uuid:...>`. */
export function newRecordId(): string {
  return `<urn:uuid:${randomUUID()}>`;
}

/** The head of a WARC 1.1 record with the empty line that ends it. Line breaks in values would forge fields: refused. */
export function warcHead(fields: WarcFields): Buffer {
  const lines = fields.map(([name, value]) => {
    if (/[\r\n]/.test(value)) throw new Error(`WARC field ${name} holds a line break`);
    return `${name}: ${value}\r\n`;
  });
  return Buffer.from(`WARC/1.1\r\n${lines.join('')}\r\n`, 'utf8');
}

/** What ends every record. */
export const warcTail = Buffer.from('\r\n\r\n', 'latin1');

/** Reads a WARC record's head: fields with lower-case names, and where the block starts; undefined when it is none. */
export function readWarcHead(
  bytes: Buffer,
): { fields: Map<string, string>; blockStart: number } | undefined {
  if (!/^WARC\/1\.[01]\r\n/.test(bytes.toString('latin1', 0, 10))) return undefined;
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const fields = new Map<string, string>();
  for (const line of bytes.toString('utf8', 10, end).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { fields, blockStart: end + 4 };
}

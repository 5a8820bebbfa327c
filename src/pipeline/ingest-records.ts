import type { ForeignRecord } from '../archive/foreign-warc.ts';
import { payloadChunks, readRecord } from '../archive/warc-reader.ts';
import type { Exchange } from '../crawl/ports.ts';
import { BodyCollector, discardBody } from '../crawl/stored-body.ts';
import type { RecordLocator } from '../model/capture.ts';
import type { ForeignReference } from '../store/ingested.ts';
import { parseAddress } from '../text/address.ts';
import { readHead, writeHead } from '../text/http-head.ts';

/** Target of a record as its field gives it; wget puts it in angle brackets. */
export function targetOf(fields: ReadonlyMap<string, string>): string {
  return (fields.get('warc-target-uri') ?? '').trim().replace(/^<(.*)>$/, '$1');
}

/** Id of a record without what is around it. */
export function recordIdOf(fields: ReadonlyMap<string, string>): string {
  return bareId(fields.get('warc-record-id') ?? '');
}

/** Whether a request belongs to a response: one names the other, or neither names any. */
export function isPair(
  request: ReadonlyMap<string, string>,
  response: ReadonlyMap<string, string>,
): boolean {
  if (targetOf(request) !== targetOf(response)) return false;
  const named = [request.get('warc-concurrent-to'), response.get('warc-concurrent-to')]
    .flatMap((value) => (value ?? '').split(','))
    .map(bareId)
    .filter((id) => id !== '');
  return (
    named.length === 0 ||
    named.includes(recordIdOf(request)) ||
    named.includes(recordIdOf(response))
  );
}

/** What a revisit record refers to. */
export function referenceOf(fields: ReadonlyMap<string, string>): ForeignReference {
  const time = Date.parse(fields.get('warc-refers-to-date') ?? '');
  const target = (fields.get('warc-refers-to-target-uri') ?? '').trim().replace(/^<(.*)>$/, '$1');
  return {
    recordId: bareId(fields.get('warc-refers-to') ?? '') || null,
    address: parseAddress(target) ?? null,
    fetchedAt: Number.isNaN(time) ? null : new Date(time).toISOString(),
    payloadDigest: fields.get('warc-payload-digest') ?? null,
  };
}

const longestRequest = 1024 * 1024;

/** Whole request message of a request record; empty when it is longer than 1 MiB or not whole. */
export async function readRequest(record: ForeignRecord): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of record.block) if (record.length <= longestRequest) parts.push(part);
  return record.fault === null ? Buffer.concat(parts) : Buffer.alloc(0);
}

/** Method of a request message, upper case; GET when there is no request. */
export function methodOf(request: Buffer): string {
  const first = readHead(request)?.head.first ?? 'GET ';
  return first.slice(0, first.indexOf(' ')).toUpperCase();
}

/**
 * An exchange that a revisit stands for: its own head, when it has one that is no 304, with the body of the record it
 * refers to; else that record's head too.
 */
export async function revisitedExchange(
  own: Exchange,
  folder: string,
  record: RecordLocator,
  spoolFile: string,
): Promise<Exchange> {
  discardBody(own.body);
  const original = await readRecord(folder, record, { bytes: 1, keep: 1 });
  const body = new BodyCollector(spoolFile, 1024 * 1024);
  for await (const chunk of payloadChunks(folder, record, true)) body.add(Buffer.from(chunk));
  const hasHead = own.status !== 0 && own.status !== 304;
  const status = hasHead ? own.status : original.status;
  const fields = hasHead ? own.fields : original.headers;
  const responseHead = hasHead
    ? own.responseHead
    : writeHead({ first: `HTTP/1.1 ${status} OK`, fields });
  return { ...own, status, fields, responseHead, body: body.finish(), truncated: null };
}

function bareId(text: string): string {
  return text
    .trim()
    .replace(/^<|>$/g, '')
    .replace(/^urn:uuid:/i, '');
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { gzipMember, gzippedMember, type Member, sha256Of } from './member-gzip.ts';
import { newRecordId, type WarcFields } from './warc-record.ts';

/** The bytes of a body as received: in memory, or in a file that the writer reads once. */
export type StoredBytes = { memory: Uint8Array } | { file: string };

/** One HTTP exchange to be written as a request and a response record. */
export interface ExchangeRecord {
  address: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  /** Address of the server, null when unknown. */
  ip: string | null;
  /** Whole request message; empty when it is not known, and no record of it is written. */
  request: Uint8Array;
  /** Head of the response with its empty line, transfer coding removed. */
  responseHead: Uint8Array;
  body: StoredBytes;
  bodyBytes: number;
  /** `sha256:<hex>` of the body as received, when that is known already. */
  bodyDigest?: string;
  /** `length`, `time` or `disconnect` when the body was cut. */
  truncated: string | null;
  /** Variant of the capture, empty as a rule. */
  variant?: string;
  /** Faults of TLS that were excused, or null. */
  tls?: string | null;
  /** The payload is one that was archived before: a revisit record is written, which holds the head alone. */
  revisit?: Revisit;
  /** Further fields of the record: facts that cannot be derived again from what it holds. */
  notes?: WarcFields;
}

/** Why a payload is not archived again, and the capture that holds it. */
interface Revisit {
  profile: RevisitProfile;
  address: string;
  /** ISO instant in UTC. */
  fetchedAt: string;
  /** `sha256:<hex>` of its body as received, null when that is not known. */
  bodyDigest: string | null;
}

/** The profiles of revisit records, as their URIs end (WARC 1.1, 6.7). */
export type RevisitProfile = 'identical-payload-digest' | 'server-not-modified';

const profileBase = 'http://netpreserve.org/warc/1.1/revisit/';

/** An exchange whose members are being gzipped, in no order with others; `append` gives it its place. */
export interface PreparedExchange {
  record: ExchangeRecord;
  responseFields: WarcFields;
  /** `request` has no bytes when it is not known; `response` is null for a body in a file, which is gzipped as it is appended. */
  members: Promise<{ request: Uint8Array; response: Uint8Array | null }>;
}

/** Starts gzipping an exchange, so that several are at work while they wait to be appended in order. */
export function prepareExchange(record: ExchangeRecord): PreparedExchange {
  const responseId = newRecordId();
  const responseFields = responseHead(record, responseId);
  // Archives of other programs may hold no request.
  const request: Member | null =
    record.request.length === 0
      ? null
      : { fields: requestFields(record, responseId), block: [record.request], isSmall: true };
  const response = responseMember(record, responseFields);
  const members = (async () => ({
    request: request === null ? new Uint8Array() : gzippedMember(request),
    response: response && (response.isSmall ? gzippedMember(response) : await gzipMember(response)),
  }))();
  // Whoever appends meets a failure; until then it must not count as unhandled.
  members.catch(() => undefined);
  return { record, responseFields, members };
}

function responseMember(record: ExchangeRecord, fields: WarcFields): Member | null {
  if (record.revisit !== undefined) {
    return { fields: [...fields, httpResponse], block: [record.responseHead], isSmall: true };
  }
  if (!('memory' in record.body)) return null;
  const body = record.body.memory;
  const digest = record.bodyDigest ?? sha256Of([body]);
  return {
    fields: [...fields, ['WARC-Payload-Digest', digest], httpResponse],
    block: [record.responseHead, body],
    isSmall: false,
  };
}

/** Content-Type of response records. */
export const httpResponse: WarcFields[number] = [
  'Content-Type',
  'application/http; msgtype=response',
];

function requestFields(record: ExchangeRecord, responseId: string): WarcFields {
  return [
    ['WARC-Type', 'request'],
    ['WARC-Record-ID', newRecordId()],
    ['WARC-Date', record.fetchedAt],
    ['WARC-Target-URI', record.address],
    ['WARC-Concurrent-To', responseId],
    ['Content-Type', 'application/http; msgtype=request'],
  ];
}

function responseHead(record: ExchangeRecord, id: string): WarcFields {
  const { ip, truncated, revisit, variant, tls } = record;
  return [
    ['WARC-Type', revisit === undefined ? 'response' : 'revisit'],
    ['WARC-Record-ID', id],
    ['WARC-Date', record.fetchedAt],
    ['WARC-Target-URI', record.address],
    ...(ip === null ? [] : ([['WARC-IP-Address', ip]] satisfies WarcFields)),
    ...(truncated === null ? [] : ([['WARC-Truncated', truncated]] satisfies WarcFields)),
    // Fields of our own, which WARC 1.1 lets readers ignore.
    ...(variant ? ([['Kosh-Variant', variant]] satisfies WarcFields) : []),
    ...(tls ? ([['Kosh-TLS-Exception', tls]] satisfies WarcFields) : []),
    ...(revisit === undefined ? [] : revisitFields(revisit)),
    ...(record.notes ?? []),
  ];
}

function revisitFields({ profile, address, fetchedAt, bodyDigest }: Revisit): WarcFields {
  const isCut = profile === 'identical-payload-digest';
  return [
    ['WARC-Profile', profileBase + profile],
    ['WARC-Refers-To-Target-URI', address],
    ['WARC-Refers-To-Date', fetchedAt],
    ...(bodyDigest === null ? [] : ([['WARC-Payload-Digest', bodyDigest]] satisfies WarcFields)),
    // WARC 1.1, 6.7.2: what is left out of an identical payload is told by this reason.
    ...(isCut ? ([['WARC-Truncated', 'length']] satisfies WarcFields) : []),
  ];
}

/** Digest fields of a response whose body lies in a file. */
export async function fileDigests(head: Uint8Array, file: string): Promise<WarcFields> {
  const payload = createHash('sha256');
  const block = createHash('sha256').update(head);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    payload.update(chunk);
    block.update(chunk);
  }
  return [
    ['WARC-Payload-Digest', `sha256:${payload.digest('hex')}`],
    ['WARC-Block-Digest', `sha256:${block.digest('hex')}`],
  ];
}

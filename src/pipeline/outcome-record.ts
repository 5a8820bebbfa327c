import type { ExchangeRecord, StoredBytes } from '../archive/exchange-record.ts';
import type { CaptureFacts, Exchange, VariantCapture } from '../crawl/ports.ts';
import type { PayloadHolder } from '../store/revisits.ts';
import { sha256Hex } from '../text/hash.ts';
import { fieldOf } from '../text/http-head.ts';

/** What is known of a body that is about to be archived. */
export interface Payload {
  /** `sha256:<hex>` of the body as received; null for a coded one in a file, which is read only once. */
  bodyDigest: string | null;
  /** The capture that holds the same payload already. */
  holder: PayloadHolder | undefined;
}

/** The record of an exchange: a response, or a revisit when its payload was archived before. */
export function recordOf(
  address: string,
  { exchange, facts }: VariantCapture,
  payload: Payload,
): ExchangeRecord {
  const { bodyDigest, holder } = payload;
  return {
    ...exchangeRecord(address, exchange, facts.truncated),
    variant: facts.variant,
    tls: facts.tls,
    ...(bodyDigest === null ? {} : { bodyDigest }),
    ...(holder && { revisit: { ...holder, profile: 'identical-payload-digest' } }),
  };
}

/** An exchange as the WARC writer takes it. */
export function exchangeRecord(
  address: string,
  { fetchedAt, ip, request, responseHead, body }: Exchange,
  truncated: string | null,
): ExchangeRecord {
  const bodyBytes = body.bytes;
  const stored = storedBytes(body);
  return { address, fetchedAt, ip, request, responseHead, body: stored, bodyBytes, truncated };
}

/** Digest of a body as received, `sha256:<hex>`: that of the payload unless it is coded. */
export function receivedDigest({ fields, body }: Exchange, facts: CaptureFacts): string | null {
  const isPlain = fieldOf(fields, 'content-encoding') === null;
  if (isPlain && facts.payloadBytes === body.bytes) return facts.payloadDigest;
  return body.memory === null ? null : `sha256:${sha256Hex(body.memory)}`;
}

function storedBytes(body: Exchange['body']): StoredBytes {
  return body.file === null ? { memory: body.memory ?? new Uint8Array() } : { file: body.file };
}

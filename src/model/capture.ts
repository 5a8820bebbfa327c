/** Where a record stands in an agency's archive: file name (no folder), byte offset and length of the gzip member. */
export interface RecordLocator {
  file: string;
  offset: number;
  length: number;
}

/** One HTTP exchange as stored; immutable. */
export interface Capture {
  id: number;
  address: string;
  /** The cookie or header that chose its language, usually empty. */
  variant: string;
  /** ISO instant in UTC, milliseconds. */
  fetchedAt: string;
  /** HTTP status. */
  status: number;
  /** Content-Type as the server declared it, null when absent. */
  declaredType: string | null;
  /** Media type as sniffed from the bytes, declaration as tie-break: `text/html`, `application/pdf`. */
  mediaType: string;
  /** Charset the text was decoded with; empty for what is no text. */
  encoding: string;
  /** How the charset was told. */
  encodingSource: string;
  /** 0..1: how sure the charset is; 1 for what is no text. */
  encodingConfidence: number;
  /** Absolute target of a redirect (Location resolved), else null. */
  location: string | null;
  /** Name the server gives the file (Content-Disposition), decoded, else null. */
  fileName: string | null;
  /** `sha256:<hex>` of the payload as received after transfer and content decoding. */
  payloadDigest: string;
  payloadBytes: number;
  record: RecordLocator;
  /** Reason when the body was cut (`length`, `time`, `disconnect`), else null. */
  truncated: string | null;
  /** Faults of the server's TLS that the mapping excused, with commas between; null as a rule. */
  tls: string | null;
}

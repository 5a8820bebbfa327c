/** Why there was no response. The kinds are stable texts: they stand in findings and must not vary with timing. */
export type FailureKind =
  | 'unreachable'
  | 'private-address'
  | 'timeout'
  | 'connection-lost'
  | 'tls'
  | 'proxy'
  | 'bad-response';

/** A request that got no response. */
export class FetchFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.name = 'FetchFailure';
    this.kind = kind;
  }
}

const kindsByCode: Record<string, FailureKind> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EAI_NODATA: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  UND_ERR_SOCKET: 'connection-lost',
  UND_ERR_HEADERS_OVERFLOW: 'bad-response',
  UND_ERR_RESPONSE: 'bad-response',
};

/** Makes a FetchFailure of what a client or socket threw; a full disk is no fault of the site and passes as it is. */
export function toFailure(error: unknown): Error {
  if (error instanceof FetchFailure) return error;
  if (error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT)$/.test(String(error.code))) {
    return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof AggregateError && error.errors.length > 0 && !(code in kindsByCode)) {
    return toFailure(error.errors[0]);
  }
  // undici gives its parser's errors no code.
  const kind = isParserError(error) ? 'bad-response' : kindOf(code);
  // OpenSSL's messages hold numbers of threads and lines; the code is the same each time.
  return new FetchFailure(kind, kind === 'tls' ? code : message);
}

/** Tells whether bytes of a server were no HTTP. */
export function isParserError(error: unknown): boolean {
  return error instanceof Error && error.name === 'HTTPParserError';
}

function kindOf(code: string): FailureKind {
  const known = kindsByCode[code];
  if (known !== undefined) return known;
  if (code.startsWith('HPE_')) return 'bad-response';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_OSSL|EPROTO)/.test(code)) {
    return 'tls';
  }
  return 'connection-lost';
}

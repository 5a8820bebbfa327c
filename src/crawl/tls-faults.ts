import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, rootCertificates, type TLSSocket } from 'node:tls';
import { type TlsFault, tlsFaults } from '../model/tls-fault.ts';

// Codes of Node and OpenSSL. Keys, signatures and ciphers that a security level forbids are faults of old software too.
const byCode: readonly (readonly [codes: RegExp, fault: TlsFault])[] = [
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, 'expired'],
  [/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/, 'self-signed'],
  [/^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)$/, 'incomplete-chain'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'wrong-host'],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|DH_KEY_TOO_SMALL|(CA|EE)_KEY_TOO_SMALL|CA_MD_TOO_WEAK|UNSAFE_LEGACY_RENEGOTIATION|LEGACY_SIGALG|NO_CIPHERS|WRONG_CIPHER|NO_SUITABLE_SIGNATURE|NO_SHARED/,
    'old-protocol',
  ],
];

const oldProtocols = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1']);
const longestChain = 12;

/** The fault of a strict handshake that failed; undefined when it failed for another reason. */
export function tlsFaultOf(error: unknown): TlsFault | undefined {
  return error instanceof Error && 'code' in error ? faultOfCode(String(error.code)) : undefined;
}

function faultOfCode(code: string): TlsFault | undefined {
  return byCode.find(([codes]) => codes.test(code))?.[1];
}

/**
 * Everything that is wrong with a connection made without checks; null when something is that no exception can
 * excuse (a signature that does not fit, a certificate that may not sign). Node itself reports one fault
 * only, the last it met: an expired certificate of anybody would pass for an expired one of the site.
 */
export function faultsOfConnection(
  socket: TLSSocket,
  host: string,
  trusted: readonly string[],
): TlsFault[] | null {
  const leaf = socket.getPeerX509Certificate();
  if (leaf === undefined) return null;
  const found = new Set<TlsFault>();
  if (socket.authorizationError) {
    // Declared as an Error, but what Node gives is the code.
    const fault = faultOfCode(String(socket.authorizationError));
    if (fault === undefined) return null;
    found.add(fault);
  }
  const chain = chainOf(leaf);
  const trust = trustOf(chain, trusted);
  if (trust === null) return null;
  if (trust !== 'trusted') found.add(trust);
  if (chain.some((certificate) => isOutsideDates(certificate))) found.add('expired');
  if (checkServerIdentity(host, leaf.toLegacyObject()) !== undefined) found.add('wrong-host');
  if (oldProtocols.has(socket.getProtocol() ?? '')) found.add('old-protocol');
  return tlsFaults.filter((fault) => found.has(fault));
}

/** The certificates as sent, each issued by the next. */
function chainOf(leaf: X509Certificate): X509Certificate[] {
  const chain = [leaf];
  let next = leaf.issuerCertificate;
  while (next !== undefined && chain.length < longestChain) {
    const name = next.fingerprint256;
    if (chain.some((one) => one.fingerprint256 === name)) break;
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function trustOf(
  chain: readonly X509Certificate[],
  trusted: readonly string[],
): 'trusted' | 'self-signed' | 'incomplete-chain' | null {
  const roots = rootsBySubject(trusted);
  for (const [at, certificate] of chain.entries()) {
    const isRoot = roots
      .get(certificate.subject)
      ?.some((root) => root.fingerprint256 === certificate.fingerprint256);
    if (isRoot) return 'trusted';
    const issuer = chain[at + 1];
    const known = roots
      .get(certificate.issuer)
      ?.some((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey));
    if (known) return 'trusted';
    if (issuer === undefined) {
      const isOwn =
        certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
      return isOwn ? 'self-signed' : 'incomplete-chain';
    }
    if (!issuer.ca || !certificate.verify(issuer.publicKey)) return null;
  }
  return 'incomplete-chain';
}

function isOutsideDates(certificate: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(certificate.validFrom) > now || Date.parse(certificate.validTo) < now;
}

let builtIn: readonly X509Certificate[] | undefined;
const indexes = new WeakMap<readonly string[], Map<string, X509Certificate[]>>();

function rootsBySubject(trusted: readonly string[]): Map<string, X509Certificate[]> {
  const known = indexes.get(trusted);
  if (known !== undefined) return known;
  builtIn ??= rootCertificates.map((pem) => new X509Certificate(pem));
  const index = new Map<string, X509Certificate[]>();
  for (const root of [...builtIn, ...trusted.map((pem) => new X509Certificate(pem))]) {
    index.set(root.subject, [...(index.get(root.subject) ?? []), root]);
  }
  indexes.set(trusted, index);
  return index;
}

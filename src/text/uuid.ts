import { createHash } from 'node:crypto';

/** Namespace for fully qualified domain names (RFC 9562, section 6.6). */
export const dnsNamespace = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

/** Name-based UUID, version 5: SHA-1 over namespace and UTF-8 name (RFC 9562, section 5.5), in lower case. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

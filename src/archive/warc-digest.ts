import { createHash, type Hash } from 'node:crypto';

const algorithms: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  'sha-1': 'sha1',
  sha256: 'sha256',
  'sha-256': 'sha256',
  sha512: 'sha512',
  'sha-512': 'sha512',
};

/** Checks bytes against a labelled digest of a WARC field (`sha1:B2ML...`, in base 32 or 16) as they come. */
export class DigestCheck {
  readonly #said: string;
  readonly #hash: Hash | undefined;

  /** `field` is the field's value; an algorithm that is not known is not checked. */
  constructor(field: string | undefined) {
    const colon = field?.indexOf(':') ?? -1;
    const algorithm = algorithms[field?.slice(0, colon).toLowerCase() ?? ''];
    this.#said = field?.slice(colon + 1).trim() ?? '';
    this.#hash = algorithm === undefined ? undefined : createHash(algorithm);
  }

  add(bytes: Uint8Array): void {
    this.#hash?.update(bytes);
  }

  /** Whether the bytes are those the field speaks of; null when that cannot be told. Asked once, at the end. */
  verdict(): boolean | null {
    if (this.#hash === undefined) return null;
    const digest = this.#hash.digest();
    const said = this.#said.replace(/=+$/, '');
    return said.toLowerCase() === digest.toString('hex') || said.toUpperCase() === base32(digest);
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, 6, without padding. */
function base32(bytes: Buffer): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += letters[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + letters[(value << (5 - bits)) & 31] : text;
}

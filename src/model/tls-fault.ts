import { z } from 'zod';

/**
 * What may be wrong with a site's TLS so that today's clients refuse it, each of which a mapping may allow: a
 * certificate outside its dates; one that vouches for itself; one whose issuer is not sent; protocol,
 * cipher, key or signature of the past; a certificate for another name.
 */
export const tlsFaults = [
  'expired',
  'self-signed',
  'incomplete-chain',
  'old-protocol',
  'wrong-host',
] as const;

export const tlsFaultSchema = z.enum(tlsFaults);

export type TlsFault = z.infer<typeof tlsFaultSchema>;

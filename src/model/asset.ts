import { z } from 'zod';

/** The bytes of an image or file, by SHA-256. */
const assetSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().nonnegative(),
  /** Sniffed from the bytes. */
  mediaType: z.string(),
  declaredType: z.string().nullable(),
  /** File name for people: Content-Disposition, else last path segment, decoded. */
  name: z.string(),
  /** Every address that gave these bytes, sorted. */
  addresses: z.array(z.string()),
});

export type Asset = z.infer<typeof assetSchema>;

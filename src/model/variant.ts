import { z } from 'zod';

/** A cookie by which a visitor chooses the language of a site. */
export const variantCookieSchema = z.strictObject({
  name: z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/, 'a name of a cookie (RFC 6265)'),
  value: z
    .string()
    .regex(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,200}$/, 'a value of a cookie (RFC 6265)'),
});

export type VariantCookie = z.infer<typeof variantCookieSchema>;

/** Reads the name of a variant from an archive; undefined for what is none. */
export function parseVariant(text: string): VariantCookie | undefined {
  const [, name, value] = /^cookie:([^=]+)=(.*)$/.exec(text) ?? [];
  return variantCookieSchema.safeParse({ name, value }).data;
}

/** The name of a variant as captures carry it: `cookie:lang=kz`; empty for the usual visit. */
export function variantName(cookie: VariantCookie | undefined): string {
  return cookie === undefined ? '' : `cookie:${cookie.name}=${cookie.value}`;
}

const named: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * Undoes what nginx (`\xNN`) and Apache (`\xNN`, `\"`, `\\`, `\n`...) do to octets that would break a line of their
 * logs; one latin1 character an octet, before and after. A backslash that begins no escape stands for itself.
 */
export function unescapeLog(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|(["\\bfnrtv]))/g,
    (_, hex?: string, letter?: string) =>
      hex === undefined
        ? (named[letter ?? ''] ?? letter ?? '')
        : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

import { type GlobMatcher, globFault } from './glob.ts';

/** A row by hand over many addresses, split at its host: null stands for the mapping's first one. */
export interface RedirectPattern {
  host: string | null;
  /** Glob over path and query. */
  glob: string;
}

/** Tells whether the `from` of a row by hand covers many addresses. */
export function isPattern(from: string): boolean {
  return /[*{]/.test(from);
}

/** Splits the `from` of a row at its host. */
export function splitPattern(from: string): RedirectPattern {
  const absolute = /^https?:\/\/([^/?#]+)(\/.*)?$/i.exec(from);
  if (!absolute) return { host: null, glob: from };
  return { host: (absolute[1] ?? '').toLowerCase(), glob: absolute[2] ?? '/' };
}

/** What is wrong with a pattern and the target its captures go into, or undefined. */
export function patternFault(glob: string, to: string | undefined): string | undefined {
  const known = captureNames(glob);
  const unknown = captureNames(to ?? '').filter((name) => !known.includes(name));
  return (
    globFault(glob) ??
    (unknown.length > 0 ? `from captures no {${unknown.join('}, {')}}` : undefined) ??
    (glob === '/**' ? 'a row over a whole host; say hostWide of that host instead' : undefined)
  );
}

/** The captures of the first of these texts that a pattern covers, else undefined. */
export function captured(
  matches: GlobMatcher,
  subjects: readonly string[],
): Record<string, string> | undefined {
  for (const subject of subjects) {
    const captures = matches(subject);
    if (captures) return captures;
  }
  return undefined;
}

/** Puts captures into a target, each encoded, so that no old address can change where it leads. */
export function fillCaptures(to: string, captures: Record<string, string>): string {
  return to.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = captures[name];
    return value === undefined ? whole : encodeCapture(value);
  });
}

/**
 * What a pattern is tried on: path and query as the key has them, decoded, then those of every raw spelling, which are
 * addresses in the form of the URL standard, in order.
 */
export function patternSubjects(key: string, spellings: readonly string[]): string[] {
  return [key.slice(key.indexOf('/')), ...spellings.map(rawPathAndQuery)];
}

function rawPathAndQuery(address: string): string {
  return address.slice(address.indexOf('/', address.indexOf('//') + 2));
}

/** Names of the captures of a glob or target. */
function captureNames(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

/**
 * A piece of an old address as it may stand in one segment of a target: escapes are kept, all else but
 * unreserved characters is encoded (RFC 3986), and a value of dots alone, which would climb, loses them.
 */
export function encodeCapture(value: string): string {
  const encoded = value
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part, index) => (index % 2 === 1 ? part.toUpperCase() : encodeURIComponent(part)))
    .join('');
  return /^(?:\.|%2E)+$/.test(encoded) ? '' : encoded;
}

import { defaultDocuments, pathSession, sessionSegment } from '../../text/path-noise.ts';

const session = `${pathSession}[^/]*`;

/**
 * Pattern over a decoded path that url keys are free of, for engines told to ignore case: sessions of ASP.NET at its start and of
 * others at its end, trailing slashes, default documents; the rest is what `open` captures. `\z`, since `$` would pass over a line feed.
 */
export function pathPattern(open: string): string {
  return `^(?:/${sessionSegment})*${open}.*?)(?:${session})?(?:/(?:${defaultDocuments})?(?:${session})?)*\\z`;
}

const read = new RegExp(pathPattern('(').replace('\\z', '$'), 'is');

const plainPath = /^(?:\/[\w\-.~!$*,:@]+)+$/;
const dotSegment = /\/\.{1,2}(?:\/|$)/;
const lastDocument = /\/(?:index|default)\.[^/]*$/i;

/**
 * The path of a request as servers decode it (latin1, one character an octet): slashes merged, dot segments gone, then without what
 * `pathPattern` takes away. Undefined for what servers refuse or tables cannot hold. `slashes`: an escaped slash is one.
 */
export function readPath(raw: string, slashes: boolean): string | undefined {
  if (plainPath.test(raw) && !dotSegment.test(raw) && !lastDocument.test(raw)) return raw;
  if (isRefused(raw)) return undefined;
  const decoded = raw.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) =>
    !slashes && /2f/i.test(hex) ? whole : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (/[\x00-\x1f\x7f]/.test(decoded)) return undefined;
  const segments: string[] = [];
  const parts = decoded.split('/');
  for (const segment of parts) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const path = segments.map((segment) => `/${segment}`).join('');
  return read.exec(path)?.[1] ?? path;
}

/**
 * Tells whether nginx and Apache answer 400 to a path whatever their tables say (measured with 1.22.1 and 2.4.71): a `%` without
 * two hex digits or an encoded NUL, or dots and slashes, escaped ones too, that climb above the root.
 */
export function isRefused(path: string): boolean {
  if (/%(?![0-9a-f]{2})|%00/i.test(path)) return true;
  if (!/\.|%2e/i.test(path)) return false;
  let depth = 0;
  for (const segment of path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

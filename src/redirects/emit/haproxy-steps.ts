import { noiseParameters } from '../../text/noise-parameters.ts';
import { defaultDocuments, pathSession, sessionSegment } from '../../text/path-noise.ts';
import type { KeyRules } from '../../text/url-key.ts';

/** One converter of HAProxy: a replacement by pattern, percent-decoding (`plus`: of forms, `+` is a blank), encoding, ASCII lower case. */
export type Step =
  | { kind: 'sub'; pattern: string; by: string; flags: '' | 'g' | 'i' | 'gi' }
  | { kind: 'decode'; plus: boolean }
  | { kind: 'encode' }
  | { kind: 'lower' };

/** How a request becomes the text that tables are keyed by; between the two lists for the path HAProxy resolves dot segments. */
export interface Normalisation {
  path: { open: Step[]; close: Step[] };
  /** Applied to the query before its parameters are sorted by name, and after. */
  query: { open: Step[]; close: Step[] };
}

/** The end of the text, in the pattern languages of HAProxy (PCRE over octets) and of this program. */
const end = '(?![\\x00-\\xFF])';

/**
 * The url key's rules as converters. Octets that a key keeps escaped (slash and percent sign of a path; percent
 * sign, ampersand and plus of a query) are escaped twice before decoding and once more undone after encoding.
 */
export function normalisationOf(rules: KeyRules, names: readonly string[]): Normalisation {
  return {
    path: {
      open: [
        sub('#[\\x00-\\xFF]*', '', ''),
        sub('%(?![0-9A-Fa-f]{2})', '%25', 'g'),
        sub('%2e', '.', 'gi'),
      ],
      close: [
        sub('%25', '%2525', 'g'),
        sub('%2f', '%252F', 'gi'),
        { kind: 'decode', plus: false },
        sub(`${pathSession}[^/]*`, '', 'gi'),
        sub('/+', '/', 'g'),
        sub(`/${sessionSegment}(?=/|${end})`, '', 'gi'),
        sub(`(?:/(?:${defaultDocuments})?)+${end}`, '', 'i'),
        { kind: 'encode' },
        sub('%2F', '/', 'g'),
        sub('%25(2[5F])', '%\\1', 'g'),
        ...(rules.caseInsensitive ? lowerSteps : []),
      ],
    },
    query: {
      open: [
        sub('#[\\x00-\\xFF]*', '', ''),
        sub('%(?![0-9A-Fa-f]{2})', '%25', 'g'),
        sub('%2([56])', '%252\\1', 'g'),
        sub('%2b', '%252B', 'gi'),
        { kind: 'decode', plus: true },
        { kind: 'encode' },
        sub('%26', '&', 'g'),
        sub('%3D', '=', 'g'),
        sub('%25(2[56B])', '%\\1', 'g'),
        ...oneAmpersand,
        sub(`(^|&)([^=&]+)(?=&|${end})`, '\\1\\2=', 'g'),
        dropSub(rules),
        ...oneAmpersand,
        ...(rules.caseInsensitive ? names.map(lowerName) : []),
      ],
      close: [sub(`(^|&)([^&]+)(?:&\\2)+(?=&|${end})`, '\\1\\2', 'g')],
    },
  };
}

const oneAmpersand: readonly Step[] = [sub('&+', '&', 'g'), sub(`^&|&${end}`, '', 'g')];

/** ASCII and the Cyrillic letters of Kazakh and Russian in encoded UTF-8 (Unicode, blocks Cyrillic and Basic Latin). */
const lowerSteps: readonly Step[] = [
  sub('%D0%8([0-9A-F])', '%d1%9\\1', 'g'),
  sub('%D0%9([0-9A-F])', '%d0%b\\1', 'g'),
  sub('%D0%A([0-9A-F])', '%d1%8\\1', 'g'),
  ...['ғ', 'қ', 'ң', 'ү', 'ұ', 'һ', 'ә', 'ө'].map((letter) =>
    sub(encodeURIComponent(letter.toUpperCase()), encodeURIComponent(letter), 'g'),
  ),
  { kind: 'lower' },
];

/** Takes away the parameters that choose no content. */
function dropSub({ significant, ignored }: KeyRules): Step {
  if (significant?.length === 0) return sub('[\\x00-\\xFF]+', '', 'g');
  if (significant) {
    return sub(`(^|&)(?!(?:${significant.map(namePattern).join('|')})=)[^&]*`, '', 'gi');
  }
  const names = [...new Set([...noiseParameters, ...ignored])].sort();
  return sub(`(^|&)(?:${names.map(namePattern).join('|')})=[^&]*`, '', 'gi');
}

function lowerName(name: string): Step {
  return sub(`(^|&)${namePattern(name)}=`, `\\1${encodeName(name)}=`, 'gi');
}

/**
 * A parameter name as it stands once encoded, as pattern; `*` at its end is any ending. Servers know letter case only
 * of ASCII, so names beyond it stand in the usual cases.
 */
function namePattern(name: string): string {
  const open = name.endsWith('*');
  const bare = open ? name.slice(0, -1) : name;
  const cases = [bare, bare.toUpperCase(), bare.charAt(0).toUpperCase() + bare.slice(1)];
  const all = /^[\x00-\x7f]*$/.test(bare) ? [bare] : [...new Set(cases)];
  const encoded = all.map((one) => encodeName(one).replaceAll('.', '[.]'));
  return `${encoded.length > 1 ? `(?:${encoded.join('|')})` : encoded[0]}${open ? '[^&=]*' : ''}`;
}

function encodeName(name: string): string {
  return encodeOctets(Buffer.from(name).toString('latin1'));
}

function sub(pattern: string, by: string, flags: '' | 'g' | 'i' | 'gi'): Step {
  return { kind: 'sub', pattern, by, flags };
}

/** Runs steps over octets (a character each) as HAProxy does. */
export function runSteps(text: string, steps: readonly Step[]): string {
  let now = text;
  for (const step of steps) now = runStep(now, step);
  return now;
}

const compiled = new Map<string, RegExp>();

function runStep(text: string, step: Step): string {
  switch (step.kind) {
    case 'sub':
      return text.replace(regExpOf(step.pattern, step.flags), step.by.replace(/\\(\d)/g, '$$$1'));
    case 'decode':
      return decodeOctets(step.plus ? text.replaceAll('+', ' ') : text);
    case 'encode':
      return encodeOctets(text);
    case 'lower':
      return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  }
}

function regExpOf(pattern: string, flags: string): RegExp {
  const name = `${flags}/${pattern}`;
  const known = compiled.get(name) ?? new RegExp(pattern, flags);
  compiled.set(name, known);
  return known;
}

function decodeOctets(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Escapes the UTF-8 octets of letters beyond ASCII in the same way. */
export function encodeLetters(letters: string): string {
  try {
    return encodeURIComponent(letters);
  } catch {
    // Half a surrogate pair, as no key that was made of octets holds.
    return encodeURIComponent(letters.replace(/\p{Surrogate}/gu, '\ufffd'));
  }
}

const escapes = Array.from(
  { length: 256 },
  (_, octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
);

/** Escapes every octet but the unreserved characters of RFC 3986, as `url_enc` does. */
export function encodeOctets(octets: string): string {
  return octets.replace(/[^A-Za-z0-9._~-]/g, (octet) => escapes[octet.charCodeAt(0)] ?? '');
}

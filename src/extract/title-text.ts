const kept = 1;
const parting = 2;

/** What becomes of the characters of nearly all lines, which NFKC leaves as they are: letters and digits are kept, others part words. */
const lineCodes = lineCodesOf();

function lineCodesOf(): Uint8Array {
  const codes = new Uint8Array(0x2030);
  const set = (from: number, to: number, value: number) => codes.fill(value, from, to + 1);
  set(0, 0x7e, parting);
  for (const sign of '\u00a0§©«°·»–—‘’“”„•…') codes[sign.charCodeAt(0)] = parting;
  const letters = ['09', 'az', '\u00df\u00f6', '\u00f8\u0131', '\u0134\u013e', '\u0141\u0148'];
  // Marks of old Cyrillic stand among its letters.
  const more = ['\u014a\u017e', '\u0400\u0481', '\u048a\u04ff'];
  for (const range of [...letters, ...more]) set(range.charCodeAt(0), range.charCodeAt(1), kept);
  set(0x482, 0x489, parting);
  return codes;
}

/** A line as titles are compared: NFKC, lower case, letters and digits only, single spaces. */
export function normaliseLine(text: string): string {
  const lower = text.toLowerCase();
  let line = '';
  let start = -1;
  for (let at = 0; at < lower.length; at++) {
    const code = lower.charCodeAt(at);
    const kind = lineCodes[code];
    if (kind === kept) {
      if (start < 0) start = at;
    } else if (kind !== parting) return normaliseAny(text);
    else if (start >= 0 && !(code === 32 && lineCodes[lower.charCodeAt(at + 1)] === kept)) {
      line = joined(line, lower.slice(start, at));
      start = -1;
    }
  }
  return start < 0 ? line : joined(line, lower.slice(start));
}

function joined(line: string, words: string): string {
  return line === '' ? words : `${line} ${words}`;
}

function normaliseAny(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const separators = /\s+[|»«·•:/\\—–-]+\s+|\s*[|»«·•—]\s*|\s*::+\s*|\s+\/\/\s+/;

/** Pieces of a `<title>` between the marks that sites put around their name, in order. */
export function titlePieces(title: string): string[] {
  return title
    .split(separators)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

/**
 * Runs of neighbouring pieces of a `<title>`, the longest first, with how likely each is the page's own name:
 * a short piece behind a long one is a section or the site.
 */
export function titleRuns(title: string): { run: string; weight: number }[] {
  const pieces = titlePieces(title).slice(0, 8);
  const runs = [{ run: title, weight: 1 }];
  for (let size = pieces.length - 1; size > 0; size -= 1) {
    for (let from = 0; from + size <= pieces.length; from += 1) {
      const own = pieces.slice(from, from + size);
      const before = Math.max(0, ...pieces.slice(0, from).map((piece) => piece.length));
      const isShort = Math.max(...own.map((piece) => piece.length)) < before * 0.6;
      runs.push({ run: own.join(' '), weight: isShort ? 0.7 : 1 });
    }
  }
  const afterName = /^[^:]{3,30}:\s+(\S.{7,})$/.exec(pieces[0] ?? '')?.[1];
  if (afterName !== undefined) runs.push({ run: afterName, weight: 0.95 });
  return runs;
}

/** Share of the words of `a` that `b` holds, 0..1; both normalised. */
export function wordOverlap(a: string, b: string): number {
  const words = a.split(' ').filter(Boolean);
  if (words.length === 0) return 0;
  const other = ` ${b} `;
  return words.filter((word) => other.includes(` ${word} `)).length / words.length;
}

/** Tells whether a line is the title or a whole piece of it (normalised; two words or ten letters at least). */
export function isInTitle(line: string, title: string): boolean {
  if (line.length < 4 || title === '') return false;
  if (line === title) return true;
  if (line.length < 10 && !line.includes(' ')) return false;
  return ` ${title} `.includes(` ${line} `);
}

/** Host name without dots and dashes: a short heading in it is the name of the site. */
export function hostWords(address: string): string {
  try {
    return new URL(address).hostname.replace(/[^a-z0-9]/g, '');
  } catch {
    return '';
  }
}

/** A line without its second half where that says the first once more, as templates print a headline twice. */
export function undoubled(line: string): string {
  const words = line.split(' ');
  if (words.length % 2 === 1 || words.length < 6) return line;
  const half = words.slice(0, words.length / 2).join(' ');
  const rest = words.slice(words.length / 2).join(' ');
  return normaliseLine(half) === normaliseLine(rest) ? half.replace(/[\s.,;:|/–—-]+$/, '') : line;
}

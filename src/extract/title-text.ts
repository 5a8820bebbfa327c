/** A line as titles are compared: NFKC, lower case, letters and digits only, single spaces. */
export function normaliseLine(text: string): string {
  // Nearly all lines: NFKC already, and letters and digits are three ranges, which a plain class finds faster.
  if (/^[\x20-\x7E\u0400-\u04FF]*$/.test(text)) {
    return text
      .toLowerCase()
      .replace(/[^0-9a-z\u0400-\u0481\u048a-\u04ff]+/g, ' ')
      .trim();
  }
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

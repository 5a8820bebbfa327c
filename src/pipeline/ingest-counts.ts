/** What became of the records of a file that was taken in. */
export interface IngestCounts {
  /** Captures stored, those included whose payload was archived before. */
  stored: number;
  /** Captures that were there already. */
  known: number;
  damaged: number;
  /** Revisits of captures that are nowhere. */
  unresolved: number;
  /** Records that are no captures of pages, by what they are. */
  skipped: Record<string, number>;
  /** Captures of hosts (or excluded addresses) that are not the agency's. */
  refused: Record<string, number>;
}

/** So many hosts are counted each by its name; a list of all hosts of the web would fill the memory. */
const mostNames = 200;
const others = '(others)';

export function newCounts(): IngestCounts {
  return { stored: 0, known: 0, damaged: 0, unresolved: 0, skipped: {}, refused: {} };
}

/** Adds one to the count of a name. */
export function countOne(counts: Record<string, number>, name: string): void {
  const isRoomy = Object.hasOwn(counts, name) || Object.keys(counts).length < mostNames;
  const key = isRoomy ? name : others;
  counts[key] = (counts[key] ?? 0) + 1;
}

/** `cdn.kz 40, old.kz 2 and 3 more names`: the largest first. */
export function countsText(counts: Readonly<Record<string, number>>, most = 5): string {
  const sorted = Object.entries(counts).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = sorted.slice(0, most).map(([name, n]) => `${name} ${n}`);
  const rest = sorted.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more names` : '');
}

/** Number of all that is counted. */
export function countsSum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** Minutes after midnight, `from` inclusive, `to` exclusive; over midnight when `to` is smaller. */
export interface CrawlHours {
  from: number;
  to: number;
}

const dayMinutes = 24 * 60;

/** Reads hours such as `20-07` or `20:30-06`; undefined when they are none, or empty. */
export function parseHours(text: string): CrawlHours | undefined {
  const match = /^(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?$/.exec(text);
  if (match === null) return undefined;
  const from = Number(match[1]) * 60 + Number(match[2] ?? 0);
  const to = Number(match[3]) * 60 + Number(match[4] ?? 0);
  return from <= dayMinutes && to <= dayMinutes && from !== to ? { from, to } : undefined;
}

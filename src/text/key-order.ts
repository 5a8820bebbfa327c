/** Letters whose order by code unit is not that of their UTF-8 octets: pairs of surrogates, and what lies above them. */
const beyondSurrogates = /[\ud800-\uffff]/;

/** Order of two keys by the octets of their UTF-8, in which databases sort. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (!beyondSurrogates.test(a) || !beyondSurrogates.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

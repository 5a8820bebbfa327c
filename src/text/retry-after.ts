/** Milliseconds to wait by a Retry-After field: seconds or HTTP date (RFC 9110, 10.2.3); null when it says nothing. */
export function retryAfterMs(value: string | null, now: number, capMs: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(wait)) return null;
  return Math.max(0, Math.min(wait, capMs));
}

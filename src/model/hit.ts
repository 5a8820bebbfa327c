/** What an old address was answered with, as access logs tell it: 2xx and 304, other 3xx, 404 and 410, other 4xx, 5xx. */
export const hitClasses = ['answered', 'moved', 'missing', 'refused', 'failed'] as const;

export type HitClass = (typeof hitClasses)[number];

/** The class of a status code as an index of `hitClasses`; -1 for what is no status of HTTP. */
export function hitClassOf(status: number): number {
  if (status === 404 || status === 410) return 2;
  if (status >= 200 && status < 300) return 0;
  if (status >= 300 && status < 400) return status === 304 ? 0 : 1;
  if (status >= 400 && status < 500) return 3;
  if (status >= 500 && status < 600) return 4;
  // 101 switches protocols, which is an answer; 1xx else are not logged.
  return status >= 100 && status < 200 ? 0 : -1;
}

/** Why requests are counted without their address. */
export const asideReasons = [
  'scanner',
  'automatic',
  'other-method',
  'no-request',
  'over-long',
  'forgotten',
] as const;

export type AsideReason = (typeof asideReasons)[number];

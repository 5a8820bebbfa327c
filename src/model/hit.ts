/** What an old address was answered with, as access logs tell it: 2xx and 304, other 3xx, 404 and 410, other 4xx, 5xx. */
export const hitClasses = ['answered', 'moved', 'missing', 'refused', 'failed'] as const;

export type HitClass = (typeof hitClasses)[number];

/** The class of a status code from 100 to 999, as an index of `hitClasses`. */
export function hitClassOf(status: number): number {
  if (status < 300) return 0;
  if (status < 400) return status === 304 ? 0 : 1;
  if (status === 404 || status === 410) return 2;
  return status < 500 ? 3 : 4;
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

/** A day (20261124), a class by its index and who asked, a program or a person, as one number that sorts by day. */
export function hitCode(day: number, hitClass: number, isProgram: boolean): number {
  return day * 16 + hitClass * 2 + (isProgram ? 1 : 0);
}

/** What a code stands for. */
export function readHitCode(code: number): { day: number; hitClass: HitClass; isProgram: boolean } {
  const low = code % 16;
  return {
    day: (code - low) / 16,
    hitClass: hitClasses[low >> 1] ?? 'failed',
    isProgram: low % 2 === 1,
  };
}

/** Why an address is unresolved that nothing but access logs knows. */
export const loggedReason = 'people asked for it, by access logs; nothing else is known of it';

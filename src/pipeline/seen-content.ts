import type { KeyVerdict } from '../model/decision.ts';
import { addressesOfKey } from '../store/address-keys.ts';
import { chosenPagesOfKey } from '../store/pages.ts';
import type { SiteDb } from '../store/site-db.ts';
import { hash64, maskDigits, normalizeText } from '../text/hash.ts';

/** The address was asked for, and showed nothing. */
const nothingSeen = 'nothing';

/**
 * What a url key shows, for a decision to be bound to: the words of its pages, digits masked so that counters and dates do
 * not count, or the bytes of its file; `nothing` for errors and empty answers; null when the key was never captured.
 */
export function seenContent(db: SiteDb, key: string): string | null {
  const pages = chosenPagesOfKey(db, key);
  if (pages.length > 0) {
    const texts = pages.map(({ page }) => `${page.lang}\n${page.title}\n${page.text}`);
    return hash64(maskDigits(normalizeText(texts.join('\n'))));
  }
  const known = addressesOfKey(db, key).filter((one) => one.status !== null);
  if (known.length === 0) return null;
  const digests = known.flatMap(({ status, sha256 }) => (status === 200 && sha256 ? sha256 : []));
  return digests.length === 0 ? nothingSeen : hash64([...new Set(digests)].sort().join('\n'));
}

/**
 * Whether a verdict is about what the address shows. To leave something behind is: other content may deserve better. To
 * say where readers are led is not: it holds whatever the old page says meanwhile.
 */
export function bindsToContent(decision: KeyVerdict | string): boolean {
  return decision === 'archive' || decision === 'gone';
}

/** Whether content has come since that the person did not see. Content that went away proves them right. */
export function hasLapsed(seen: string | null, now: string | null): boolean {
  return seen !== null && now !== null && now !== nothingSeen && now !== seen;
}

import type { BundleRedirect } from '../model/bundle.ts';
import type { Redirect } from '../model/redirect.ts';

/** A decision as the bundle tells it: the target's item and asset stand apart. */
export function planRedirect(redirect: Redirect): BundleRedirect {
  const asset = redirect.itemId !== null && /^[0-9a-f]{64}$/.test(redirect.itemId);
  return {
    key: redirect.key,
    spellings: redirect.spellings,
    more_spellings: redirect.moreSpellings,
    decision: redirect.decision,
    target: redirect.target,
    item: asset ? null : redirect.itemId,
    asset: asset ? redirect.itemId : null,
    lang: redirect.lang,
    provisional: redirect.provisional,
    source: redirect.source,
    reason: redirect.reason,
  };
}

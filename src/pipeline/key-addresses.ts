import { putAddressKey, unkeyedAddresses } from '../store/address-keys.ts';
import type { SiteDb } from '../store/site-db.ts';
import { type KeyRules, keyRulesHash, urlKey } from '../text/url-key.ts';

/** Gives every address its url key under the rules; addresses keyed by other rules are keyed again. Returns how many. */
export function keyAddresses(db: SiteDb, rules: KeyRules): number {
  const hash = keyRulesHash(rules);
  let keyed = 0;
  for (let after = 0; ; ) {
    const batch = unkeyedAddresses(db, hash, after);
    const last = batch.at(-1);
    if (!last) return keyed;
    after = last.id;
    db.transaction(() => {
      for (const { id, address } of batch) putAddressKey(db, id, urlKey(address, rules), hash);
    })();
    keyed += batch.length;
  }
}

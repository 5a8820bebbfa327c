import type { Finding } from '../model/finding.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { Redirect } from '../model/redirect.ts';
import { addressesOfKey, type KnownAddress } from '../store/address-keys.ts';
import { variantsOfAddress } from '../store/captures.ts';
import { listFindings } from '../store/findings.ts';
import { pagesLinkingTo } from '../store/links.ts';
import { chosenPage, pagesOfAddress } from '../store/pages.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { keyRules, urlKey } from '../text/url-key.ts';

/** Everything kosh knows of one address and the spellings that share its key. */
export interface AddressStory {
  agency: string;
  address: string;
  key: string;
  spellings: (KnownAddress & {
    linkedFrom: string[];
    findings: Finding[];
    /** Newest capture of each variant. */
    variants: { variant: string; status: number; tls: string | null }[];
  })[];
  /** The pages that stand for the key, one a language; or what was made of this address when another page stands for it. */
  pages: { chosen: boolean; page: Page }[];
  redirect: Redirect | null;
}

const shownLinks = 5;

/** Gathers the story of an address from an agency's site.db. */
export function addressStory(db: SiteDb, mapping: Mapping, address: string): AddressStory {
  const key = urlKey(address, keyRules(mapping));
  const spellings = addressesOfKey(db, key).map((known) => ({
    ...known,
    linkedFrom: pagesLinkingTo(db, known.address, shownLinks),
    findings: listFindings(db, { address: known.address }),
    variants: variantsOfAddress(db, known.address),
  }));
  const pages = new Map<string, { chosen: boolean; page: Page }>();
  for (const { address: spelling } of spellings) {
    for (const { page } of pagesOfAddress(db, spelling)) {
      const chosen = chosenPage(db, page.key, page.lang)?.page;
      if (!pages.has(page.lang))
        pages.set(page.lang, { chosen: chosen !== undefined, page: chosen ?? page });
    }
  }
  return {
    agency: mapping.id,
    address,
    key,
    spellings,
    pages: [...pages.values()],
    redirect: redirectOf(db, key) ?? null,
  };
}

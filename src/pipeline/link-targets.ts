import type { LinkTarget } from '../bundle/plan-input.ts';
import { sharedAgency } from '../model/item.ts';
import { languageSchema } from '../model/language.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Redirect } from '../model/redirect.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { findAddress } from '../store/portal-items.ts';
import { redirectOf } from '../store/redirects.ts';
import { keyRules, urlKey } from '../text/url-key.ts';
import type { AgencyDatabases } from './agency-databases.ts';
import { fileAt } from './asset-files.ts';

/**
 * Tells where a link of a legacy site leads after the migration: by the owner's decision for its key, by
 * the address index while the owner has none, by its captured bytes; an address of a migrated site that is
 * none of these is dead once the site closes.
 */
export function linkTargets(
  mappings: readonly Mapping[],
  databases: AgencyDatabases,
  portal: PortalDb,
): (address: string) => LinkTarget {
  const owners = new Map(
    mappings.flatMap((mapping) => {
      const owner = { mapping, rules: keyRules(mapping) };
      return Object.keys(owner.rules.hosts).map((host) => [host, owner] as const);
    }),
  );
  return (address) => {
    const owner = owners.get(hostOf(address));
    if (!owner) return { external: true };
    const agency = owner.mapping.id;
    const db = databases.of(agency);
    const key = urlKey(address, owner.rules);
    const decided = db && redirectOf(db, key);
    const target = decided && decidedTarget(decided);
    if (target) return target;
    const [entry] = findAddress(portal, agency, key);
    if (entry) {
      const holder = entry.decision === 'shared' ? sharedAgency : agency;
      return { itemId: entry.itemId, agency: holder, lang: languageSchema.parse(entry.lang) };
    }
    const file = db && fileAt(db, address);
    return file?.sha256 ? { sha256: file.sha256 } : { dead: true };
  };
}

const sha256 = /^[0-9a-f]{64}$/;

function decidedTarget(redirect: Redirect): LinkTarget | undefined {
  const { decision, itemId, lang, target, agency } = redirect;
  if (itemId !== null && sha256.test(itemId)) return { sha256: itemId };
  if (itemId !== null && lang !== null) {
    return { itemId, agency: decision === 'shared' ? sharedAgency : agency, lang };
  }
  return target === null ? undefined : { portal: target };
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return '';
  }
}

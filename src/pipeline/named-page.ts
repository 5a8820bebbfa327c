import { UserError } from '../errors.ts';
import type { SharedItem } from '../model/item.ts';
import type { Mapping } from '../model/mapping.ts';
import type { VerdictPage } from '../model/shared-verdict.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { findAddress, itemById, sharedItemsById } from '../store/portal-items.ts';
import { parseAddress } from '../text/address.ts';
import { movingKeys } from './moving-keys.ts';

const idStart = /^[0-9a-f]{8}(?:-[0-9a-f-]{0,27})?$/i;

/** The shared item that a person names by its id or the first eight digits of it. Throws UserError. */
export function namedShared(portal: PortalDb, raw: string): SharedItem {
  const start = raw.trim().toLowerCase();
  if (!idStart.test(start)) {
    throw new UserError(`"${raw}" is no id of a shared item (kosh shared list shows all)`);
  }
  const [found, other] = sharedItemsById(portal, start);
  if (found === undefined) {
    throw new UserError(`no shared item ${raw} (kosh shared list shows all)`);
  }
  if (other !== undefined) throw new UserError(`${raw} begins two ids; write it in full`);
  return found;
}

/** What a person named: its language versions, each by its chosen page, and an address for people. */
export interface NamedPages {
  pages: VerdictPage[];
  address: string;
  /** The shared item that was named by its id. */
  shared: SharedItem | undefined;
}

/**
 * The pages at an address (in any spelling) or of an item (by its id, a shared one also by the start of it). An address
 * of a copy stands for the page that was chosen among the copies of its site. Throws UserError.
 */
export function namedPages(
  portal: PortalDb,
  mappings: readonly Mapping[],
  raw: string,
): NamedPages {
  if (!idStart.test(raw.trim())) return pagesAt(portal, mappings, raw);
  const own = itemById(portal, raw.trim().toLowerCase());
  if (own !== undefined) {
    const pages = own.versions.map(({ agency, lang, key }) => ({ agency, lang, key }));
    return { pages, address: `http://${own.versions[0]?.key ?? ''}`, shared: undefined };
  }
  const shared = namedShared(portal, raw);
  const pages = shared.item.versions.map(({ agency, lang, key }) => ({ agency, lang, key }));
  return { pages, address: addressOf(shared), shared };
}

/** Address of the first chosen copy of a shared item. */
export function addressOf({ item, members }: SharedItem): string {
  const [first] = item.versions;
  return members.find(({ key, lang }) => key === first?.key && lang === first.lang)?.address ?? '';
}

function pagesAt(portal: PortalDb, mappings: readonly Mapping[], raw: string): NamedPages {
  const address = parseAddress(/^https?:\/\//i.test(raw) ? raw : `http://${raw}`);
  if (!address) throw new UserError(`"${raw}" is neither an address nor an id`);
  const moving = movingKeys(mappings);
  const key = moving.keyOf(address);
  const agency = key === undefined ? undefined : moving.ownerOf(key);
  if (key === undefined || agency === undefined) {
    throw new UserError(`${raw}: no mapping has this host (kosh agencies list shows all hosts)`);
  }
  const pages = findAddress(portal, agency, key).flatMap(({ lang, itemId }) => {
    const versions = itemById(portal, itemId)?.versions ?? membersOf(portal, itemId);
    const version = versions.find(
      (one) =>
        one.agency === agency && one.lang === lang && [one.key, ...one.aliases].includes(key),
    );
    return version ? [{ agency, lang: version.lang, key: version.key }] : [];
  });
  if (pages.length === 0) {
    throw new UserError(
      `${raw} is no page of an item after the last dedupe; see: kosh explain ${raw}`,
    );
  }
  return { pages, address, shared: undefined };
}

function membersOf(portal: PortalDb, id: string): SharedItem['members'] {
  return sharedItemsById(portal, id)[0]?.members ?? [];
}

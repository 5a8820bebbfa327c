import { addressHints } from '../model/address.ts';
import { sha256Hex } from '../text/hash.ts';
import type { Frontier, NamedAddress } from './ports.ts';

/** Rule of the one made-up address of a host. */
const missingRule = 'missing-page';

/** An address that no site has: what it answers is how the site says "not found". */
function missingAddress(origin: string): string {
  return `${origin}/${sha256Hex(origin).slice(0, 12)}-joq.html`;
}

/**
 * The made-up addresses of the origins, to be asked once. A host that answered 404 for the robots.txt it lacks has
 * said already how it says so.
 */
export function missingAddresses(
  frontier: Pick<Frontier, 'robots'>,
  origins: readonly string[],
): NamedAddress[] {
  const unclear = origins.filter((origin) => frontier.robots(origin)?.outcome !== 'allow-all');
  return unclear.map((origin) => ({
    address: missingAddress(origin),
    host: new URL(origin).host,
    hints: addressHints.guess,
    state: 'found',
    rule: missingRule,
    reason: '',
    template: '',
  }));
}

/**
 * Tells whether a page says nothing but what the site says of an address that does not exist. Sites that answer such
 * addresses with 404 have no page there, and nothing is the same as it.
 */
export function isMissingPage(frontier: Frontier, address: string): boolean {
  const made = missingAddress(new URL(address).origin);
  if (address === made) return false;
  const missing = frontier.texts(made);
  const page = frontier.texts(address);
  if (missing === undefined || page === undefined || missing.runs.length === 0) return false;
  const known = new Set(missing.runs);
  const common = page.runs.filter((run) => known.has(run)).length;
  return common >= 0.95 * Math.max(page.runs.length, missing.runs.length);
}

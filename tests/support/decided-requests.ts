import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { siteDbFile } from '../../src/pipeline/agency-session.ts';
import { storedRedirects } from '../../src/pipeline/redirect-tables.ts';
import { type Spelling, spellingsOf } from '../../src/redirects/spellings.ts';
import { addressesOfKey } from '../../src/store/address-keys.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { keyRules } from '../../src/text/url-key.ts';

/** A request, and what the decision for it says: a status, and the target of a redirect. */
export interface DecidedRequest extends Spelling {
  agency: string;
  key: string;
  /** Addresses seen for the key. */
  seen: readonly string[];
  expected: string;
  /** The portal has not named the target. */
  isProvisional: boolean;
}

/** The mappings of a workspace. */
export function mappingsOf(root: string): Mapping[] {
  return readMappings(openWorkspace(root)).flatMap(({ value }) => (value ? [value] : []));
}

/** The decisions that an agency's store holds, each with every address that was seen for it, also those beyond its 50 spellings. */
function decisionsOf(root: string, agency: string): Redirect[] {
  const db = openSiteDb(siteDbFile(openWorkspace(root), agency));
  try {
    return [...storedRedirects(db)].map((one) => {
      const seen = addressesOfKey(db, one.key).map(({ address }) => address);
      return { ...one, spellings: [...new Set([...one.spellings, ...seen])] };
    });
  } finally {
    db.close();
  }
}

/** Writes rows that only a person makes into the mapping of an agency: two addresses left behind, one led elsewhere. */
export async function decideByHand(root: string, agency: string): Promise<void> {
  const open = decisionsOf(root, agency).filter(({ decision }) => decision === 'unresolved');
  const [first, second, third] = open.flatMap(({ spellings }) => spellings.slice(0, 1));
  const file = join(root, 'mappings', `${agency}.yaml`);
  const document = parseDocument(await readFile(file, 'utf8'));
  document.set('redirects', [
    { from: first, gone: true, reason: 'ескірген бет' },
    { from: second, archive: true, reason: 'мұрағатта сақталады' },
    {
      from: third,
      to: `https://www.gov.kz/memleket/entities/${agency}/contacts?lang=kk`,
      reason: 'байланыс беті көшті',
    },
  ]);
  await writeFile(file, document.toString());
}

/** Every spelling of every decision of an agency, seen and generated, with what it is to be answered. */
export function decidedRequests(root: string, mapping: Mapping): DecidedRequest[] {
  const rules = keyRules(mapping);
  const aliases = mapping.hosts.flatMap((one) => one.aliases);
  return decisionsOf(root, mapping.id).flatMap((redirect) =>
    [...spellingsOf(redirect, rules, aliases)].map((spelling) => ({
      ...spelling,
      agency: mapping.id,
      key: redirect.key,
      seen: redirect.spellings,
      expected: expectedAnswer(redirect),
      isProvisional: redirect.provisional,
    })),
  );
}

function expectedAnswer({ key, decision, target }: Redirect): string {
  // A closed site answers this one for itself, whatever the old file became.
  if (key.endsWith('/robots.txt')) return '200';
  if (decision === 'unresolved') return '404';
  if (decision === 'gone' || decision === 'archive') return '410';
  return `302 ${new URL(target ?? '').href}`;
}

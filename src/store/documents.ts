import { hash64 } from '../text/hash.ts';
import { standingFirst } from './captures.ts';
import type { SiteDb } from './site-db.ts';

const standing = `c.id = (SELECT n.id FROM captures n WHERE n.address_id = a.id AND n.variant = ''
  ORDER BY ${standingFirst} LIMIT 1)`;

/** SQL: the media type of a capture `c` is that of a file people read. */
export const documentType = `c.media_type NOT LIKE 'image/%'
  AND c.media_type NOT IN ('text/html', 'application/xhtml+xml', 'text/xml', 'application/xml',
    'application/rss+xml', 'application/atom+xml', 'text/css', 'application/javascript',
    'text/javascript', 'text/ecmascript', 'application/x-javascript', 'application/manifest+json')
  AND c.media_type NOT LIKE 'font/%' AND c.media_type NOT LIKE 'application/%font%'`;

const isDocument = `c.status = 200 AND ${documentType}`;

/** Tells whether an address answered with a file that is no page, picture, feed or style. */
export function documentFinder(db: SiteDb): (address: string) => boolean {
  const statement = db.prepare<[string], { found: number }>(
    `SELECT 1 AS found FROM addresses a JOIN captures c ON ${standing} WHERE a.address = ? AND ${isDocument}`,
  );
  return (address) => statement.get(address) !== undefined;
}

/** One hash over the addresses of all documents: select's answers depend on them. */
export function documentsDigest(db: SiteDb): string {
  let hash = '';
  const rows = db.prepare<[], { address: string }>(
    `SELECT a.address FROM addresses a JOIN captures c ON ${standing} WHERE ${isDocument} ORDER BY a.address`,
  );
  for (const row of rows.iterate()) hash = hash64(`${hash}\n${row.address}`);
  return hash;
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { putAddressKey } from '../../src/store/address-keys.ts';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { type KeyRules, keyRules, keyRulesHash, urlKey } from '../../src/text/url-key.ts';
import { mappingWith } from './redirect-plan.ts';

/** A workspace of invented agencies whose sites were crawled, extracted and deduped: what planning starts from. */
export interface MadeWorkspace {
  root: string;
  agencies: number;
  /** Keys of each agency. */
  rows: number;
}

/** One address as the crawl left it. */
interface MadeAddress {
  address: string;
  state: 'done' | 'refused';
  reason: string;
  status: number | null;
  location: string | null;
  mediaType: string;
  digest: string;
  /** A page of this language and item. */
  page?: { lang: 'kk' | 'ru'; item: number };
}

const places = ['bilim', 'densaulyk', 'madeniet', 'kurylys', 'zher-katynastary', 'sport'];

/**
 * Makes the workspace: of a hundred keys 56 are pages of items in two languages, 10 copies of them for printing, 16 files,
 * 5 redirects of the old site, 4 other spellings, 9 dead or out of scope. The portal has named the address of every item and file.
 */
export function makeWorkspace({ root, agencies, rows }: MadeWorkspace): void {
  mkdirSync(join(root, 'mappings'), { recursive: true });
  writeFileSync(join(root, 'kosh.yaml'), "archiveTemplate: 'https://archive.gov.kz/{address}'\n");
  const portal = openPortalDb(join(root, 'data', 'portal.db'));
  portal.pragma('synchronous = OFF');
  for (let agency = 0; agency < agencies; agency++) {
    const id = `ucu-${agency}`;
    const host = `ucu${agency}.gov.kz`;
    writeFileSync(join(root, 'mappings', `${id}.yaml`), mappingText(id, host));
    const rules = keyRules(mappingWith({ id, hosts: [{ host, aliases: [`www.${host}`] }] }));
    const db = openSiteDb(join(root, 'data', id, 'site.db'));
    db.pragma('synchronous = OFF');
    fillSite(db, host, rows, rules);
    fillPortal(portal, id, host, rows);
    db.close();
  }
  portal.close();
}

function mappingText(id: string, host: string): string {
  return `id: ${id}
entity: almaty
names: { kk: 'Үшқоңыр ауданының әкімдігі', ru: 'Акимат Ушконырского района' }
hosts:
  - host: ${host}
    aliases: [www.${host}]
languages:
  - { lang: kk, path: '/kk/**' }
  - { lang: ru, path: '/ru/**' }
defaultLanguage: kk
redirects:
  - from: /ru/portal/{page}
    to: https://www.gov.kz/memleket/entities/almaty/about/{page}?lang=ru
    examples:
      - from: /ru/portal/struktura
        to: https://www.gov.kz/memleket/entities/almaty/about/struktura?lang=ru
    reason: an office a page
  - { from: /ru/kontakty-2009, gone: true, reason: the office was closed }
`;
}

function pageKey(host: string, item: number, lang: 'kk' | 'ru'): string {
  const place = places[item % places.length];
  return `${host}/${lang}/news/${place}/habarlandyru-${String(item).padStart(7, '0')}`;
}

function itemId(agency: string, item: number): string {
  const digits = agency.replace(/\D/g, '').padStart(4, '0').slice(-4);
  // Ids are hashes: their order is not that of the keys.
  const mixed = (Math.imul(item + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${mixed}-${digits}-5e7f-8a9b-${String(item).padStart(12, '0')}`;
}

function fileDigest(agency: string, file: number): string {
  return `${itemId(agency, file).replaceAll('-', '')}${'0d'.repeat(16)}`;
}

/** The n-th address of a site. */
function addressOf(host: string, n: number): MadeAddress {
  const round = Math.floor(n / 100);
  const kind = n % 100;
  const agency = host.split('.', 1)[0] ?? '';
  const html = { mediaType: 'text/html', digest: `sha256:${String(n).padStart(64, '0')}` };
  const plain = { state: 'done', reason: '', location: null, ...html } as const;
  const page = (item: number, lang: 'kk' | 'ru') => `http://${pageKey(host, item, lang)}`;
  if (kind < 56) {
    const item = round * 28 + (kind >> 1);
    const lang = kind % 2 === 0 ? 'kk' : 'ru';
    return { ...plain, address: `${page(item, lang)}/`, status: 200, page: { lang, item } };
  }
  const item = round * 28 + (kind % 28);
  if (kind < 66) {
    const print = `http://${host}/ru/print.php?id=${item}&SECTION_ID=${kind}`;
    return { ...plain, address: print, status: 200 };
  }
  if (kind < 82) {
    const file = round * 16 + kind - 66;
    const name = encodeURI(`Бұйрық № ${file} ${places[kind % places.length]}.pdf`);
    const address = `http://${host}/upload/iblock/${(file % 4096).toString(16)}/${name}`;
    const digest = `sha256:${fileDigest(agency, file)}`;
    return { ...plain, address, status: 200, mediaType: 'application/pdf', digest };
  }
  if (kind < 87) {
    const old = `http://www.${host}/index.php?option=com_content&id=${n}&lang=ru`;
    return { ...plain, address: old, status: 301, location: `${page(item, 'ru')}/` };
  }
  if (kind < 91) {
    const spelled = `http://${host}/ru/news/index.php?ELEMENT_ID=${n}`;
    const reason = `copy-of:${page(item, 'ru')}/`;
    return { ...plain, address: spelled, state: 'refused', reason, status: null };
  }
  if (kind < 97) {
    return { ...plain, address: `http://${host}/kk/eski/${n}.html`, status: 404 };
  }
  const refused = `http://${host}/kk/kuntizbe/?ai=${n}`;
  return { ...plain, address: refused, state: 'refused', reason: 'out of scope', status: null };
}

function fillSite(db: SiteDb, host: string, rows: number, rules: KeyRules): void {
  const hash = keyRulesHash(rules);
  const address = db.prepare(
    `INSERT INTO addresses (id, address, host, state, depth, hints, rule, reason)
     VALUES (?, ?, ?, ?, 3, 0, 'in-scope', ?)`,
  );
  const capture = db.prepare(
    `INSERT INTO captures (address_id, fetched_at, status, media_type, encoding, encoding_source, location,
       payload_digest, payload_bytes, warc_id, offset, length)
     VALUES (?, '2026-03-02T10:00:00Z', ?, ?, 'utf-8', 'header', ?, ?, 20000, 1, ?, 9000)`,
  );
  const page = db.prepare(
    `INSERT INTO pages (address_id, variant, key, lang, kind, title, hash, chosen, chosen_hash, facts)
     VALUES (?, '', ?, ?, 'news', 'Хабарландыру', '0', 1, '0', '')`,
  );
  db.exec("INSERT INTO warc_files (id, name, size) VALUES (1, 'made.warc.gz', 0)");
  const put = (id: number) => {
    const made = addressOf(host, scattered(id, rows));
    const key = urlKey(made.address, rules);
    address.run(id + 1, made.address, host, made.state, made.reason);
    putAddressKey(db, id + 1, key, hash);
    if (made.status !== null) {
      capture.run(id + 1, made.status, made.mediaType, made.location, made.digest, id * 9000);
    }
    if (made.page !== undefined) page.run(id + 1, key, made.page.lang);
  };
  inBatches(db, rows, put);
}

/** The crawl does not meet addresses in the order of their keys. */
function scattered(n: number, rows: number): number {
  return rows % 7919 === 0 ? n : (n * 7919 + 13) % rows;
}

function fillPortal(
  portal: ReturnType<typeof openPortalDb>,
  agency: string,
  host: string,
  rows: number,
): void {
  const item = portal.prepare('INSERT INTO items (agency, id, item) VALUES (?, ?, ?)');
  const index = portal.prepare(
    `INSERT INTO address_index (agency, key, lang, item_id, decision) VALUES (?, ?, ?, ?, 'item')`,
  );
  const named = portal.prepare(
    `INSERT INTO id_map_entries (agency, id, lang, address, actor, at, origin)
     VALUES (?, ?, ?, ?, 'portal', '2026-03-02T10:00:00Z', 'made')`,
  );
  const short = host.split('.', 1)[0] ?? '';
  const base = 'https://www.gov.kz/memleket/entities/almaty';
  const rounds = Math.ceil(rows / 100);
  inBatches(portal, rounds * 28, (n) => {
    const id = itemId(agency, n);
    const round = Math.floor(n / 28);
    const copies = Array.from({ length: 10 }, (_, at) => 56 + at).filter(
      (kind) => kind % 28 === n % 28,
    );
    const versions = (['kk', 'ru'] as const).map((lang) => ({
      lang,
      agency,
      key: pageKey(host, n, lang),
      aliases:
        lang === 'ru' && round * 100 < rows
          ? copies.map((kind) => `${host}/ru/print.php?SECTION_ID=${kind}&id=${n}`)
          : [],
    }));
    const anchor = versions[0]?.key;
    const made = {
      id,
      agency,
      kind: 'news',
      anchor,
      versions,
      pairing: { confidence: 1, by: 'switch' },
    };
    item.run(agency, id, JSON.stringify(made));
    for (const { lang, key } of versions) {
      index.run(agency, key, lang, id);
      named.run(agency, id, lang, `${base}/press/news/details/${n}?lang=${lang}`);
    }
  });
  inBatches(portal, rounds * 16, (n) => {
    const digest = fileDigest(short, n);
    named.run(
      agency,
      digest,
      '',
      `https://www.gov.kz/uploads/2026/3/2/${digest.slice(0, 32)}_original.pdf`,
    );
  });
}

function inBatches(db: SiteDb, count: number, put: (n: number) => void): void {
  for (let at = 0; at < count; at += 10_000) {
    db.transaction(() => {
      for (let n = at; n < Math.min(count, at + 10_000); n++) put(n);
    })();
  }
}

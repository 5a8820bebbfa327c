import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type ContentItem, readContent } from '../../fixtures/engine/content.ts';
import { loadAllSites, siteFolder } from '../../fixtures/engine/sites.ts';
import type { SharedItem } from '../../src/model/item.ts';
import { mappingSchema } from '../../src/model/mapping.ts';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { listSharedItems } from '../../src/store/portal-items.ts';
import { type KeyRules, keyRules, urlKey } from '../../src/text/url-key.ts';
import { bundleLines } from './migrated-sites.ts';
import { runKosh } from './run-kosh.ts';
import type { FoundCluster, TruthPage } from './score-copies.ts';
import type { OutputItem } from './scored-site.ts';

/** A fixture site with its content and the rules of its mapping. */
export interface CopyingSite {
  id: string;
  hosts: string[];
  origin: string;
  content: ContentItem[];
  rules: KeyRules;
}

/** A finding about an address. */
export interface Told {
  agency: string;
  code: string;
  address: string;
  detail: string;
}

/** Where an address is led. */
export interface Led {
  decision: string;
  item: string | null;
  lang: string | null;
}

/** The fixture sites of these ids, sorted by id, with the mappings that lie in their folders. */
export async function copyingSites(ids: readonly string[]): Promise<CopyingSite[]> {
  const sites = (await loadAllSites()).filter(({ id }) => ids.includes(id));
  return sites.map(({ id, hosts }) => {
    const mapping = readFileSync(new URL('mapping.yaml', siteFolder(id)), 'utf8');
    return {
      id,
      hosts,
      origin: `http://${hosts[0]}`,
      content: readContent(new URL('content/', siteFolder(id))),
      rules: keyRules(mappingSchema.parse(parse(mapping))),
    };
  });
}

/** The truth of several sites by page, and by the keys of all addresses that show a page. */
export class TruthPages {
  readonly all: TruthPage[];
  readonly #rules: ReadonlyMap<string, { rules: KeyRules; origin: string }>;
  readonly #byKey = new Map<string, TruthPage[]>();

  constructor(sites: readonly CopyingSite[]) {
    this.#rules = new Map(sites.map((site) => [site.id, site]));
    this.all = sites.flatMap(({ id, content }) => content.map((item) => ({ site: id, item })));
    for (const page of this.all) {
      for (const key of this.keysOf(page)) {
        const name = `${page.site} ${key}`;
        this.#byKey.set(name, [...(this.#byKey.get(name) ?? []), page]);
      }
    }
  }

  /** The url keys under which a page's text stands. */
  keysOf({ site, item }: TruthPage): string[] {
    const addresses = [
      item.address,
      ...item.aliases,
      ...item.untranslated.map((one) => one.address),
    ];
    return [...new Set(addresses.map((address) => this.#keyOf(site, address)))];
  }

  /** The page of a site under one of these keys, in a language if one is named. */
  at(site: string, keys: readonly string[], lang?: string): TruthPage | null {
    const pages = keys.flatMap((key) => this.#byKey.get(`${site} ${key}`) ?? []);
    return pages.find(({ item }) => lang === undefined || item.lang === lang) ?? null;
  }

  /** The page of a site at an address. */
  atAddress(site: string, address: string): TruthPage | null {
    return this.at(site, [this.#keyOf(site, address)]);
  }

  #keyOf(site: string, address: string): string {
    const known = this.#rules.get(site);
    if (known === undefined) throw new Error(`no site ${site}`);
    return urlKey(new URL(address, known.origin).href, known.rules);
  }
}

/** The shared items of a workspace, whatever was decided about them. */
export function sharedItemsIn(root: string): SharedItem[] {
  const db = openPortalDb(join(root, 'data/portal.db'));
  try {
    return listSharedItems(db);
  } finally {
    db.close();
  }
}

/** A shared item as the score of copies takes it. */
export function clusterOf(
  { decision, members, titles }: SharedItem,
  pages: TruthPages,
): FoundCluster {
  return {
    title: titles.ru ?? titles.kk ?? titles.en ?? '',
    decision,
    members: members.map(({ agency, lang, key, aliases, address, role }) => ({
      page: pages.at(agency, [key, ...aliases], lang),
      address,
      role,
    })),
  };
}

/** A shared item as a migrated item with the addresses of all its members. */
export function outputOf({ item, members }: SharedItem): OutputItem {
  return {
    id: item.id,
    kind: item.kind,
    versions: members.map(({ lang, address, aliases }) => ({
      addresses: [address, ...aliases.map((key) => `http://${key}`)],
      lang,
      title: '',
      date: null,
      markdown: '',
    })),
  };
}

/** Where the keys of an agency are led, by key. */
export function ledOf(root: string, agency: string): Map<string, Led> {
  const lines = bundleLines<Led & { key: string }>(root, agency, 'redirects.ndjson');
  return new Map(lines.map((line) => [line.key, line]));
}

/** What was found about addresses of an agency. */
export async function toldOf(root: string, agency: string): Promise<Told[]> {
  const { stdout } = await runKosh(['findings', agency, '-w', root, '--json']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Told => ({ ...JSON.parse(line), agency }))
    .filter(({ address }) => address !== '');
}

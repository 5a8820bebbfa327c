import { z } from 'zod';
import { CookieJar } from '../crawl/cookie-jar.ts';
import type { Mapping } from '../model/mapping.ts';
import { crawlValue, setCrawlValue } from '../store/crawl-state.ts';
import type { SiteAccess } from '../store/site-db-pool.ts';

const key = 'cookies';
const keepMs = 1000;

const storedSchema = z.array(
  z.object({
    name: z.string(),
    value: z.string(),
    domain: z.string(),
    hostOnly: z.boolean(),
    path: z.string(),
    secure: z.boolean(),
    expires: z.number().nullable(),
    variant: z.string(),
    order: z.number(),
  }),
);

/** The cookies of an agency's crawl. */
export interface KeptCookies {
  /** Null when the mapping wants no cookies. */
  jar: CookieJar | null;
  /** Keeps what changed last and stops. */
  close(): void;
}

/**
 * Opens the jar with what earlier runs put into it and keeps what changes, once a second, so that a resumed crawl is the
 * same visitor. Cookies of a host with a login are not kept: they are secrets, and its login is made anew.
 */
export function keepCookies({ use }: SiteAccess, mapping: Mapping): KeptCookies {
  if (!mapping.crawl.cookies) return { jar: null, close: () => undefined };
  const bare = (name: string) => name.replace(/:\d+$/, '');
  const names = mapping.hosts.flatMap(({ host, aliases }) => [host, ...aliases].map(bare));
  const held = new Set(mapping.languages.flatMap(({ cookie }) => cookie?.name ?? []));
  const stored = storedSchema.parse(JSON.parse(use((db) => crawlValue(db, key)) ?? '[]'));
  const jar = new CookieJar(new Set(names), held, stored);
  const secret = new Set(mapping.crawl.login.map(({ host }) => bare(host)));
  const keep = () => {
    const kept = jar.changes()?.filter((one) => !secret.has(one.domain));
    if (kept !== undefined) use((db) => setCrawlValue(db, key, JSON.stringify(kept)));
  };
  const timer = setInterval(keep, keepMs);
  const close = () => {
    clearInterval(timer);
    keep();
  };
  return { jar, close };
}

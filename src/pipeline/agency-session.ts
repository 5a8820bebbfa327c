import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { leaseMilliseconds, takeLease } from '../store/lease.ts';
import { openSiteDb, type SiteDb } from '../store/site-db.ts';
import type { SiteAccess, SiteDbPool } from '../store/site-db-pool.ts';
import { type KeyRules, keyRules } from '../text/url-key.ts';

/** An agency whose data this process may write, until it is closed. */
export interface AgencySession {
  mapping: Mapping;
  workspace: Workspace;
  rules: KeyRules;
  folder: string;
  db: SiteDb;
  close(): void;
}

/** Folder of an agency's data. The id is checked by the mapping schema, so it is a safe name. */
export function agencyFolder(workspace: Workspace, id: string): string {
  return join(workspace.dataFolder, id);
}

/** File of an agency's site.db. */
export function siteDbFile(workspace: Workspace, id: string): string {
  return join(agencyFolder(workspace, id), 'site.db');
}

/** Opens an agency for writing under its lease. Throws UserError (exit 4) while another process has it. */
export function openAgency(workspace: Workspace, mapping: Mapping): AgencySession {
  const db = openSiteDb(siteDbFile(workspace, mapping.id));
  let lease: ReturnType<typeof takeLease>;
  try {
    lease = takeLease(db, `agency ${mapping.id}`);
  } catch (error) {
    db.close();
    throw error;
  }
  const timer = setInterval(() => lease.renew(), leaseMilliseconds / 4);
  timer.unref();
  return {
    mapping,
    workspace,
    rules: keyRules(mapping),
    folder: agencyFolder(workspace, mapping.id),
    db,
    close() {
      clearInterval(timer);
      lease.release();
      db.close();
    },
  };
}

/** Lends an agency under its lease to `work`. */
export async function withSession<Result>(
  workspace: Workspace,
  mapping: Mapping,
  work: (session: AgencySession) => Promise<Result>,
): Promise<Result> {
  const session = openAgency(workspace, mapping);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** Access to an agency's site.db under its lease, for one crawl among many. */
export interface CrawlAccess {
  site: SiteAccess;
  /** Gives the lease back and closes the database. */
  close(): void;
}

/**
 * Takes an agency's lease for a crawl whose database may be closed in between. Renewing opens it when nothing else does.
 * Throws UserError (exit 4) while another process has it; so does any use once another process has taken it over.
 */
export function openForCrawl(
  workspace: Workspace,
  mapping: Mapping,
  pool: SiteDbPool,
): CrawlAccess {
  const access = pool.access(siteDbFile(workspace, mapping.id));
  const lease = access.use((db) => takeLease(db, `agency ${mapping.id}`));
  let renewedAt = performance.now();
  const isOld = (share: number) => performance.now() - renewedAt > leaseMilliseconds / share;
  const renew = (db: SiteDb) => {
    lease.renew(db);
    renewedAt = performance.now();
  };
  const use = <T>(work: (db: SiteDb) => T): T =>
    access.use((db) => {
      if (isOld(2)) renew(db);
      return work(db);
    });
  const timer = setInterval(() => {
    // A lease that is lost is met by the next use.
    if (isOld(4 / 3)) attempt(() => access.use(renew));
  }, leaseMilliseconds / 8);
  timer.unref();
  return {
    site: { ...access, use },
    close() {
      clearInterval(timer);
      try {
        access.use((db) => lease.release(db));
      } catch (error) {
        // A full disk has no room for that either; the lease ends with this process, and for it at once.
        if (!isFull(error)) throw error;
      } finally {
        access.close();
      }
    },
  };
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ENOSPC|EDQUOT|SQLITE_FULL|SQLITE_IOERR)/.test(code);
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/** Opens an agency's site.db only to look at it; undefined before its first crawl. */
export function lookAtAgency(workspace: Workspace, id: string): SiteDb | undefined {
  const file = siteDbFile(workspace, id);
  return existsSync(file) ? openSiteDb(file) : undefined;
}

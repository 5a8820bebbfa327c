import { existsSync } from 'node:fs';
import type { Workspace } from '../mapping/workspace.ts';
import type { SiteDb } from '../store/site-db.ts';
import { SiteDbPool } from '../store/site-db-pool.ts';
import { siteDbFile } from './agency-session.ts';

/** At most this many site databases are open at once. */
export const mostOpen = 32;

/** The site databases of a workspace, opened to look at when asked for; the longest unused one closes first. */
export class AgencyDatabases {
  readonly #workspace: Workspace;
  readonly #pool = new SiteDbPool(mostOpen, 'commit');

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The site.db of an agency; undefined before its first crawl. Do not keep it: it may close at the next call. */
  of(agency: string): SiteDb | undefined {
    const file = siteDbFile(this.#workspace, agency);
    return existsSync(file) ? this.#pool.get(file) : undefined;
  }

  close(): void {
    this.#pool.close();
  }
}

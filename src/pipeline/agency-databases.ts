import { existsSync } from 'node:fs';
import type { Workspace } from '../mapping/workspace.ts';
import { openSiteDb, type SiteDb } from '../store/site-db.ts';
import { siteDbFile } from './agency-session.ts';

/** At most this many site databases are open at once. */
const mostOpen = 32;

/** The site databases of a workspace, opened to look at when asked for; the longest unused one closes first. */
export class AgencyDatabases {
  readonly #workspace: Workspace;
  readonly #open = new Map<string, SiteDb>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** The site.db of an agency; undefined before its first crawl. Do not keep it: it may close at the next call. */
  of(agency: string): SiteDb | undefined {
    const known = this.#open.get(agency);
    if (known) {
      this.#open.delete(agency);
      this.#open.set(agency, known);
      return known;
    }
    const file = siteDbFile(this.#workspace, agency);
    if (!existsSync(file)) return undefined;
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostOpen && oldest !== undefined) {
      this.#open.get(oldest)?.close();
      this.#open.delete(oldest);
    }
    const db = openSiteDb(file);
    this.#open.set(agency, db);
    return db;
  }

  close(): void {
    for (const db of this.#open.values()) db.close();
    this.#open.clear();
  }
}

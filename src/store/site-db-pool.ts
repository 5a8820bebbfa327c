import pLimit from 'p-limit';
import { type OpenOptions, openSiteDb, type SiteDb } from './site-db.ts';

/** SQLite's page caches of all databases together, in KiB, and of one at most. */
const cacheBudgetKiB = 64 * 1024;
const cacheKiB = 16 * 1024;

/** One agency's site.db, which may be closed and opened again between two calls: never keep what `work` is given. */
export interface SiteAccess {
  /** Does work at once; opens the database when it is closed. */
  use<T>(work: (db: SiteDb) => T): T;
  /** Does work when the database happens to be open, else gives undefined. */
  glance<T>(work: (db: SiteDb) => T): T | undefined;
  /** Keeps the database open until the work ends; waits while many others do. */
  hold<T>(work: (db: SiteDb) => Promise<T>): Promise<T>;
  /** Closes it when it is open. */
  close(): void;
}

/** Access to a database that stays open. */
export function accessTo(db: SiteDb): SiteAccess {
  return {
    use: (work) => work(db),
    glance: (work) => work(db),
    hold: (work) => work(db),
    close: () => undefined,
  };
}

interface Open {
  db: SiteDb;
  /** Calls that are using it now. */
  users: number;
}

/** Site databases of which at most `mostOpen` are open: the longest unused one closes for the next. */
export class SiteDbPool {
  readonly #mostOpen: number;
  readonly #options: OpenOptions;
  readonly #open = new Map<string, Open>();
  readonly #holds: ReturnType<typeof pLimit>;
  /** Files that were opened before, and so are there and of this schema. */
  readonly #known = new Set<string>();

  constructor(mostOpen: number, durability: OpenOptions['durability']) {
    this.#mostOpen = mostOpen;
    this.#options = { durability, cacheKiB: Math.min(cacheKiB, cacheBudgetKiB / mostOpen) };
    this.#holds = pLimit(Math.max(1, Math.floor(mostOpen / 2)));
  }

  /** Opens the database at `file` when it is closed. Do not keep it: it may close at the next call. */
  get(file: string): SiteDb {
    return this.#get(file).db;
  }

  /** Access to the database at `file`. */
  access(file: string): SiteAccess {
    return {
      use: (work) => this.#use(file, work),
      glance: (work) => (this.#open.has(file) ? this.#use(file, work) : undefined),
      hold: (work) => this.#holds(() => this.#hold(file, work)),
      close: () => this.#close(file),
    };
  }

  close(): void {
    for (const file of [...this.#open.keys()]) this.#close(file);
  }

  #use<T>(file: string, work: (db: SiteDb) => T): T {
    const open = this.#get(file);
    open.users += 1;
    try {
      return work(open.db);
    } finally {
      open.users -= 1;
    }
  }

  async #hold<T>(file: string, work: (db: SiteDb) => Promise<T>): Promise<T> {
    const open = this.#get(file);
    open.users += 1;
    try {
      return await work(open.db);
    } finally {
      open.users -= 1;
    }
  }

  #get(file: string): Open {
    let open = this.#open.get(file);
    if (open === undefined) {
      this.#makeRoom();
      open = {
        db: openSiteDb(file, { ...this.#options, isKnown: this.#known.has(file) }),
        users: 0,
      };
      this.#known.add(file);
    } else this.#open.delete(file);
    // The last in the map is the latest used.
    this.#open.set(file, open);
    return open;
  }

  #makeRoom(): void {
    if (this.#open.size < this.#mostOpen) return;
    for (const [file, { users }] of this.#open) {
      if (users > 0) continue;
      this.#close(file);
      return;
    }
  }

  #close(file: string): void {
    this.#open.get(file)?.db.close();
    this.#open.delete(file);
  }
}

import { hostname } from 'node:os';
import { exitCodes, UserError } from '../errors.ts';
import type { SiteDb } from './site-db.ts';

/** How long a lease holds without renewal, in milliseconds. */
export const leaseMilliseconds = 60_000;

/** The right to write to a database of the workspace until it is released or runs out. */
export interface Lease {
  /** Extends the lease; throws when another process has taken it over. `through`: the database, when it was opened anew. */
  renew(through?: SiteDb): void;
  release(through?: SiteDb): void;
}

/** Files whose lease this process holds. A row may say so of one that it gave back, when the disk had no room to write that. */
const own = new Set<string>();

interface LeaseRow {
  owner: string;
  pid: number;
  epoch: number;
  expires_at: number;
}

/**
 * Takes the lease of a database that has a `lease` table. A lease whose process on this machine is gone
 * (kill -9) is taken over at once. Throws UserError with exit code 4 while another process holds it.
 */
export function takeLease(db: SiteDb, what: string, now = Date.now()): Lease {
  const owner = hostname();
  const file = db.name;
  const epoch = db
    .transaction((): number => {
      const row = db.prepare<[], LeaseRow>('SELECT * FROM lease WHERE id = 1').get();
      if (row && isHeld(row, owner, file, now)) {
        throw new UserError(
          `${what} is in use by process ${row.pid} on ${row.owner}; wait for it or stop it`,
          exitCodes.inUse,
        );
      }
      const next = (row?.epoch ?? 0) + 1;
      db.prepare(
        `INSERT INTO lease (id, owner, pid, epoch, expires_at) VALUES (1, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, pid = excluded.pid,
         epoch = excluded.epoch, expires_at = excluded.expires_at`,
      ).run(owner, process.pid, next, now + leaseMilliseconds);
      return next;
    })
    .immediate();
  own.add(file);
  return {
    renew(through = db) {
      const changed = through
        .prepare('UPDATE lease SET expires_at = ? WHERE id = 1 AND epoch = ?')
        .run(Date.now() + leaseMilliseconds, epoch).changes;
      if (changed === 0)
        throw new UserError(`${what} was taken over by another process`, exitCodes.inUse);
    },
    release(through = db) {
      own.delete(file);
      // The epoch stays and only grows: a process that lost its lease must never take another's for its own.
      through
        .prepare("UPDATE lease SET owner = '', expires_at = 0 WHERE id = 1 AND epoch = ?")
        .run(epoch);
    },
  };
}

/**
 * A lease of another machine holds until it runs out. One of this machine holds as long as its process
 * lives, since a stage that computes for minutes cannot renew; an hour after it ran out the number may be
 * another process's.
 */
function isHeld(row: LeaseRow, owner: string, file: string, now: number): boolean {
  if (row.owner !== owner) return row.expires_at > now;
  if (row.pid === process.pid) return own.has(file);
  return isAlive(row.pid) && row.expires_at + reusedAfter > now;
}

const reusedAfter = 3_600_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

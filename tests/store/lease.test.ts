import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { leaseMilliseconds, takeLease } from '../../src/store/lease.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';

const minute = 60_000;

function leased(owner: string, pid: number, expiresAt: number): SiteDb {
  const db = openSiteDb(':memory:');
  db.prepare('INSERT INTO lease (id, owner, pid, epoch, expires_at) VALUES (1, ?, ?, 7, ?)').run(
    owner,
    pid,
    expiresAt,
  );
  return db;
}

/** Number of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('a lease is refused with exit code 4 while it is held, and free once it is released', () => {
  const db = openSiteDb(':memory:');
  const lease = takeLease(db, 'Ақсу әкімдігі');
  expect(() => takeLease(db, 'Ақсу әкімдігі')).toThrow(UserError);
  expect(() => takeLease(db, 'Ақсу әкімдігі')).toThrow(/Ақсу әкімдігі is in use by process/);
  lease.release();
  takeLease(db, 'Ақсу әкімдігі').release();
});

test('the lease of a process of this machine that was killed is taken over at once', () => {
  const db = leased(hostname(), endedProcess(), Date.now() + leaseMilliseconds);
  expect(() => takeLease(db, 'agency')).not.toThrow();
});

test('a process of this machine that lives keeps its lease though it could not renew it', () => {
  const db = leased(hostname(), process.ppid, Date.now() - 5 * minute);
  expect(() => takeLease(db, 'agency')).toThrow(UserError);
});

test('the lease of another machine holds until it runs out', () => {
  const now = Date.now();
  expect(() => takeLease(leased('other', 1, now + minute), 'agency', now)).toThrow(UserError);
  expect(() => takeLease(leased('other', 1, now - 1), 'agency', now)).not.toThrow();
});

test('a lease that was lost is never taken for the next one, however often it is released', () => {
  const db = openSiteDb(':memory:');
  const lost = takeLease(db, 'agency');
  db.prepare("UPDATE lease SET owner = 'other', expires_at = 0").run();
  takeLease(db, 'agency').release();
  const later = takeLease(db, 'agency');
  expect(() => lost.renew()).toThrow(UserError);
  expect(() => later.renew()).not.toThrow();
});

test('who lost the lease is told at the next renewal', () => {
  const db = openSiteDb(':memory:');
  const lease = takeLease(db, 'agency');
  db.prepare('UPDATE lease SET epoch = epoch + 1').run();
  expect(() => lease.renew()).toThrow(/taken over/);
});

test('a lease that could not be given back, because the disk was full, is free for the same process', () => {
  const db = openSiteDb(':memory:');
  const lease = takeLease(db, 'Ақсу әкімдігі');
  const full = openSiteDb(':memory:');
  full.exec('DROP TABLE lease');
  expect(() => lease.release(full)).toThrow();
  expect(() => takeLease(db, 'Ақсу әкімдігі')).not.toThrow();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { finding } from '../../src/model/finding.ts';
import { findAddress, listAddresses, nameAddress } from '../../src/store/addresses.ts';
import { insertCapture, latestCapture, latestCaptures } from '../../src/store/captures.ts';
import { listFindings, replaceFindings } from '../../src/store/findings.ts';
import { migrate, openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { queueSpread, templateRecord } from '../../src/store/templates.ts';
import { commitWarcEnd, dropCapturesBeyond } from '../../src/store/warc-files.ts';

function named(address: string, state: 'found' | 'refused' = 'found', rule = 'in-scope') {
  const { host } = new URL(address);
  return { address, host, hints: 1, state, rule, reason: '', template: host };
}

function capture(db: SiteDb, addressId: number, fetchedAt: string, offset: number, variant = '') {
  return insertCapture(db, {
    addressId,
    variant,
    fetchedAt,
    status: 200,
    declaredType: 'text/html',
    mediaType: 'text/html',
    encoding: 'kz-1048',
    encodingSource: 'meta',
    encodingConfidence: 0.97,
    location: null,
    fileName: 'қаулы.html',
    payloadDigest: 'sha256:00',
    payloadBytes: 10,
    record: { file: 'a.warc.gz', offset, length: 10 },
    truncated: null,
    tls: null,
    etag: null,
    lastModified: null,
    bodyDigest: null,
  });
}

describe('site.db', () => {
  it('applies migrations once, in order, and refuses a newer database', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kosh-store-'));
    const file = join(folder, 'site.db');
    const db = openSiteDb(file);
    const version = Number(db.pragma('user_version', { simple: true }));
    expect(version).toBeGreaterThan(0);
    db.close();
    const again = openSiteDb(file);
    expect(again.pragma('user_version', { simple: true })).toBe(version);
    again.pragma(`user_version = ${version + 1}`);
    again.close();
    expect(() => openSiteDb(file)).toThrow(UserError);
    rmSync(folder, { recursive: true });
  });

  it('leaves a database as it was when a migration fails', () => {
    const db = openSiteDb(':memory:');
    const version = Number(db.pragma('user_version', { simple: true }));
    const broken = [...Array.from({ length: version }, () => ''), 'CREATE TABLE t (a); no sql'];
    expect(() => migrate(db, broken, 'site.db')).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(version);
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 't'").get()).toEqual({
      n: 0,
    });
  });
});

describe('addresses', () => {
  it('come out the same whatever the order in which pages name them', () => {
    const parents = ['http://қала.kz/a', 'http://қала.kz/b', 'http://қала.kz/c'].map(
      (address) => new URL(address).href,
    );
    const child = fc.record({
      address: fc.constantFrom('http://a.kz/1', 'http://a.kz/2', 'http://b.kz/1'),
      parent: fc.nat({ max: 2 }),
      isRequisite: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc
          .array(child, { maxLength: 12 })
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
        ([one, other]) => {
          const result = (list: typeof one) => {
            const db = openSiteDb(':memory:');
            const pages = parents.map((address) => ({
              address,
              id: nameAddress(db, named(address), 0, null),
            }));
            for (const { address, parent, isRequisite } of list) {
              const entry = isRequisite ? named(address, 'refused', 'requisite') : named(address);
              nameAddress(db, entry, 1, pages[parent] ?? null);
            }
            const rows = listAddresses(db, '').map(({ id: _, ...row }) => row);
            db.close();
            return rows;
          };
          expect(result(one)).toEqual(result(other));
        },
      ),
    );
  });

  it('come back into scope when what was a requisite is linked, at the depth of the link', () => {
    const db = openSiteDb(':memory:');
    const id = nameAddress(db, named('http://a.kz/'), 0, null);
    const page = { id, address: 'http://a.kz/' };
    nameAddress(db, named('http://a.kz/s.css', 'refused', 'requisite'), 1, page);
    nameAddress(db, named('http://a.kz/s.css'), 3, page);
    expect(findAddress(db, 'http://a.kz/s.css')).toMatchObject({ state: 'found', depth: 3 });
  });

  it('are sampled evenly over their order', () => {
    const db = openSiteDb(':memory:');
    for (let i = 0; i < 100; i++) {
      nameAddress(db, named(`http://a.kz/${String(i).padStart(2, '0')}`), 1, null);
    }
    queueSpread(db, 1, 'a.kz', 4);
    const queued = listAddresses(db, '', 'queued').map((row) => row.address.slice(-2));
    expect(queued).toEqual(['24', '49', '74', '99']);
    queueSpread(db, 1, 'a.kz', Number.MAX_SAFE_INTEGER);
    expect(listAddresses(db, '', 'queued')).toHaveLength(100);
    expect(templateRecord(db, 'ә')).toMatchObject({ captures: 0, suspended: false });
  });
});

describe('captures', () => {
  it('lists the newest of each address and variant in batches', () => {
    const db = openSiteDb(':memory:');
    commitWarcEnd(db, 'a.warc.gz', 1000);
    for (const path of ['b', 'a']) {
      const id = nameAddress(db, named(`http://a.kz/${path}`), 0, null);
      capture(db, id, '2019-01-01T00:00:00.000Z', 0);
      capture(db, id, '2019-02-01T00:00:00.000Z', 100);
      capture(db, id, '2019-01-15T00:00:00.000Z', 200, 'lang=kk');
    }
    const first = latestCaptures(db, undefined, 3);
    expect(first.map((one) => [one.address.slice(-1), one.variant, one.record.offset])).toEqual([
      ['a', '', 100],
      ['a', 'lang=kk', 200],
      ['b', '', 100],
    ]);
    const last = first.at(-1);
    if (last === undefined) throw new Error('no capture');
    expect(latestCaptures(db, last)).toHaveLength(1);
    expect(latestCapture(db, 'http://a.kz/a')?.fileName).toBe('қаулы.html');
  });

  it('that a repair lost are forgotten and their addresses queued again', () => {
    const db = openSiteDb(':memory:');
    commitWarcEnd(db, 'a.warc.gz', 1000);
    const id = nameAddress(db, named('http://a.kz/'), 0, null);
    capture(db, id, '2019-01-01T00:00:00.000Z', 100);
    expect(dropCapturesBeyond(db, 'a.warc.gz', 109)).toEqual(['http://a.kz/']);
    expect(findAddress(db, 'http://a.kz/')?.state).toBe('queued');
    expect(latestCapture(db, 'http://a.kz/')).toBeUndefined();
  });
});

describe('findings', () => {
  it('of a stage’s next run replace those of its last one on the same subject only', () => {
    const db = openSiteDb(':memory:');
    const at = (address: string, detail: string) =>
      finding('crawl', 'http-error', { address }, detail);
    replaceFindings(db, 'crawl', { address: 'http://a.kz/ә' }, [at('http://a.kz/ә', 'бір')]);
    replaceFindings(db, 'crawl', { address: 'http://a.kz/b' }, [at('http://a.kz/b', 'екі')]);
    replaceFindings(db, 'crawl', { address: 'http://a.kz/ә' }, [at('http://a.kz/ә', 'үш')]);
    replaceFindings(db, 'extract', { address: 'http://a.kz/b' }, []);
    expect(listFindings(db).map((one) => one.detail)).toEqual(['екі', 'үш']);
  });
});

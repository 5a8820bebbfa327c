import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import { RedirectsWriter, redirectBatch, replaceRedirects } from '../../src/store/redirects.ts';
import { openSiteDb, type SiteDb } from '../../src/store/site-db.ts';
import { compareKeys } from '../../src/text/key-order.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';

const mapping = mappingWith();

function rowOf(key: string, reason: string): Redirect {
  return { ...redirectRow(mapping, [`http://sarkol.gov.kz/x`]), key, reason };
}

interface Planned {
  reason: string;
  late: boolean;
}

/** Puts a plan as planning does: in two rounds, each by key. */
function put(db: SiteDb, plan: ReadonlyMap<string, Planned>): number {
  const writer = new RedirectsWriter(db);
  const rows = [...plan].sort(([a], [b]) => compareKeys(a, b));
  for (const [key, { reason, late }] of rows) {
    if (late) writer.postpone(key);
    else writer.put(rowOf(key, reason));
  }
  writer.endFirstRound();
  for (const [key, { reason, late }] of rows) if (late) writer.put(rowOf(key, reason));
  writer.flush();
  return writer.changed;
}

test('whatever was stored before, a plan is stored whole, and a second time writes nothing', () => {
  const letters = ['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і', 'a', 'Z', '\ufffd', '\u{1f54c}'];
  const key = fc
    .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 3 })
    .map((text) => `sarkol.gov.kz/${text.join('')}`);
  const planned = fc.record({ reason: fc.constantFrom('көшті', 'жабылды'), late: fc.boolean() });
  const plans = fc
    .array(fc.tuple(key, planned), { maxLength: 30 })
    .map((entries) => new Map(entries));
  fc.assert(
    fc.property(plans, plans, (first, second) => {
      const db = openSiteDb(':memory:');
      put(db, first);
      put(db, second);
      const stored = redirectBatch(db, '').map((row) => [row.key, row.reason]);
      const wanted = [...second].map(([one, { reason }]) => [one, reason]);
      expect(new Map(stored as [string, string][])).toEqual(new Map(wanted as [string, string][]));
      expect(put(db, second)).toBe(0);
      db.close();
    }),
    { numRuns: 150 },
  );
});

test('more rows than a batch holds are compared row by row', () => {
  const db = openSiteDb(':memory:');
  const plan = new Map(
    Array.from({ length: 2300 }, (_, n) => [
      `sarkol.gov.kz/хабар/${String(n).padStart(5, '0')}`,
      { reason: 'көшті', late: n % 7 === 0 },
    ]),
  );
  expect(put(db, plan)).toBe(2300);
  expect(put(db, plan)).toBe(0);
  plan.delete('sarkol.gov.kz/хабар/01234');
  plan.set('sarkol.gov.kz/хабар/00600', { reason: 'жабылды', late: false });
  plan.set('sarkol.gov.kz/хабар/00600/ә', { reason: 'жаңа', late: false });
  expect(put(db, plan)).toBe(3);
  expect(put(db, plan)).toBe(0);
  db.close();
});

test('decisions in any order replace the earlier ones', () => {
  const db = openSiteDb(':memory:');
  const rows = ['ү', 'а', 'ә'].map((key) => rowOf(`sarkol.gov.kz/${key}`, 'көшті'));
  expect(replaceRedirects(db, rows)).toBe(3);
  expect(replaceRedirects(db, [...rows].reverse())).toBe(0);
  expect(replaceRedirects(db, rows.slice(1))).toBe(1);
  expect(redirectBatch(db, '').map((row) => row.key)).toEqual([
    'sarkol.gov.kz/а',
    'sarkol.gov.kz/ә',
  ]);
  db.close();
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { DecisionDraft } from '../../src/model/decision.ts';
import {
  appendDecision,
  asOneBatch,
  countDecisions,
  decisionBefore,
  listBatches,
  listDecisions,
  newestDecision,
  newestDecisions,
  nextInstant,
} from '../../src/store/decisions.ts';
import { openDecisionsDb } from '../../src/store/decisions-db.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const draft = (parts: Partial<DecisionDraft> = {}): DecisionDraft => ({
  subjectKind: 'key',
  subject: 'sarkol.gov.kz/қабылдау',
  decision: 'redirect',
  target: 'https://www.gov.kz/memleket/entities/sarkol/contacts',
  reason: 'бөлім көшті',
  actor: 'Айгүл Сәрсенова',
  at: '2026-03-19T09:10:00.000Z',
  batch: 'b1',
  source: 'hand',
  origin: '',
  address: 'http://sarkol.gov.kz/%D2%9B%D0%B0%D0%B1%D1%8B%D0%BB%D0%B4%D0%B0%D1%83',
  seen: null,
  ...parts,
});

test('entries are never changed and never removed, whatever the statement', () => {
  const db = openDecisionsDb(':memory:');
  appendDecision(db, draft());
  const before = [...listDecisions(db)];
  for (const sql of [
    "UPDATE entries SET decision = 'gone'",
    'DELETE FROM entries',
    `INSERT OR REPLACE INTO entries SELECT id, subject_kind, subject, 'gone', target, reason, actor, at, batch,
       source, origin, address, seen FROM entries`,
  ]) {
    expect(() => db.exec(sql), sql).toThrow(/never (changed|removed)/);
  }
  expect([...listDecisions(db)]).toEqual(before);
  db.close();
});

test('nobody decides without a name, and the same entry twice is one', () => {
  const db = openDecisionsDb(':memory:');
  for (const actor of ['', '  ', 'Асқар\nӘлі']) {
    expect(() => appendDecision(db, draft({ actor }))).toThrow();
  }
  expect(appendDecision(db, draft())).toBe(true);
  expect(appendDecision(db, draft())).toBe(false);
  expect([...listDecisions(db)]).toHaveLength(1);
  db.close();
});

test('the newest word on a key holds, and what was said before can be found', () => {
  const db = openDecisionsDb(':memory:');
  appendDecision(db, draft({ at: '2026-03-20T00:00:00.000Z', decision: 'gone', target: null }));
  appendDecision(db, draft());
  appendDecision(db, draft({ subject: 'sarkol.gov.kz/өлке', decision: 'archive', target: null }));
  const newest = newestDecision(db, draft().subject);
  expect(newest).toMatchObject({ decision: 'gone' });
  expect(newest && decisionBefore(db, newest)).toMatchObject({ decision: 'redirect' });
  expect([...newestDecisions(db)].map(({ decision }) => decision)).toEqual(['gone', 'archive']);
  expect(countDecisions(db)).toEqual({ archive: 1, gone: 1 });
  expect(listBatches(db)).toMatchObject([{ batch: 'b1', entries: 3, redirect: 1, gone: 1 }]);
  db.close();
});

test('what is said last is newest though the clock was set back', () => {
  const db = openDecisionsDb(':memory:');
  appendDecision(db, draft({ at: '2026-03-20T00:00:00.000Z' }));
  const at = nextInstant(db, new Date('2020-01-01T00:00:00Z'));
  appendDecision(db, draft({ at, decision: 'gone', target: null }));
  expect(newestDecision(db, draft().subject)?.decision).toBe('gone');
  db.close();
});

test('two people decide at once: each waits for the other, and a batch that fails leaves nothing', () => {
  const file = join(temporaryFolder(), 'шешімдер', 'decisions.db');
  const [one, other] = [openDecisionsDb(file), openDecisionsDb(file)];
  asOneBatch(one, () => appendDecision(one, draft()));
  asOneBatch(other, () => appendDecision(other, draft({ batch: 'b2' })));
  expect(() =>
    asOneBatch(one, () => {
      appendDecision(one, draft({ batch: 'b3' }));
      throw new Error('мұнда тоқтады');
    }),
  ).toThrow('мұнда тоқтады');
  expect([...listDecisions(other)].map(({ batch }) => batch).sort()).toEqual(['b1', 'b2']);
  other.pragma('busy_timeout = 20');
  asOneBatch(one, () => {
    expect(() => asOneBatch(other, () => undefined)).toThrow('being written by another process');
    // Readers do not wait.
    expect([...listDecisions(other)]).toHaveLength(2);
  });
  one.close();
  other.close();
});

test('batches of more entries than one read takes are listed whole', () => {
  const db = openDecisionsDb(':memory:');
  for (let at = 0; at < 1203; at++) {
    appendDecision(db, draft({ subject: `sarkol.gov.kz/хабар/${String(at).padStart(4, '0')}` }));
  }
  expect([...newestDecisions(db)]).toHaveLength(1203);
  expect(new Set([...listDecisions(db, { batch: 'b1' })].map(({ id }) => id)).size).toBe(1203);
  db.close();
});

test('a database of a newer kosh is refused', () => {
  const file = join(temporaryFolder(), 'decisions.db');
  const db = openDecisionsDb(file);
  db.pragma('user_version = 999');
  db.close();
  expect(() => openDecisionsDb(file)).toThrow(UserError);
});

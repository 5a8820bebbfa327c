import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeyVerdict } from '../../src/model/decision.ts';
import { stageRevert } from '../../src/pipeline/stage-revert.ts';
import { listDecisions, newestDecisions } from '../../src/store/decisions.ts';
import { type DecisionsDb, openDecisionsDb } from '../../src/store/decisions-db.ts';
import { type StagedDecision, StagedDecisions } from '../../src/store/staged-decisions.ts';

const keys = ['sarkol.gov.kz/ә', 'sarkol.gov.kz/ғ', 'sarkol.gov.kz/қ'];

const row = fc.record({
  key: fc.constantFrom(...keys),
  answer: fc.constantFrom('https://www.gov.kz/1', 'https://www.gov.kz/2', 'gone', 'unresolved'),
});
const act = fc.oneof(
  fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 4 }),
    existing: fc.constantFrom('keep' as const, 'overwrite' as const),
  }),
  fc.record({ revert: fc.nat(8) }),
);

function staged({ key, answer }: { key: string; answer: string }, line: number): StagedDecision {
  const isTarget = answer.startsWith('https:');
  return {
    ...{ line, key, reason: 'тексеру', source: 'import', origin: `т.csv:${line}`, seen: null },
    decision: isTarget ? 'redirect' : (answer as KeyVerdict),
    target: isTarget ? answer : null,
    address: `http://${key}`,
  };
}

function now(db: DecisionsDb): Record<string, string> {
  return Object.fromEntries(
    [...newestDecisions(db)].map((one) => [one.subject, one.target ?? one.decision]),
  );
}

test('whatever is imported and reverted, history only grows, and a revert brings back what was before', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 10 }), (acts) => {
      const db = openDecisionsDb(':memory:');
      const batches: string[] = [];
      const clock = new Date('2026-03-19T09:10:00Z');
      const append = (existing: 'keep' | 'overwrite', list: StagedDecisions) => {
        const batch = `b${batches.length}`;
        batches.push(batch);
        return list.append({ actor: 'Әсел', batch, now: clock, existing });
      };
      for (const one of acts) {
        const history = [...listDecisions(db)];
        const before = now(db);
        const list = new StagedDecisions(db);
        if ('revert' in one) {
          const batch = batches[one.revert];
          if (batch === undefined) continue;
          stageRevert(db, batch, 'қате тізім', list);
          append('overwrite', list);
          // The revert of a revert is where it began.
          const again = new StagedDecisions(db);
          stageRevert(db, batches.at(-1) ?? '', 'қате емес', again);
          append('overwrite', again);
          for (const key of keys) {
            expect(now(db)[key] ?? 'unresolved').toBe(before[key] ?? 'unresolved');
          }
        } else {
          list.stage(one.rows.map((said, at) => staged(said, at + 1)));
          append(one.existing, list);
          for (const key of keys) {
            const isDecided = (before[key] ?? 'unresolved') !== 'unresolved';
            if (one.existing === 'keep' && isDecided) expect(now(db)[key]).toBe(before[key]);
          }
        }
        const after = [...listDecisions(db)];
        expect(after.slice(0, history.length)).toEqual(history);
      }
      db.close();
    }),
    { numRuns: 200 },
  );
});

test('what a revert would undo is left when somebody has decided again meanwhile', () => {
  const db = openDecisionsDb(':memory:');
  const list = new StagedDecisions(db);
  const said = {
    actor: 'Әсел',
    now: new Date('2026-03-19T09:10:00Z'),
    existing: 'overwrite',
  } as const;
  list.stage([staged({ key: 'sarkol.gov.kz/ә', answer: 'gone' }, 1)]);
  list.append({ ...said, batch: 'b1' });
  const revert = new StagedDecisions(db);
  stageRevert(db, 'b1', 'қате тізім', revert);
  const waiting = [...revert.changes('overwrite')].map(({ outcome }) => outcome);
  db.exec(`INSERT INTO entries SELECT '${'0'.repeat(32)}', subject_kind, subject, 'archive', NULL, reason, actor,
    '2026-03-20T00:00:00.000Z', 'b2', source, origin, address, seen FROM entries`);
  expect(waiting).toEqual(['changed']);
  expect([...revert.changes('overwrite')].map(({ outcome }) => outcome)).toEqual(['kept']);
  db.close();
});

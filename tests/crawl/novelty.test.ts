import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAnswer, type Yield } from '../../src/crawl/novelty.ts';
import { allowance } from '../../src/crawl/open-wave.ts';
import type { TemplateState } from '../../src/crawl/ports.ts';

const unknown: TemplateState = {
  template: 'қала.kz/news/0',
  tried: 0,
  captures: 0,
  own: 0,
  news: 0,
  some: 0,
  leads: 0,
  barren: 0,
  fruitless: 0,
  firstDepth: 0,
  lastDepth: 0,
  suspended: false,
};
const answers = (state: TemplateState, kinds: readonly (Yield | 'error')[]) =>
  kinds.reduce(
    (at, kind) =>
      kind === 'error' ? afterAnswer(at, 'error', 'nothing', 1) : afterAnswer(at, 'page', kind, 1),
    state,
  );
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the novelty test', () => {
  it('suspends a template whose first six answers brought nothing', () => {
    expect(answers(unknown, times(5, 'nothing' as const)).suspended).toBe(false);
    expect(answers(unknown, times(6, 'nothing' as const)).suspended).toBe(true);
  });

  it('bears eight answers in a row without news from one that had brought some', () => {
    const almost = answers(unknown, [...times(5, 'own' as const), ...times(7, 'nothing' as const)]);
    expect(almost.suspended).toBe(false);
    expect(answers(almost, ['nothing']).suspended).toBe(true);
  });

  it('suspends a family of pages that only lead on to each other over four levels', () => {
    let state: TemplateState = { ...unknown, template: 'қала.kz/filter/**' };
    for (let i = 0; i < 11; i++)
      state = afterAnswer(state, 'page', 'inner-leads', Math.floor(i / 2));
    expect(state.suspended).toBe(false);
    expect(afterAnswer(state, 'page', 'inner-leads', 5).suspended).toBe(true);
  });

  it('never suspends for errors alone, and never takes a suspension back', () => {
    expect(answers(unknown, times(1000, 'error')).suspended).toBe(false);
    expect(answers(unknown, [...times(6, 'nothing' as const), 'own']).suspended).toBe(true);
  });

  it('opens a proven template wholly, an unknown one a little, and what leads seldom to content slowly', () => {
    expect(allowance(unknown)).toBe(6);
    expect(allowance(answers(unknown, times(6, 'own')))).toBe(Number.MAX_SAFE_INTEGER);
    expect(allowance(answers(unknown, times(12, 'some')))).toBe(2);
  });

  it('lets at most eight answers without anything through before it suspends', () => {
    const brought = fc.constantFrom<Yield>('own', 'news', 'some', 'leads', 'nothing');
    fc.assert(
      fc.property(fc.array(brought, { minLength: 12, maxLength: 30 }), (pattern) => {
        let state = answers(unknown, pattern);
        let wasted = 0;
        while (!state.suspended && wasted < 100) {
          wasted += 1;
          state = answers(state, ['nothing']);
        }
        expect(wasted).toBeLessThanOrEqual(8);
      }),
    );
  });

  it('always lets something through, so that every wave ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Yield | 'error'>('own', 'some', 'leads', 'nothing', 'error')),
        (kinds) => {
          expect(allowance(answers(unknown, kinds))).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});

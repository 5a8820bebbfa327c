import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAnswer, allowance } from '../../src/crawl/novelty.ts';
import type { TemplateState } from '../../src/crawl/ports.ts';

const unknown: TemplateState = {
  template: 'қала.kz/news/0',
  tried: 0,
  captures: 0,
  barren: 0,
  suspended: false,
};
const answers = (state: TemplateState, kinds: readonly ('news' | 'barren' | 'error')[]) =>
  kinds.reduce(
    (at, kind) => afterAnswer(at, kind === 'error' ? 'error' : 'page', kind === 'news'),
    state,
  );
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('the novelty test', () => {
  it('suspends a template whose last eight of at least twelve answers brought nothing', () => {
    const almost = answers(unknown, [...times(4, 'news' as const), ...times(7, 'barren' as const)]);
    expect(almost.suspended).toBe(false);
    expect(answers(almost, ['barren']).suspended).toBe(true);
    expect(answers(unknown, times(11, 'barren')).suspended).toBe(false);
  });

  it('never suspends for errors alone, and never takes a suspension back', () => {
    expect(answers(unknown, times(1000, 'error')).suspended).toBe(false);
    expect(answers(unknown, [...times(12, 'barren' as const), 'news']).suspended).toBe(true);
  });

  it('opens a proven template wholly and an unknown one a little', () => {
    expect(allowance(unknown)).toBe(12);
    expect(allowance(answers(unknown, times(12, 'news')))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('lets at most twelve answers without news through before it suspends', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (pattern) => {
        let state = answers(
          unknown,
          pattern.map((isNews) => (isNews ? 'news' : 'barren')),
        );
        let wasted = 0;
        while (!state.suspended && wasted < 100) {
          wasted += 1;
          state = answers(state, ['barren']);
        }
        expect(wasted).toBeLessThanOrEqual(12);
      }),
    );
  });

  it('always lets something through, so that every wave ends', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('news' as const, 'barren' as const, 'error' as const)),
        (kinds) => {
          expect(allowance(answers(unknown, kinds))).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});

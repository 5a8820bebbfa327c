import { expect, it } from 'vitest';
import { Pace } from '../../src/probe/pace.ts';

const holds = { firstHoldMs: 10_000, longestHoldMs: 60_000, widestGapMs: 1000 };

/** Whether each of some turns in a row would be now. */
function turnsOf(pace: Pace, number: number): boolean[] {
  const signal = AbortSignal.abort();
  return Array.from({ length: number }, () => {
    const wait = pace.turn(signal);
    wait?.catch(() => {});
    return wait === undefined;
  });
}

it('without a rate every turn is now', () => {
  expect(turnsOf(new Pace(null, holds), 5)).toEqual([true, true, true, true, true]);
});

it('with a rate the first turn is now, and the others wait', () => {
  expect(turnsOf(new Pace(1, holds), 3)).toEqual([true, false, false]);
});

it('a server that is too busy is asked by nobody for a while', () => {
  const pace = new Pace(null, holds);
  pace.tooBusy(null, 1);
  expect(turnsOf(pace, 2)).toEqual([false, false]);
});

it('a Retry-After of no time at all only slows down', () => {
  const pace = new Pace(null, holds);
  pace.tooBusy('0', 1);
  expect(turnsOf(pace, 3)[0]).toBe(true);
});

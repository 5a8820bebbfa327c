import { expect, test } from 'vitest';
import { paceOf } from '../../src/pipeline/pace.ts';

test('the pace of work of known size tells how much is done, the rate and the rest', () => {
  let clock = 0;
  const pace = paceOf('pages cut', 300, () => clock);
  clock = 3000;
  expect(pace(120)).toBe('120 of 300 pages cut, 40/s, about 5 s left');
  clock = 100_000;
  expect(pace(250)).toBe('250 of 300 pages cut, 2.5/s, about 20 s left');
});

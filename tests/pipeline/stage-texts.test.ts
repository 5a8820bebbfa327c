import { expect, test } from 'vitest';
import { paceOf } from '../../src/pipeline/pace.ts';
import { crawlProgressText } from '../../src/pipeline/stage-texts.ts';

const text = (queued: number, ratePerSecond: number) =>
  crawlProgressText({ pages: 12, queued, ratePerSecond });

test('the progress of a crawl tells its rate and how long the known rest takes', () => {
  expect(text(100, 2)).toBe('12 fetched, 100 queued, 2.0/s, about 50 s left');
  expect(text(1200, 2)).toContain('about 10 min left');
  expect(text(9000, 1)).toContain('about 2 h 30 min left');
  expect(text(100, 0)).toBe('12 fetched, 100 queued, 0.0/s');
});

test('the pace of work of known size tells how much is done, the rate and the rest', () => {
  let clock = 0;
  const pace = paceOf('pages cut', 300, () => clock);
  clock = 3000;
  expect(pace(120)).toBe('120 of 300 pages cut, 40/s, about 5 s left');
  clock = 100_000;
  expect(pace(250)).toBe('250 of 300 pages cut, 2.5/s, about 20 s left');
});

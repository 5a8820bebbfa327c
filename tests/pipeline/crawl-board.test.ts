import { expect, test } from 'vitest';
import { CrawlBoard, progressText } from '../../src/pipeline/crawl-board.ts';

const progress = { pages: 12, bytes: 38_400, queued: 100, ratePerSecond: 2, waiting: [] };

test('the progress of a crawl tells its amount, rate and how long the known rest takes', () => {
  expect(progressText(progress)).toBe('12 fetched (38 KB), 100 queued, 2.0/s, about 50 s left');
  expect(progressText({ ...progress, queued: 1200 })).toContain('about 10 min left');
  expect(progressText({ ...progress, queued: 9000, ratePerSecond: 1 })).toContain(
    'about 2 h 30 min left',
  );
  expect(progressText({ ...progress, ratePerSecond: 0 })).toBe(
    '12 fetched (38 KB), 100 queued, 0.0/s',
  );
});

test('the progress says why each host waits, and for how long', () => {
  const waiting = [
    { host: 'qala.kz', reason: 'HTTP 503', until: 40_000 },
    { host: 'aqsu.kz', reason: 'other hosts at 10.0.0.5:80', until: null },
  ];
  expect(progressText({ ...progress, waiting }, 10_000)).toContain(
    '; qala.kz waits 30 s: HTTP 503; aqsu.kz waits: other hosts at 10.0.0.5:80',
  );
});

test('many agencies have one line together', () => {
  const board = new CrawlBoard(3);
  const waiting = [{ host: 'qala.kz', reason: 'hours 20-07', until: 1e12 }];
  expect(board.update('qala', { ...progress, waiting })).toEqual(waiting);
  expect(board.update('qala', { ...progress, waiting })).toEqual([]);
  board.update('aqsu', progress);
  board.ended('aqsu');
  expect(board.text()).toBe(
    '1 of 3 agencies crawled, 1 under way: 24 fetched (77 KB), 100 queued, 2.0/s, about 50 s left; hosts wait: hours 20-07 1',
  );
});

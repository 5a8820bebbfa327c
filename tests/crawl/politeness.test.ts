import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultTiming,
  HostPace,
  type RequestEnd,
  retryWaitMs,
} from '../../src/crawl/politeness.ts';
import { retryAfterMs } from '../../src/text/retry-after.ts';

const one = { ratePerSecond: 4, connections: 1 };
const answer = (status: number, latencyMs = 0): RequestEnd => ({
  status,
  reason: `HTTP ${status}`,
  latencyMs,
  waitMs: null,
});
const silent: RequestEnd = { status: 0, reason: 'timeout', latencyMs: 0, waitMs: null };

/** One request from `start` to `end`. */
function request(pace: HostPace, start: number, end: number, how: RequestEnd = answer(200)): void {
  pace.started(start);
  pace.ended(end, start, how);
}

describe('the pace of a host', () => {
  it('leaves the gap of the rate between the end of an answer and the next request', () => {
    const pace = new HostPace(defaultTiming, one);
    pace.started(1000);
    expect(pace.readyAt).toBe(Number.POSITIVE_INFINITY);
    pace.ended(1100, 1000, answer(200));
    expect(pace.readyAt).toBe(1350);
  });

  it('leaves the gap between starts when the mapping allows several connections', () => {
    const pace = new HostPace(defaultTiming, { ratePerSecond: 4, connections: 2 });
    pace.started(1000);
    expect(pace.readyAt).toBe(1250);
    pace.started(1250);
    expect(pace.readyAt).toBe(Number.POSITIVE_INFINITY);
    pace.ended(1400, 1000, answer(200));
    expect(pace.readyAt).toBe(1500);
  });

  it('takes a crawl-delay as floor, up to its cap, one request at a time, from robots.txt on', () => {
    const pace = new HostPace(defaultTiming, { ratePerSecond: 4, connections: 8 });
    request(pace, 0, 10);
    pace.respectCrawlDelay(3600);
    expect(pace.readyAt).toBe(30_010);
    pace.started(30_010);
    expect(pace.readyAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('waits as long as the server asks and slows down afterwards', () => {
    const pace = new HostPace(defaultTiming, { ratePerSecond: 1, connections: 1 });
    request(pace, 0, 0, { ...answer(429), waitMs: 90_000 });
    expect([pace.readyAt, pace.reason]).toEqual([90_000, 'HTTP 429']);
    request(pace, 90_000, 90_000, answer(404));
    expect(pace.readyAt).toBe(92_000);
  });

  it('waits as long as the server took, as a share of its connections', () => {
    const alone = new HostPace(defaultTiming, one);
    request(alone, 0, 3000, answer(200, 3000));
    expect(alone.readyAt).toBe(6000);
    const several = new HostPace(defaultTiming, { ratePerSecond: 4, connections: 4 });
    request(several, 0, 3000, answer(200, 3000));
    several.started(3000);
    expect(several.readyAt).toBe(3750);
  });

  it('counts requests that failed together as one trouble', () => {
    const pace = new HostPace(defaultTiming, { ratePerSecond: 4, connections: 3 });
    for (let i = 0; i < 3; i++) pace.started(0);
    for (let i = 0; i < 3; i++) pace.ended(100, 0, silent);
    expect(pace.readyAt).toBe(750);
  });

  it.each([404, 500, 304, 301])('does not become faster by HTTP %s', (status) => {
    const pace = new HostPace(defaultTiming, one);
    request(pace, 0, 0, answer(503));
    request(pace, 1000, 1000, answer(status));
    expect(pace.readyAt).toBe(1500);
    request(pace, 1500, 1500, answer(200));
    expect(pace.readyAt).toBe(1750);
  });

  it('never goes faster than the rate, whatever happens', () => {
    const ends = fc.array(
      fc.record({ status: fc.constantFrom(0, 200, 404, 429, 503), latencyMs: fc.nat(5000) }),
      { maxLength: 40 },
    );
    const paces = fc.double({ min: 0.1, max: 50, noNaN: true });
    fc.assert(
      fc.property(ends, paces, fc.integer({ min: 1, max: 4 }), (list, rate, connections) => {
        const pace = new HostPace(defaultTiming, { ratePerSecond: rate, connections });
        let now = 0;
        let last = Number.NEGATIVE_INFINITY;
        for (const end of list) {
          now = Math.max(now, pace.readyAt);
          expect(now - last).toBeGreaterThanOrEqual(1000 / rate - 1e-6);
          const start = now;
          pace.started(now);
          now += end.latencyMs;
          pace.ended(now, start, { ...answer(end.status), ...end });
          last = connections === 1 ? now : start;
        }
      }),
    );
  });

  it('doubts a host after three failures in a row, and later after each false alarm', () => {
    const pace = new HostPace(defaultTiming, one);
    let now = 0;
    const fail = (times: number, end: RequestEnd) => {
      for (let i = 0; i < times; i++) request(pace, ++now, now, end);
    };
    fail(2, silent);
    request(pace, ++now, now, answer(404));
    fail(2, answer(500));
    expect(pace.isDoubtful).toBe(false);
    fail(1, answer(503));
    expect(pace.isDoubtful).toBe(true);
    pace.trust();
    fail(5, silent);
    expect(pace.isDoubtful).toBe(false);
    fail(1, silent);
    expect(pace.isDoubtful).toBe(true);
    pace.sound();
    pace.trust();
    pace.sound();
    fail(3, silent);
    expect(pace.isDoubtful).toBe(true);
  });

  it('doubles the wait before each further attempt, up to a minute', () => {
    expect([1, 2, 3, 10].map((n) => retryWaitMs(defaultTiming, n))).toEqual([
      2000, 4000, 8000, 60_000,
    ]);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2019-03-22T06:00:00Z');
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Fri, 22 Mar 2019 06:01:00 GMT', 60_000],
    ['Fri, 22 Mar 2019 05:00:00 GMT', 0],
    ['999999999', 600_000],
    ['ертең', null],
    ['', null],
  ])('"%s" means %s milliseconds', (value, expected) => {
    expect(retryAfterMs(value, now, 600_000)).toBe(expected);
  });
});

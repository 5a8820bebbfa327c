import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultTiming, HostPace, retryWaitMs } from '../../src/crawl/politeness.ts';
import { retryAfterMs } from '../../src/crawl/retry-after.ts';

describe('the pace of a host', () => {
  it('leaves the gap of the rate between two requests', () => {
    const pace = new HostPace(defaultTiming, 4);
    pace.started(1000);
    expect(pace.readyAt).toBe(1250);
  });

  it('takes a crawl-delay as floor, up to its cap', () => {
    const pace = new HostPace(defaultTiming, 4);
    pace.respectCrawlDelay(3600);
    pace.started(0);
    expect(pace.readyAt).toBe(30_000);
  });

  it('waits as long as the server asks and slows down afterwards', () => {
    const pace = new HostPace(defaultTiming, 1);
    pace.started(0);
    pace.troubled(0, 90_000, 'HTTP 429');
    expect([pace.readyAt, pace.reason]).toEqual([90_000, 'HTTP 429']);
    pace.started(90_000);
    expect(pace.readyAt).toBe(92_000);
  });

  it('never goes faster than the rate, whatever happens', () => {
    const events = fc.array(fc.constantFrom('answered', 'troubled'), { maxLength: 40 });
    fc.assert(
      fc.property(events, fc.double({ min: 0.1, max: 50, noNaN: true }), (list, rate) => {
        const pace = new HostPace(defaultTiming, rate);
        for (const event of list) {
          if (event === 'answered') pace.answered();
          else pace.troubled(0, 0, 'HTTP 503');
        }
        pace.started(0);
        expect(pace.readyAt).toBeGreaterThanOrEqual(1000 / rate - 1e-6);
      }),
    );
  });

  it('calls a host deaf only after twelve silences in a row', () => {
    const pace = new HostPace(defaultTiming, 1);
    for (let i = 0; i < 11; i++) pace.troubled(0, null, 'timeout');
    expect(pace.isDeaf).toBe(false);
    pace.answered();
    for (let i = 0; i < 12; i++) pace.troubled(0, null, 'timeout');
    expect(pace.isDeaf).toBe(true);
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

import { afterEach, describe, expect, it } from 'vitest';
import { CrawlWindow } from '../../src/crawl/crawl-window.ts';
import { parseByteSize } from '../../src/model/byte-size.ts';
import { mappingSchema } from '../../src/model/mapping.ts';
import { crawlLab, crawlResult, labMapping, siteFolder } from '../support/crawl-lab.ts';
import { type FaultServer, page, startFaultServer } from '../support/fault-server.ts';

const almaty = { timeZone: 'Asia/Almaty', used: undefined, bytesPerDay: undefined };
/** Almaty was six hours east of Greenwich then. */
const at = (time: string) => Date.parse(`2019-03-22T${time}:00+06:00`);

describe('the hours of a mapping', () => {
  it.each([
    ['20-07', '19:59', '20:00'],
    ['20-07', '07:00', '20:00'],
    ['20:30-06', '12:00', '20:30'],
    ['01-05', '00:30', '01:00'],
    ['0-24', '12:00', null],
    ['20-07', '20:00', null],
    ['20-07', '06:59', null],
    ['01-05', '03:00', null],
    [undefined, '12:00', null],
  ])('%s, asked at %s, wait until %s', (hours, time, until) => {
    const window = new CrawlWindow({ ...almaty, hours });
    expect(window.pause(at(time))?.until ?? null).toBe(until === null ? null : at(until));
  });

  it('01-05 are waited for over midnight', () => {
    const window = new CrawlWindow({ ...almaty, hours: '01-05' });
    expect(window.pause(at('23:00'))).toEqual({
      reason: 'hours 01-05',
      until: at('01:00') + 86_400_000,
    });
  });

  it.each(['20', '25-07', '20-20', '20-20:00', '20:60-07', 'түнде'])('"%s" are none', (hours) => {
    const parsed = mappingSchema.safeParse({
      ...labMapping([{ host: 'qala.kz' }], '127.0.0.1:80'),
      crawl: { hours },
    });
    expect(parsed.error?.issues[0]?.message).toBe('hours such as 20-07 or 20:30-06');
  });
});

describe('the bytes a day of a mapping', () => {
  it('are waited for until midnight in its time zone, and counted over runs', () => {
    const first = new CrawlWindow({ ...almaty, hours: undefined, bytesPerDay: 1000 });
    first.add(600, at('21:00'));
    expect(first.pause(at('21:00'))).toBeUndefined();
    const { used } = first;
    const second = new CrawlWindow({ ...almaty, hours: undefined, bytesPerDay: 1000, used });
    second.add(400, at('22:00'));
    const midnight = at('00:00') + 86_400_000;
    expect(second.pause(at('22:00'))).toEqual({ reason: 'bytes a day (1000)', until: midnight });
    expect(second.pause(midnight)).toBeUndefined();
    second.add(1, midnight);
    expect(second.used).toEqual({ day: '2019-03-23', bytes: 1 });
  });

  it.each([
    ['500 MB', 500_000_000],
    ['1.5 GiB', 1_610_612_736],
    ['20KB', 20_000],
    [4096, 4096],
    ['4096', 4096],
    ['көп', undefined],
    ['5 mb', undefined],
  ])('%s is %s', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });
});

describe('a crawl outside its hours', () => {
  let server: FaultServer;
  const site = siteFolder();
  afterEach(async () => {
    await server.close();
    site.remove();
  });

  it('asks nothing and says until when, unless a person overrides it', async () => {
    server = await startFaultServer({ '/': page('Басты бет', ['/b']), '/b': page('Екінші бет') });
    // An hour that begins in an hour, by the clock of the mapping's zone.
    const hour = (new Date().getUTCHours() + 1) % 24;
    const hours = `${hour}-${(hour + 1) % 24 || 24}`;
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, {
      timeZone: 'UTC',
      crawl: { hours, bytesPerDay: '1 KB' },
    });
    const stop = new AbortController();
    const waited = await crawlLab(mapping, site.folder, {
      signal: stop.signal,
      onProgress: ({ waiting: [first] }) => {
        if (first?.reason === `hours ${hours}`) stop.abort();
      },
    });
    expect([waited.interrupted, server.log]).toEqual([true, []]);
    const now = await crawlLab(mapping, site.folder, { anyHour: true });
    expect(now.complete).toBe(true);
    expect(crawlResult(site.folder).findings[0]).toMatch(/^hours-overridden {2}hours .*1 KB/);
  });
});

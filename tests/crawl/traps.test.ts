import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasRepeatedSegments, templateOf, withoutSession } from '../../src/crawl/traps.ts';
import { crawlLab, crawlResult, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import { type FaultServer, page, type Route, startFaultServer } from '../support/fault-server.ts';

describe('session ids', () => {
  it.each([
    ['http://a.kz/b;jsessionid=0A1B?x=1', 'http://a.kz/b?x=1'],
    ['http://a.kz/(S(k2lbqz45))/Default.aspx', 'http://a.kz/Default.aspx'],
    ['http://a.kz/?id=5&PHPSESSID=abc', 'http://a.kz/?id=5'],
    ['http://a.kz/?sid=4f1d2c3b4a5e6f708192', 'http://a.kz/'],
    ['http://a.kz/?sid=12', 'http://a.kz/?sid=12'],
    ['http://a.kz/?s=%D2%9B%D0%B0%D0%BB%D0%B0', 'http://a.kz/?s=%D2%9B%D0%B0%D0%BB%D0%B0'],
    ['http://a.kz/?b=2&a=1', 'http://a.kz/?b=2&a=1'],
  ])('%s is fetched as %s', (address, clean) => {
    expect(withoutSession(address, [])).toBe(clean);
  });

  it('keeps a parameter that the mapping names as content', () => {
    const address = 'http://a.kz/?sid=4f1d2c3b4a5e6f708192';
    expect(withoutSession(address, ['sid'])).toBe(address);
  });
});

describe('repeated segments', () => {
  it.each([
    ['http://a.kz/kk/kk/kk/', true],
    ['http://a.kz/a/b/a/b/a/b', true],
    ['http://a.kz/x/a/b/c/a/b/c/a/b/c/d', true],
    ['http://a.kz/kk/kk/', false],
    ['http://a.kz/2011/11/11/11/', false],
    ['http://a.kz/a/b/a/b/a', false],
  ])('%s: %s', (address, expected) => {
    expect(hasRepeatedSegments(address)).toBe(expected);
  });
});

describe('templates', () => {
  it('masks numbers and hexadecimal ids, and keeps Cyrillic letters apart from digits', () => {
    expect(templateOf('http://a.kz/news/12/%D2%9B1.html?d=2019-03')).toBe(
      'a.kz/news/0/қ0.html?d=0-0',
    );
    expect(templateOf('http://a.kz/3fa85f64-5717-4562-b3fc-2c963f66afa6')).toMatch(
      /^a\.kz\/0-0-0-/,
    );
  });

  it('is the same for every order of the parameters', () => {
    const pairs = fc.uniqueArray(fc.constantFrom('a=1', 'b=қ', 'c=3', 'ә=2', 'd='), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (list) => {
        const one = templateOf(new URL(`http://a.kz/?${list.join('&')}`).href);
        const other = templateOf(new URL(`http://a.kz/?${list.toReversed().join('&')}`).href);
        expect(one).toBe(other);
      }),
    );
  });
});

const menu = 'Қала әкімдігінің ресми сайты: жаңалықтар, құжаттар, байланыс';

describe('endless sites', () => {
  let site: { folder: string; remove: () => void };
  let server: FaultServer;
  beforeEach(() => {
    site = siteFolder();
  });
  afterEach(async () => {
    await server.close();
    site.remove();
  });

  const crawl = async (routes: (target: string) => Route | undefined) => {
    server = await startFaultServer({}, routes);
    return await crawlLab(labMapping([{ host: 'qala.kz' }], server.to), site.folder);
  };
  it('leaves a calendar that links month after month after few requests, without losing the news', async () => {
    await crawl((target) => {
      const month = Number(/cal\?m=(-?\d+)/.exec(target)?.[1] ?? Number.NaN);
      if (!Number.isNaN(month)) return page(menu, [`/cal?m=${month + 1}`, `/cal?m=${month - 1}`]);
      const news = Number(/news\/(\d+)/.exec(target)?.[1] ?? Number.NaN);
      const next = Array.from({ length: 9 }, (_, i) => news * 9 + i + 1)
        .filter((one) => one < 60)
        .map((one) => `/news/${one}`);
      if (news < 60) {
        return page(`${'Ауылда '.repeat(news + 1)} жаңа мектеп ашылды, оған бәрі қуанды`, next);
      }
      return target === 'qala.kz/' ? page(menu, ['/cal?m=0', '/news/0']) : undefined;
    });
    expect(server.log.filter((target) => target.includes('cal')).length).toBeLessThanOrEqual(25);
    const { addresses, captures, findings } = crawlResult(site.folder);
    expect(captures.filter((one) => /news\/\d+ 200/.test(one))).toHaveLength(60);
    const suspended = findings.filter((one) => one.startsWith('trap-suspended'));
    expect(suspended.length).toBeGreaterThan(0);
    for (const one of suspended) expect(one).toContain(' http://qala.kz/cal?m=');
    const refused = addresses.filter((one) => one.includes('trap:'));
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatch(/^http:\/\/qala.kz\/cal/);
  });

  it('leaves a calendar whose months list all their days', async () => {
    await crawl((target) => {
      const month = Number(/month\/(\d+)/.exec(target)?.[1] ?? Number.NaN);
      const days = Array.from({ length: 30 }, (_, i) => `/day/${month}-${i + 1}`);
      if (!Number.isNaN(month)) return page(menu, [`/month/${month + 1}`, ...days]);
      return /day/.test(target) || target === 'qala.kz/' ? page(menu, ['/month/1']) : undefined;
    });
    expect(server.log.filter((target) => /day|month/.test(target)).length).toBeLessThanOrEqual(30);
  });

  it('follows a long pager whose pages only list links to news', async () => {
    const pages = 30;
    await crawl((target) => {
      if (target === 'qala.kz/') return page(menu, ['/list?p=1']);
      const at = Number(/list\?p=(\d+)/.exec(target)?.[1] ?? 0);
      if (at > 0)
        return page(menu, [
          `/item/${at * 2}`,
          `/item/${at * 2 + 1}`,
          `/list?p=${Math.min(at + 1, pages)}`,
        ]);
      const item = Number(/item\/(\d+)/.exec(target)?.[1] ?? 0);
      return page(`${'Жол '.repeat(item)} жөнделді, енді көлік жүре алады, халық риза`);
    });
    const { captures } = crawlResult(site.folder);
    expect(captures.filter((one) => one.includes('/item/'))).toHaveLength(2 * pages);
  });

  it('captures print versions, each a copy of a page of its own', async () => {
    const names = Array.from({ length: 40 }, (_, i) => i + 1);
    await crawl((target) => {
      const id = Number(/id=(\d+)/.exec(target)?.[1] ?? 0);
      const links = target.includes('print') ? [] : [`/print?id=${id}`];
      if (id > 0)
        return page(`${'Қаулы '.repeat(id)} бойынша шешім қабылданды және бекітілді`, links);
      return target === 'qala.kz/'
        ? page(
            menu,
            names.map((name) => `/doc?id=${name}`),
          )
        : undefined;
    });
    const { captures } = crawlResult(site.folder);
    expect(captures.filter((one) => one.includes('/print'))).toHaveLength(40);
  });

  it('fetches the clean form of links with sessions and remembers the spelling', async () => {
    await crawl((target) => {
      if (target === 'qala.kz/') return page(menu, ['/a?PHPSESSID=1f', '/a?PHPSESSID=2f']);
      return target === 'qala.kz/a' ? page('Бір бет, екі сілтеме') : undefined;
    });
    expect(server.log.filter((target) => target.includes('/a'))).toEqual(['qala.kz/a']);
    expect(verdictOf(site.folder, 'http://qala.kz/a?PHPSESSID=1f')).toBe(
      'refused session-id session-of:http://qala.kz/a',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { groupFor, parseRobots, robotsVerdict } from '../../src/crawl/robots.ts';

/** Cases by the section of RFC 9309 they come from; `own` are faults seen on old servers. */
const cases: [origin: string, name: string, robots: string, path: string, allowed: boolean][] = [
  ['2.2.1', 'no rule for anyone allows', '', '/kk/жаңалық', true],
  [
    '2.2.1',
    'a group for the crawler hides the group of all',
    'User-agent: *\nDisallow: /\nUser-agent: kosh\nDisallow: /x',
    '/a',
    true,
  ],
  [
    '2.2.1',
    'groups for the crawler are merged',
    'User-agent: kosh\nDisallow: /a\nUser-agent: other\nDisallow: /\nUser-agent: kosh\nDisallow: /b',
    '/b',
    false,
  ],
  [
    '2.2.1',
    'the token is matched in any letter case',
    'User-agent: KOSH\nDisallow: /a',
    '/a',
    false,
  ],
  ['2.2.1', 'a longer name is another crawler', 'User-agent: koshbot\nDisallow: /', '/a', true],
  [
    '2.2.1',
    'several user-agent lines share their rules',
    'User-agent: x\nUser-agent: kosh\nDisallow: /a',
    '/a',
    false,
  ],
  [
    '2.1',
    'an unknown line between user-agent lines does not part them',
    'User-agent: kosh\nHost: a.kz\nUser-agent: x\nDisallow: /a',
    '/a',
    false,
  ],
  [
    '2.1',
    'a crawl-delay between user-agent lines does not part them',
    'User-agent: kosh\nCrawl-delay: 2\nUser-agent: x\nDisallow: /a',
    '/a',
    false,
  ],
  [
    '2.2.2',
    'the longest match decides',
    'User-agent: *\nDisallow: /kk/\nAllow: /kk/page/',
    '/kk/page/1',
    true,
  ],
  ['2.2.2', 'allow wins a tie', 'User-agent: *\nDisallow: /kk\nAllow: /kk', '/kk', true],
  ['2.2.2', 'paths are case-sensitive', 'User-agent: *\nDisallow: /Admin', '/admin', true],
  ['2.2.2', 'an empty disallow forbids nothing', 'User-agent: *\nDisallow:', '/a', true],
  ['2.2.2', 'a match starts at the beginning', 'User-agent: *\nDisallow: /a', '/b/a', true],
  [
    '2.2.2',
    'raw and encoded letters are the same path',
    'User-agent: *\nDisallow: /құжат',
    '/%D2%9B%D2%B1%D0%B6%D0%B0%D1%82/1',
    false,
  ],
  [
    '2.2.2',
    'an encoded unreserved letter is the letter',
    'User-agent: *\nDisallow: /%61dmin',
    '/admin',
    false,
  ],
  ['2.2.2', 'an encoded slash is no slash', 'User-agent: *\nDisallow: /a%2Fb', '/a/b', true],
  [
    '2.2.3',
    'a star stands for anything',
    'User-agent: *\nDisallow: /*/print',
    '/kk/news/print',
    false,
  ],
  ['2.2.3', 'a dollar ends the path', 'User-agent: *\nDisallow: /*.php$', '/a.php?x=1', true],
  ['2.2.3', 'a dollar ends the path, met', 'User-agent: *\nDisallow: /*.php$', '/a.php', false],
  ['2.2.3', 'a dollar inside is a letter', 'User-agent: *\nDisallow: /a$b', '/a$b', false],
  ['2.2.3', 'comments end a line', 'User-agent: * # бәрі\nDisallow: /a # жабық', '/a', false],
  [
    '2.2.4',
    'sitemap lines belong to no group',
    'User-agent: x\nSitemap: http://a.kz/s.xml\nUser-agent: kosh\nDisallow: /a',
    '/a',
    false,
  ],
  [
    '2.3',
    '/robots.txt itself is always allowed',
    'User-agent: *\nDisallow: /',
    '/robots.txt',
    true,
  ],
  ['own', 'a byte order mark is passed over', '\uFEFFUser-agent: *\nDisallow: /a', '/a', false],
  ['own', 'old Mac line ends are line ends', 'User-agent: *\rDisallow: /a\r', '/a', false],
  [
    'own',
    'rules before any user-agent are nobody’s',
    'Disallow: /\nUser-agent: *\nDisallow: /b',
    '/a',
    true,
  ],
  ['own', 'an HTML page is no rule', '<html><body>404</body></html>', '/a', true],
  [
    'own',
    'many stars take linear time',
    `User-agent: *\nDisallow: /${'*a'.repeat(2000)}$`,
    `/${'a'.repeat(2000)}b`,
    true,
  ],
];

describe('robots.txt', () => {
  it.each(cases)('%s: %s', (_origin, _name, robots, path, allowed) => {
    const { rules } = groupFor(parseRobots(robots), 'kosh/0.1 (+https://www.gov.kz)');
    expect(robotsVerdict(rules, path).allowed).toBe(allowed);
  });

  it('takes the greatest crawl-delay of the merged groups and all sitemaps', () => {
    const robots = parseRobots(
      'User-agent: kosh\nCrawl-delay: 2\nSitemap: http://a.kz/1.xml\n\nUser-agent: kosh\nCrawl-delay: 5\nSitemap: /2.xml',
    );
    expect(groupFor(robots, 'kosh').crawlDelay).toBe(5);
    expect(robots.sitemaps).toEqual(['http://a.kz/1.xml', '/2.xml']);
  });

  it('names the line that decided', () => {
    const { rules } = groupFor(parseRobots('User-agent: *\n\nDisallow: /жабық/'), 'kosh');
    expect(robotsVerdict(rules, '/%D0%B6%D0%B0%D0%B1%D1%8B%D2%9B/1').rule).toBe(
      'Disallow: /%D0%B6%D0%B0%D0%B1%D1%8B%D2%9B/ (line 3)',
    );
  });
});

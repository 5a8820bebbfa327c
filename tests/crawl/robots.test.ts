import { describe, expect, it } from 'vitest';
import { groupFor, parseRobots, robotsVerdict } from '../../src/crawl/robots.ts';

/**
 * Cases by where they come from: a section of RFC 9309, what Google documents of its crawler or its parser accepts beyond
 * the RFC, and our own, mostly faults of old servers.
 */
const cases: [origin: string, name: string, robots: string, path: string, allowed: boolean][] = [
  ['RFC 2.2.1', 'no rule for anyone allows', '', '/kk/жаңалық', true],
  [
    'RFC 2.2.1',
    'a group for the crawler hides the group of all',
    'User-agent: *\nDisallow: /\nUser-agent: kosh\nDisallow: /x',
    '/a',
    true,
  ],
  [
    'RFC 2.2.1',
    'groups for the crawler are merged',
    'User-agent: kosh\nDisallow: /a\nUser-agent: other\nDisallow: /\nUser-agent: kosh\nDisallow: /b',
    '/b',
    false,
  ],
  [
    'RFC 2.2.1',
    'the token is matched in any letter case',
    'User-agent: KOSH\nDisallow: /a',
    '/a',
    false,
  ],
  ['RFC 2.2.1', 'a longer name is another crawler', 'User-agent: koshbot\nDisallow: /', '/a', true],
  [
    'RFC 2.2.1',
    'several user-agent lines share their rules',
    'User-agent: x\nUser-agent: kosh\nDisallow: /a',
    '/a',
    false,
  ],
  [
    'RFC 2.1',
    'an unknown line between user-agent lines does not part them',
    'User-agent: kosh\nHost: a.kz\nUser-agent: x\nDisallow: /a',
    '/a',
    false,
  ],
  [
    'RFC 2.1',
    'a crawl-delay between user-agent lines does not part them',
    'User-agent: kosh\nCrawl-delay: 2\nUser-agent: x\nDisallow: /a',
    '/a',
    false,
  ],
  [
    'RFC 2.2.2',
    'the longest match decides',
    'User-agent: *\nDisallow: /kk/\nAllow: /kk/page/',
    '/kk/page/1',
    true,
  ],
  ['RFC 2.2.2', 'allow wins a tie', 'User-agent: *\nDisallow: /kk\nAllow: /kk', '/kk', true],
  ['RFC 2.2.2', 'paths are case-sensitive', 'User-agent: *\nDisallow: /Admin', '/admin', true],
  ['RFC 2.2.2', 'an empty disallow forbids nothing', 'User-agent: *\nDisallow:', '/a', true],
  ['RFC 2.2.2', 'a match starts at the beginning', 'User-agent: *\nDisallow: /a', '/b/a', true],
  [
    'RFC 2.2.2',
    'raw and encoded letters are the same path',
    'User-agent: *\nDisallow: /құжат',
    '/%D2%9B%D2%B1%D0%B6%D0%B0%D1%82/1',
    false,
  ],
  [
    'RFC 2.2.2',
    'an encoded unreserved letter is the letter',
    'User-agent: *\nDisallow: /%61dmin',
    '/admin',
    false,
  ],
  ['RFC 2.2.2', 'an encoded slash is no slash', 'User-agent: *\nDisallow: /a%2Fb', '/a/b', true],
  [
    'RFC 2.2.3',
    'a star stands for anything',
    'User-agent: *\nDisallow: /*/print',
    '/kk/news/print',
    false,
  ],
  ['RFC 2.2.3', 'a dollar ends the path', 'User-agent: *\nDisallow: /*.php$', '/a.php?x=1', true],
  ['RFC 2.2.3', 'a dollar ends the path, met', 'User-agent: *\nDisallow: /*.php$', '/a.php', false],
  ['RFC 2.2.3', 'a dollar inside is a letter', 'User-agent: *\nDisallow: /a$b', '/a$b', false],
  ['RFC 2.2.3', 'comments end a line', 'User-agent: * # бәрі\nDisallow: /a # жабық', '/a', false],
  [
    'RFC 2.2.4',
    'sitemap lines belong to no group',
    'User-agent: x\nSitemap: http://a.kz/s.xml\nUser-agent: kosh\nDisallow: /a',
    '/a',
    false,
  ],
  [
    'RFC 2.3',
    '/robots.txt itself is always allowed',
    'User-agent: *\nDisallow: /',
    '/robots.txt',
    true,
  ],
  [
    'RFC 2.2.1',
    'a group without rules allows all',
    'User-agent: kosh\n\nUser-agent: x\nAllow: /',
    '/a',
    true,
  ],
  [
    'RFC 2.2.1',
    'a name that no group has falls to the group of all',
    'User-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /жабық',
    '/a',
    true,
  ],
  [
    'RFC 2.2.1',
    'groups of all are merged too',
    'User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b',
    '/a',
    false,
  ],
  [
    'RFC 2.2.2',
    'the longest match decides though it comes first',
    'User-agent: *\nAllow: /kk/page/\nDisallow: /kk/',
    '/kk/page/1',
    true,
  ],
  [
    'RFC 2.2.2',
    'reserved octets are compared encoded',
    'User-agent: *\nDisallow: /a?b=https%3A%2F%2Fx',
    '/a?b=https%3A%2F%2Fx',
    false,
  ],
  [
    'RFC 2.2.2',
    'hex digits are compared in any case',
    'User-agent: *\nDisallow: /%d2%9b',
    '/%D2%9B%D0%B0',
    false,
  ],
  [
    'RFC 2.2.3',
    'an encoded star is the character',
    'User-agent: *\nDisallow: /a-%2A.html',
    '/a-*.html',
    false,
  ],
  [
    'RFC 2.2.3',
    'an encoded star is no star',
    'User-agent: *\nDisallow: /a-%2A.html',
    '/a-b.html',
    true,
  ],
  [
    'RFC 2.2.3',
    'an encoded dollar is the character',
    'User-agent: *\nDisallow: /a-%24',
    '/a-$',
    false,
  ],
  [
    'RFC 2.2.3',
    'an encoded dollar does not end the path',
    'User-agent: *\nDisallow: /a-%24',
    '/a-',
    true,
  ],
  [
    'Google',
    'a rule matches what begins with it',
    'User-agent: *\nDisallow: /fish',
    '/fish.php?id=1',
    false,
  ],
  [
    'Google',
    'a final star changes nothing',
    'User-agent: *\nDisallow: /fish*',
    '/fisheries',
    false,
  ],
  ['Google', 'a final slash means the folder', 'User-agent: *\nDisallow: /fish/', '/fish', true],
  ['Google', 'a star before an ending', 'User-agent: *\nDisallow: /*.php$', '/folder/a.php', false],
  [
    'Google',
    'of a star and a plain rule the longer decides',
    'User-agent: *\nAllow: /page\nDisallow: /*.htm',
    '/page.htm',
    false,
  ],
  ['Google', 'the root alone may be allowed', 'User-agent: *\nAllow: /$\nDisallow: /', '/', true],
  [
    'Google',
    'a version after the name is not part of it',
    'User-agent: kosh/2.1\nDisallow: /a',
    '/a',
    false,
  ],
  [
    'Google',
    'words after the name are not part of it',
    'User-agent: kosh crawler\nDisallow: /a',
    '/a',
    false,
  ],
  ['Google', 'a space may stand for the colon', 'User-agent: *\ndisallow /a', '/a', false],
  ['Google', 'disallow may be misspelt', 'User-agent: *\nDissallow: /a', '/a', false],
  [
    'Google',
    'user-agent may be misspelt',
    'Useragent: *\nDisallow: /a\nUser agent: x\nDisallow: /',
    '/b',
    true,
  ],
  ['Google', 'no space is needed after a colon', 'user-agent:*\ndisallow:/a', '/a', false],
  [
    'Google',
    'allowing the default document allows its folder',
    'User-agent: *\nDisallow: /\nAllow: /kk/index.html',
    '/kk/',
    true,
  ],
  [
    'Google',
    'and nothing else in it',
    'User-agent: *\nDisallow: /\nAllow: /kk/index.html',
    '/kk/b',
    false,
  ],
  ['ours', 'prose is no rule', 'User-agent: *\nDisallow the admin pages please', '/the', true],
  ['ours', 'a value may hold a colon', 'User-agent: *\nDisallow: /a:b', '/a:b', false],
  ['ours', 'a byte order mark is passed over', '\uFEFFUser-agent: *\nDisallow: /a', '/a', false],
  ['ours', 'old Mac line ends are line ends', 'User-agent: *\rDisallow: /a\r', '/a', false],
  [
    'ours',
    'rules before any user-agent are nobody’s',
    'Disallow: /\nUser-agent: *\nDisallow: /b',
    '/a',
    true,
  ],
  ['ours', 'an HTML page is no rule', '<html><body>404</body></html>', '/a', true],
  [
    'ours',
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

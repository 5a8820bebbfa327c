import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitClassOf, hitCode, readHitCode } from '../../src/model/hit.ts';
import { isProgram } from '../../src/redirects/hits/agents.ts';
import { noiseReason } from '../../src/redirects/hits/noise.ts';
import { isRequisite } from '../../src/redirects/hits/requisite.ts';
import { unescapeLog } from '../../src/redirects/hits/unescape.ts';
import { askedCount } from '../../src/store/asked-keys.ts';
import { addHits, asideCounts, type HitIncrease, spellingsAsked } from '../../src/store/hits.ts';
import { openHitsDb } from '../../src/store/hits-db.ts';
import { foldRarest } from '../../src/store/hits-upkeep.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { addPairs, packPairs, unpackCounts } from '../../src/text/packed-counts.ts';
import { askedOf, hitsWorkspace } from '../support/hits-lab.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.each([
  '/wp-login.php',
  '/blog/wp-login.php?redirect_to=x',
  '//xmlrpc.php',
  '/.env',
  '/app/.env.production',
  '/.git/config',
  '/_vti_bin/owssvr.dll',
  '/phpMyAdmin-4.8/index.php',
  '/cgi-bin/test.cgi',
  '/view.php?page=../../../../etc/passwd',
  '/index.php?id=1%20UNION%20SELECT%201,2',
  '/a/%252e%252e/%252e%252e/x',
  '/?x=%24%7Bjndi:ldap://evil%7D',
])('%s is asked for by scanners', (target) => {
  expect(noiseReason(target)).toBe('scanner');
});

test.each([
  '/ru/vendors/list.html',
  '/files/plan.environment.pdf',
  '/a.gitara.html',
  '/login.jsp',
  '/page.jsp',
  '/kk/басқару-manager-туралы',
  '/ru/info.php5',
  '/ru/news/cgi-bin-bezopasnost/',
  '/remote-work/',
  '/ru/робот.txt',
])('%s is no noise: names are compared whole', (target) => {
  expect(noiseReason(Buffer.from(target).toString('latin1'))).toBeUndefined();
});

test.each(['/favicon.ico', '/robots.txt', '/apple-touch-icon-120x120.png', '/.well-known/acme'])(
  '%s is asked for by programs of readers and robots on their own',
  (target) => expect(noiseReason(target)).toBe('automatic'),
);

test('programs are told by their names, telephones and people are none', () => {
  const programs = ['Mozilla/5.0 (compatible; bingbot/2.0)', 'curl/8.4', '-', 'python-requests/2'];
  const people = [
    'Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20)',
    'Mozilla/5.0 (Windows NT 10.0) Botanica/1.0',
    '',
  ];
  expect(programs.filter((agent) => !isProgram(agent))).toEqual([]);
  expect(people.filter(isProgram)).toEqual([]);
});

test('styles, scripts and pictures of layouts are requisites, documents, photographs and .jsp pages are not', () => {
  const requisites = [
    'a.kz/s.css',
    'a.kz/x.js?v=2',
    'a.kz/templates/main/logo.png',
    'a.kz/f.woff2',
  ];
  const others = ['a.kz/x.jsp', 'a.kz/upload/akim.jpg', 'a.kz/doc.pdf', 'a.kz/css', 'a.kz/a.json'];
  expect(requisites.filter((key) => !isRequisite(key))).toEqual([]);
  expect(others.filter(isRequisite)).toEqual([]);
});

test('escapes of nginx and Apache give back the octets, whatever they are', () => {
  expect(unescapeLog(String.raw`/a\x22b\"c\\d\x5Ce\n\xd0\xb6\q`)).toBe('/a"b"c\\d\\e\n\xd0\xb6\\q');
  const nginx = (octets: Uint8Array) =>
    [...octets]
      .map((octet) =>
        octet < 0x20 || octet > 0x7e || octet === 0x22 || octet === 0x5c
          ? `\\x${octet.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCharCode(octet),
      )
      .join('');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (octets) => {
      expect(unescapeLog(nginx(octets))).toBe(Buffer.from(octets).toString('latin1'));
    }),
  );
});

test('packed counts give back what was packed, in any order and added up', () => {
  const pairs = fc.array(fc.tuple(fc.nat(4e8), fc.integer({ min: 1, max: 5e6 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(pairs, (given) => {
      const flat = given.flat();
      const truth = new Map<number, number>();
      addPairs(truth, flat);
      const read = unpackCounts(packPairs(flat));
      expect(read).toEqual(truth);
      expect([...read.keys()]).toEqual([...truth.keys()].sort((a, b) => a - b));
    }),
  );
});

test('codes say day, class and who asked', () => {
  const code = hitCode(20261124, hitClassOf(410), true);
  expect(readHitCode(code)).toEqual({ day: 20261124, hitClass: 'missing', isProgram: true });
  expect([200, 304, 302, 404, 403, 503].map(hitClassOf)).toEqual([0, 0, 1, 2, 3, 4]);
});

function increase(address: string, key: string, count = 1): HitIncrease {
  const counts = [hitCode(20261124, 2, false), count];
  return { address: `http://${address}`, key, aside: null, counts, referrers: null };
}

test('fifty spellings of a key are kept, and requests for the others are counted', () => {
  const db = openHitsDb(':memory:');
  const spelled = Array.from({ length: 80 }, (_, n) =>
    increase(`a.kz/жоба?utm_source=${n}`, 'a.kz/жоба'),
  );
  addHits(db, 'log', { from: 0, to: 10 }, spelled);
  addHits(db, 'log', { from: 10, to: 20 }, [...spelled].reverse());
  const { spellings, others } = spellingsAsked(db, 'a.kz/жоба');
  expect(spellings).toHaveLength(50);
  expect(others).toBe(60);
  db.close();
});

test('made-up addresses beyond the room are counted without them, and known and frequent ones stay', () => {
  const db = openHitsDb(':memory:');
  const made = Array.from({ length: 1000 }, (_, n) => increase(`a.kz/x${n}`, `a.kz/x${n}`));
  const kept = ['a.kz/мұрағат', 'a.kz/байланыс'];
  addHits(db, 'log', { from: 0, to: 1 }, [
    ...made,
    increase('a.kz/1', kept[0] ?? ''),
    increase('a.kz/2', kept[1] ?? '', 100_000_000),
  ]);
  expect(foldRarest(db, (key) => key === kept[0], 400)).toBe(702);
  expect(askedCount(db)).toBe(300);
  expect(kept.map((key) => spellingsAsked(db, key).spellings.length)).toEqual([1, 1]);
  expect([...asideCounts(db, 'forgotten').values()]).toEqual([702]);
  expect(foldRarest(db, () => false, 400)).toBe(0);
  db.close();
});

test('another process that counts the same log is seen, and nothing is counted twice', () => {
  const db = openHitsDb(':memory:');
  addHits(db, 'log', { from: 0, to: 10 }, [increase('a.kz/', 'a.kz/')]);
  expect(() => addHits(db, 'log', { from: 0, to: 12 }, [increase('a.kz/', 'a.kz/')])).toThrow(
    'Another process is counting',
  );
  expect(spellingsAsked(db, 'a.kz/').spellings).toEqual(['http://a.kz/']);
  db.close();
});

test('a key that the crawl met is never noise', async () => {
  const workspace = hitsWorkspace();
  const db = openSiteDb(join(workspace, 'data/sarkol/site.db'));
  db.exec(
    `INSERT INTO addresses (id, address, host, state, depth, hints)
       VALUES (1, 'http://sarkol.gov.kz/cgi-bin/qabyldau.pl', 'sarkol.gov.kz', 'done', 1, 0);
     INSERT INTO address_keys (address_id, key, rules) VALUES (1, 'sarkol.gov.kz/cgi-bin/qabyldau.pl', '')`,
  );
  db.close();
  const log = join(temporaryFolder(), 'access.log');
  const line = (path: string) =>
    `10.0.0.1 - - [20/Nov/2026:09:00:00 +0500] "GET ${path} HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11)"\n`;
  writeFileSync(log, line('/cgi-bin/qabyldau.pl') + line('/cgi-bin/luci'));
  await runKosh(['redirects', 'hits', log, '-w', workspace]);
  expect(askedOf(workspace)).toEqual({
    '/cgi-bin/qabyldau.pl': '1+0 answered',
    scanner: '1+0 answered',
  });
});

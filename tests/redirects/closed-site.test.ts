import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certificateNames } from '../../src/redirects/emit/certificate-names.ts';
import { ClosedSite } from '../../src/redirects/emit/closed-site.ts';
import type { EmissionCounts, EmitterOptions } from '../../src/redirects/emit/emitter.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { hostileRedirects } from '../support/hostile-redirects.ts';
import { mappingWith, redirectRow, settingsWith } from '../support/redirect-plan.ts';

const mapping = mappingWith({
  hosts: [
    { host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz', 'sarkol.kz'] },
    { host: 'eski.sarkol.kz:8080' },
  ],
});
const guide = { server: 'a server', use: ['1. қою'], answers: ['- 302'], counts: ['rows: 1'] };

function closedSite(options: Partial<EmitterOptions> = {}) {
  const counts: EmissionCounts = { rows: 0, provisional: 0, held: 0, unresolved: 0, refused: {} };
  const site = new ClosedSite(
    {
      mapping,
      rules: keyRules(mapping),
      portal: settingsWith().portal,
      provisional: false,
      confirmed: false,
      ...options,
    },
    counts,
  );
  const files = new Map<string, string[]>();
  const take = (pieces: Iterable<{ name: string; lines: Iterable<string> }>) => {
    for (const { name, lines } of pieces) {
      files.set(name, [...(files.get(name) ?? []), ...lines]);
    }
  };
  return { site, counts, files, take };
}

/** Reads a sitemap or an index as the schemas of sitemaps.org want it; throws on anything else. */
function readSitemap(lines: readonly string[]): { root: string; addresses: string[] } {
  const [declaration, open = '', ...rest] = lines;
  expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>');
  const root =
    /^<(urlset|sitemapindex) xmlns="http:\/\/www\.sitemaps\.org\/schemas\/sitemap\/0\.9">$/.exec(
      open,
    )?.[1] ?? '';
  const child = root === 'urlset' ? 'url' : 'sitemap';
  expect(rest.pop()).toBe(`</${root}>`);
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.length).toBeLessThanOrEqual(50_000);
  const row = new RegExp(`^<${child}><loc>([^<>"' ]{12,2048})</loc></${child}>$`);
  const addresses = rest.map((line) => {
    const text = row.exec(line)?.[1];
    if (text === undefined || /&(?!#\d+;)/.test(text)) throw new Error(`no row: ${line}`);
    return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  });
  return { root, addresses };
}

describe('the sitemap of old addresses', () => {
  test('names what redirects by the spelling that was seen at its host, with one scheme', () => {
    const { site, counts, files, take } = closedSite();
    site.redirects(redirectRow(mapping, ['https://sarkol.gov.kz/', 'http://sarkol.kz/']));
    site.redirects(redirectRow(mapping, ['http://sarkol.gov.kz/p.php?b=1&a=%D3%98']));
    site.redirects(redirectRow(mapping, ["http://www.sarkol.gov.kz/қаулы/о'қу"]));
    take(site.rest(guide, counts));
    const { root, addresses } = readSitemap(files.get('sarkol.gov.kz.sitemap-1.xml') ?? []);
    expect(root).toBe('urlset');
    expect(addresses).toEqual([
      'https://sarkol.gov.kz/',
      'https://sarkol.gov.kz/p.php?b=1&a=%D3%98',
      "https://sarkol.gov.kz/%D2%9B%D0%B0%D1%83%D0%BB%D1%8B/%D0%BE'%D2%9B%D1%83",
    ]);
    expect(readSitemap(files.get('sarkol.gov.kz.sitemap.xml') ?? [])).toEqual({
      root: 'sitemapindex',
      addresses: ['https://sarkol.gov.kz/kosh-sitemap-1.xml'],
    });
    const [host, empty] = site.hosts;
    expect(host && site.served(host)).toEqual([
      { path: '/robots.txt', file: 'sarkol.gov.kz.robots.txt', type: 'text/plain' },
      { path: '/kosh-sitemap.xml', file: 'sarkol.gov.kz.sitemap.xml', type: 'application/xml' },
      { path: '/kosh-sitemap-1.xml', file: 'sarkol.gov.kz.sitemap-1.xml', type: 'application/xml' },
    ]);
    expect(empty && site.served(empty)).toHaveLength(1);
    expect(files.get('sarkol.gov.kz.robots.txt')).toContain(
      'Sitemap: https://sarkol.gov.kz/kosh-sitemap.xml',
    );
    expect(files.get('eski.sarkol.kz_8080.robots.txt')?.join('\n')).not.toContain('Sitemap');
    expect([...files.keys()].filter((name) => name.includes('8080'))).toHaveLength(1);
  });

  test('goes on in another file after fifty thousand addresses, and holds few of them in memory', () => {
    const { site, counts, files, take } = closedSite();
    let most = 0;
    for (let number = 0; number < 100_001; number++) {
      site.redirects(redirectRow(mapping, [`http://sarkol.gov.kz/ru/news/${number}`]));
      const pieces = [...site.pieces()];
      take(pieces);
      most = Math.max(most, ...pieces.map(({ lines }) => [...lines].length));
    }
    take(site.rest(guide, counts));
    const sizes = [1, 2, 3].map(
      (number) =>
        readSitemap(files.get(`sarkol.gov.kz.sitemap-${number}.xml`) ?? []).addresses.length,
    );
    expect(sizes).toEqual([50_000, 50_000, 1]);
    expect(readSitemap(files.get('sarkol.gov.kz.sitemap.xml') ?? []).addresses).toHaveLength(3);
    expect(most).toBeLessThan(10_000);
  });
});

test('rows that a format cannot hold are listed, and counted by reason', () => {
  const { site, counts, files, take } = closedSite();
  site.refuse({ address: 'http://sarkol.gov.kz/ә', target: '=1+1', reason: 'тым ұзын' });
  site.refuseAll(
    redirectRow(mapping, ['http://sarkol.gov.kz/і', 'http://sarkol.kz/і'], { target: null }),
    'басқа',
    'а,б',
  );
  take(site.rest(guide, counts));
  expect(counts.refused).toEqual({ 'тым ұзын': 1, басқа: 2 });
  expect(files.get('not-representable.csv')).toEqual([
    '\ufeffold_url,new_url,reason,detail\r',
    "http://sarkol.gov.kz/ә,'=1+1,тым ұзын,\r",
    'http://sarkol.gov.kz/і,,басқа,"а,б"\r',
    'http://sarkol.kz/і,,басқа,"а,б"\r',
  ]);
  const readme = files.get('README.txt')?.join('\n');
  expect(readme).toContain('- in not-representable.csv: басқа: 2');
  expect(readme).toContain('1. қою');
});

test('the page of removed addresses leads to the archive where there is one, and to no other place', () => {
  const plain = closedSite();
  plain.take(plain.site.rest(guide, plain.counts));
  expect(plain.files.get('gone.html')?.join('\n')).not.toContain('archive');
  const archiveTemplate = 'https://archive.gov.kz/web/{address}?a="b"';
  const { site, counts, files, take } = closedSite({ archiveTemplate });
  take(site.rest(guide, counts));
  const page = files.get('gone.html')?.join('\n') ?? '';
  for (const words of [
    'Беттің мұрағаттағы көшірмесі',
    'Копия страницы в архиве',
    'Archived copy',
  ]) {
    expect(page).toContain(words);
  }
  expect(page).toContain('href="https://archive.gov.kz/"');
  expect(page).toContain('data-before="https://archive.gov.kz/web/" data-after="?a=&#34;b&#34;"');
  expect(files.get('not-found.html')?.join('\n')).not.toContain('archive');
});

test('names that need certificates are those of the mapping; www and bare names beside them are told', () => {
  expect(certificateNames(mapping.hosts)).toEqual([
    'eski.sarkol.kz',
    'sarkol.gov.kz',
    'sarkol.kz',
    'www.sarkol.gov.kz',
    '# not in the mapping; if it is in the DNS: www.eski.sarkol.kz',
    '# not in the mapping; if it is in the DNS: www.sarkol.kz',
  ]);
  expect(certificateNames([{ host: '10.0.0.1:8080', aliases: [] }])).toEqual([]);
});

test('whatever the rows hold, sitemaps and pages name the hosts of the site and the portal alone', () => {
  const { allowedHosts } = settingsWith().portal;
  fc.assert(
    fc.property(hostileRedirects(mapping, { maxLength: 12 }), (rows) => {
      const { site, counts, files, take } = closedSite();
      for (const row of rows) site.redirects(row);
      take(site.rest(guide, counts));
      for (const [name, lines] of files) {
        if (/\.sitemap.*\.xml$/.test(name)) {
          const host = name.replace(/\.sitemap.*/, '').replace('_', ':');
          for (const address of readSitemap(lines).addresses) {
            expect(new URL(address).host).toBe(host);
          }
        }
        if (!name.endsWith('.html')) continue;
        for (const [, href = ''] of lines.join('\n').matchAll(/href="([^"]*)"/g)) {
          expect(allowedHosts).toContain(new URL(href).host);
        }
      }
    }),
    { numRuns: 200 },
  );
});

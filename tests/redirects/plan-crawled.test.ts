import { expect, test } from 'vitest';
import { entity, item, itemId, mapping, plan, site } from '../support/planned-site.ts';
import { known } from '../support/redirect-plan.ts';

test('redirects of the old site are folded to the end of their chain', () => {
  const { row } = plan({
    items: [item()],
    addresses: [
      known(mapping, `${site}/n/1`, { status: 301, location: `${site}/n/2` }),
      known(mapping, `${site}/n/2`, {
        status: 302,
        location: 'http://www.sarkol.gov.kz/жаңалық',
      }),
      known(mapping, `${site}/жаңалық`),
    ],
  });
  expect(row('/n/1')).toMatchObject({
    source: 'alias',
    target: row('/жаңалық').target,
    reason: 'the old site redirects there: sarkol.gov.kz/жаңалық',
  });
});

test('a circle is a finding and has no target', () => {
  const { row, codes } = plan({
    addresses: [
      known(mapping, `${site}/ә`, { status: 302, location: `${site}/і` }),
      known(mapping, `${site}/і`, { status: 302, location: `${site}/ә` }),
    ],
  });
  expect(row('/ә')).toMatchObject({ decision: 'unresolved', target: null });
  expect(row('/і').reason).toBe('the old site redirects there: it leads in a circle');
  expect(codes).toEqual(['redirect-loop sarkol.gov.kz/і']);
});

test('a redirect to another spelling of the same key is no circle', () => {
  const { row, findings } = plan({
    items: [item()],
    addresses: [
      known(mapping, `${site}/жаңалық/`, {
        status: 301,
        location: `https://www.sarkol.gov.kz/жаңалық`,
      }),
    ],
  });
  expect(row('/жаңалық').source).toBe('item');
  expect(findings).toEqual([]);
});

test('an old site that already sends its readers to the portal is believed', () => {
  const { row } = plan({
    addresses: [
      known(mapping, `${site}/a`, { status: 301, location: `${entity}/about?lang=kk` }),
      known(mapping, `${site}/b`, { status: 301, location: 'https://evil.example/' }),
    ],
  });
  expect(row('/a')).toMatchObject({ decision: 'redirect', source: 'crawl', provisional: false });
  expect(row('/b')).toMatchObject({
    decision: 'unresolved',
    reason: 'redirects to https://evil.example/',
  });
});

test('every address without a target says why', () => {
  const { redirects, codes } = plan({
    addresses: [
      known(mapping, `${site}/өлі`, { status: 404 }),
      known(mapping, `${site}/қате`, { status: 500 }),
      known(mapping, `${site}/бос`),
      known(mapping, `${site}/robots`, { state: 'refused', status: null, reason: 'robots' }),
      known(mapping, `${site}/кезек`, { state: 'queued', status: null }),
      known(mapping, `${site}/үзілді`, { state: 'failed', status: null, reason: 'timeout' }),
      known(mapping, 'https://youtube.example/', { state: 'refused', reason: 'foreign-host' }),
    ],
  });
  expect(Object.fromEntries(redirects.map(({ key, reason }) => [key.slice(14), reason]))).toEqual({
    robots: 'robots',
    бос: 'captured, but nothing was taken from it',
    кезек: 'not crawled',
    қате: 'the old site answered 500',
    үзілді: 'not fetched: timeout',
    өлі: 'dead on the old site',
  });
  expect(codes).toEqual(['target-missing sarkol.gov.kz/бос']);
});

test('a refused spelling of a known address follows it', () => {
  const { row } = plan({
    items: [item()],
    addresses: [
      known(mapping, `${site}/жаңалық`),
      known(mapping, `${site}/жаңалық;v=2`, {
        state: 'refused',
        status: null,
        reason: `alias-of:${site}/жаңалық`,
      }),
    ],
  });
  expect(row('/жаңалық;v=2')).toMatchObject({ source: 'alias', itemId });
});

test('at most fifty spellings are kept, the others counted', () => {
  const addresses = Array.from({ length: 60 }, (_, index) =>
    known(mapping, `${site}/ұ?sid=${String(index).padStart(2, '0')}`),
  );
  const { row } = plan({ addresses });
  expect(row('/ұ').spellings).toHaveLength(50);
  expect(row('/ұ').moreSpellings).toBe(10);
});

import { expect, test } from 'vitest';
import { entity, item, itemId, plan, site } from '../support/planned-site.ts';
import { known, mappingWith, settingsWith } from '../support/redirect-plan.ts';

test('a row by hand beats the item, even for a dead or never seen address', () => {
  const own = mappingWith({
    redirects: [
      { from: '/жаңалық', gone: true, reason: 'withdrawn by the agency' },
      {
        from: 'https://www.sarkol.gov.kz/ешкім-көрмеген?b=2&a=1',
        to: `${entity}/x`,
        reason: 'printed on posters',
      },
      { from: '/өлі', archive: true, reason: 'cited in court' },
    ],
  });
  const { row } = plan(
    {
      items: [item()],
      settings: settingsWith({ archiveTemplate: 'https://archive.kz/2026/{address}' }),
      addresses: [known(own, 'https://www.sarkol.gov.kz/%D3%A9%D0%BB%D1%96', { status: 404 })],
    },
    own,
  );
  expect(row('/жаңалық')).toMatchObject({ decision: 'gone', target: null, source: 'hand' });
  expect(row('/басу')).toMatchObject({ decision: 'gone', source: 'alias' });
  expect(row('/ешкім-көрмеген?a=1&b=2')).toMatchObject({
    target: `${entity}/x`,
    provisional: false,
  });
  expect(row('/өлі')).toMatchObject({ decision: 'archive' });
  expect(row('/өлі').target).toContain('https://archive.kz/2026/http');
});

test('captures of a pattern go into the target, encoded', () => {
  const own = mappingWith({
    redirects: [
      {
        from: '/mekeme/{name}/**',
        to: `${entity}/about/{name}?lang=kk`,
        reason: 'one office a page',
      },
    ],
  });
  const { row } = plan({ addresses: [known(own, `${site}/mekeme/білім-бөлімі/a/b?c=1`)] }, own);
  expect(row('/mekeme/білім-бөлімі/a/b?c=1')).toMatchObject({
    target: `${entity}/about/${encodeURIComponent('білім-бөлімі')}?lang=kk`,
    source: 'hand',
  });
});

test('a host-wide answer holds only for what nothing else decides', () => {
  const own = mappingWith({
    hosts: [
      {
        host: 'sarkol.gov.kz',
        hostWide: { to: `${entity}?lang=kk`, reason: 'closed for good' },
      },
    ],
  });
  const { row } = plan(
    { items: [item()], addresses: [known(own, `${site}/өлі`, { status: 404 })] },
    own,
  );
  expect(row('/жаңалық').source).toBe('item');
  expect(row('/өлі')).toMatchObject({ source: 'host', target: `${entity}?lang=kk` });
});

test('rows that lead to another old address are folded', () => {
  const own = mappingWith({
    redirects: [{ from: '/қысқа', to: `${site}/жаңалық`, reason: 'short address of a campaign' }],
  });
  expect(plan({ items: [item()] }, own).row('/қысқа')).toMatchObject({ source: 'hand', itemId });
});

test('rows that cannot be are refused one by one', () => {
  const own = mappingWith({
    redirects: [
      { from: '/а', to: 'https://evil.example/', reason: 'a foreign host' },
      { from: 'http://other.kz/б', gone: true, reason: 'not our host' },
      { from: '/в/{id}', to: `${entity}/{ID}`, reason: 'no such capture' },
      { from: 'http://other.kz/**', gone: true, reason: 'not our host' },
      { from: '/**', gone: true, reason: 'a whole host' },
    ],
  });
  const { codes } = plan({}, own);
  expect(codes).toEqual([
    'row-refused /**',
    'row-refused /в/{id}',
    'row-refused http://other.kz/**',
    'row-refused http://other.kz/б',
    'row-refused sarkol.gov.kz/а',
  ]);
});

test('an imported row beats items but not rows by hand; the earlier of two redirects wins', () => {
  const own = mappingWith({ redirects: [{ from: '/ә', gone: true, reason: 'by hand' }] });
  const rows = [
    {
      source: 'import',
      line: 2,
      from: '/жаңалық',
      decision: 'redirect',
      to: `${entity}/2`,
      reason: 'кесте',
    },
    {
      source: 'import',
      line: 1,
      from: '/жаңалық?utm_source=x',
      decision: 'gone',
      to: null,
      reason: 'кесте',
    },
    {
      source: 'import',
      line: 3,
      from: '/жаңалық',
      decision: 'redirect',
      to: `${entity}/3`,
      reason: 'кесте',
    },
    {
      source: 'import',
      line: 4,
      from: '/ә',
      decision: 'redirect',
      to: `${entity}/4`,
      reason: 'кесте',
    },
  ] as const;
  const { row } = plan({ items: [item()], imported: rows }, own);
  expect(row('/жаңалық')).toMatchObject({ source: 'import', target: `${entity}/2` });
  expect(row('/ә').source).toBe('hand');
});

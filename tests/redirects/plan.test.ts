import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { entity, item, mapping, plan, site } from '../support/planned-site.ts';
import { known, mappingWith, settingsWith } from '../support/redirect-plan.ts';

test('addresses that differ in letter case alone are a finding only when their answers differ', () => {
  const { codes } = plan({
    items: [
      item({
        versions: [
          {
            lang: 'kk',
            agency: mapping.id,
            key: 'sarkol.gov.kz/About',
            aliases: ['sarkol.gov.kz/ABOUT'],
          },
        ],
      }),
    ],
    addresses: [known(mapping, `${site}/about`, { status: 404 })],
  });
  expect(codes).toEqual(['key-collision sarkol.gov.kz/About']);
});

test('a portal that is no allowed target is a mistake of the settings', () => {
  const settings = settingsWith({ portal: { base: 'https://portal.example' } });
  expect(() => plan({ settings })).toThrow(UserError);
});

test('every known key has exactly one decision, and the order of the inputs does not matter', () => {
  const paths = [
    '/',
    '/ru',
    '/жаңалық',
    '/басу',
    '/ә',
    '/і',
    '/About',
    '/about',
    '/x?a=1&b=2',
    '/x?b=2&a=1',
  ];
  const anyPath = fc.constantFrom(...paths);
  const anyHost = fc.constantFrom('http://sarkol.gov.kz', 'https://www.sarkol.gov.kz');
  const anyAddress = fc.tuple(anyHost, anyPath).map(([host, path]) => host + path);
  const anyKnown = fc
    .record({
      address: anyAddress,
      status: fc.constantFrom(200, 301, 404, 500, null),
      state: fc.constantFrom('done', 'refused', 'failed', 'queued'),
      location: fc.option(
        fc.oneof(anyAddress, fc.constantFrom('https://evil.example/', `${entity}/x`)),
      ),
    })
    .map(({ address, ...parts }) => known(mapping, address, { reason: 'себеп', ...parts }));
  const own = mappingWith({
    redirects: [
      { from: '/ә', to: `${site}/і`, reason: 'by hand' },
      { from: '/{a}', gone: true, reason: 'by pattern' },
    ],
  });
  fc.assert(
    fc.property(fc.array(anyKnown), fc.boolean(), (addresses, withItem) => {
      const items = withItem ? [item()] : [];
      const { redirects, findings } = plan({ addresses, items }, own);
      const reversed = plan({ addresses: [...addresses].reverse(), items }, own);
      expect(reversed.redirects).toEqual(redirects);
      expect(reversed.findings).toEqual(findings);
      const keys = redirects.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { key } of addresses) expect(keys).toContain(key);
      for (const { target, decision } of redirects) {
        expect(target !== null).toBe(decision === 'redirect' || decision === 'shared');
        if (target !== null) expect(new URL(target).host).toBe('www.gov.kz');
      }
    }),
    { numRuns: 300 },
  );
});

import fc from 'fast-check';
import type { Mapping } from '../../src/model/mapping.ts';
import { type Redirect, redirectDecisions, redirectSources } from '../../src/model/redirect.ts';
import { parseAddress } from '../../src/text/address.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';
import { byKey } from './redirect-plan.ts';

const pieces = [
  ...[
    '/',
    '//',
    '?',
    '&',
    '=',
    ';',
    '{',
    '}',
    '"',
    "'",
    '$',
    '$host',
    '${',
    'x}',
    '~',
    '\\',
    '|',
    '*',
    '.',
  ],
  ...[
    '%00',
    '%0a',
    '%0D%0A',
    '%22',
    '%24',
    '%2F',
    '%5C',
    '%7E',
    '%25',
    '%ED%EE',
    '%d3%99',
    '%',
    '+',
  ],
  ...[' ', '\r\n', '\t', '#', '..', 'index.php', 'default', 'include', 'hostnames', 'volatile'],
  ...[
    'ә',
    'Әкімдік',
    'ғқңөұүһі',
    'й',
    'Ы',
    'A',
    'a',
    'b',
    'id=',
    'lang=',
    'id=5',
    'lang=kk',
    'utm_source=',
  ],
] as const;

const tail = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));

const anyTarget = fc.oneof(
  tail.map((text) => `https://www.gov.kz/${text}`),
  tail.map((text) => `https://www.gov.kz${text}`),
  tail,
  fc.constantFrom(
    'https://evil.example/',
    '//evil.example/',
    'https://www.gov.kz@evil.example/',
    'https://www.gov.kz\\@evil.example/',
    'https://www.gov.kz/\r\nLocation: https://evil.example/',
    'https://www.gov.kz/";} server { return 301 https://evil.example/; }',
    'gone',
  ),
);

/** Redirects of one agency as a compromised store might hold them: one row a key, sorted, every text hostile. */
export function hostileRedirects(
  mapping: Mapping,
  rows: { minLength?: number; maxLength: number },
): fc.Arbitrary<Redirect[]> {
  const rules = keyRules(mapping);
  const hosts = mapping.hosts.flatMap(({ host, aliases }) => [host, ...aliases]);
  const spelling = fc
    .tuple(fc.constantFrom(...hosts), tail)
    .map(([host, text]) => parseAddress(`http://${host}/${text}`))
    .filter((address) => address !== undefined);
  const row = fc.record({
    spelling,
    target: anyTarget,
    decision: fc.constantFrom(...redirectDecisions),
    source: fc.constantFrom(...redirectSources),
    provisional: fc.boolean(),
    reason: tail,
  });
  return fc.array(row, { ...rows, size: 'max' }).map((list) => {
    const byUrlKey = new Map<string, Redirect>();
    for (const { spelling: address, ...rest } of list) {
      const key = urlKey(address, rules);
      const known = byUrlKey.get(key);
      if (known) known.spellings = [...new Set([...known.spellings, address])].sort();
      else {
        byUrlKey.set(key, {
          agency: mapping.id,
          key,
          spellings: [address],
          moreSpellings: 0,
          itemId: null,
          lang: null,
          ...rest,
        });
      }
    }
    return byKey([...byUrlKey.values()]);
  });
}

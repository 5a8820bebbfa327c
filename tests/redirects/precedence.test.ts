import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redirectDecisions, redirectSources } from '../../src/model/redirect.ts';
import { type Candidate, candidate } from '../../src/redirects/candidate.ts';
import { compareStrength } from '../../src/redirects/precedence.ts';

const anyCandidate: fc.Arbitrary<Candidate> = fc
  .record({
    source: fc.constantFrom(...redirectSources),
    decision: fc.constantFrom(...redirectDecisions),
    pattern: fc.boolean(),
    provisional: fc.boolean(),
    line: fc.nat({ max: 3 }),
    target: fc.constantFrom(null, 'https://www.gov.kz/ә', 'https://www.gov.kz/б'),
    reason: fc.constantFrom('көшті', 'переехала'),
  })
  .map(candidate);

function strongest(...offers: Candidate[]): Candidate | undefined {
  return offers.sort(compareStrength)[0];
}

test('the source decides before anything else', () => {
  const hand = candidate({ source: 'hand', decision: 'gone', reason: 'ескірген', line: 9 });
  const item = candidate({ source: 'item', decision: 'redirect', reason: 'the page moved' });
  expect(strongest(item, hand)).toBe(hand);
});

test('within one source a redirect beats archive, gone and unresolved', () => {
  const offers = redirectDecisions.map((decision) =>
    candidate({ source: 'import', decision, reason: 'кесте' }),
  );
  expect([...offers].reverse().sort(compareStrength)).toEqual(offers);
});

test('a row for one address beats a pattern that would redirect it', () => {
  const one = candidate({ source: 'hand', decision: 'gone', reason: 'бір бет', line: 7 });
  const many = candidate({ source: 'hand', decision: 'redirect', reason: 'бәрі', pattern: true });
  expect(strongest(many, one)).toBe(one);
});

test('a target the portal has named beats a provisional one, then the earlier line wins', () => {
  const base = { source: 'item', decision: 'redirect', reason: 'көшті' } as const;
  const provisional = candidate({ ...base, provisional: true, line: 1 });
  const later = candidate({ ...base, line: 3 });
  const earlier = candidate({ ...base, line: 2 });
  expect(strongest(provisional, later, earlier)).toBe(earlier);
});

test('the order is total: sorting any permutation gives the same', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyCandidate, { maxLength: 8 })
        .chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
      ([list, shuffled]) => {
        expect([...shuffled].sort(compareStrength)).toEqual([...list].sort(compareStrength));
      },
    ),
  );
});

test('the order is antisymmetric and transitive', () => {
  fc.assert(
    fc.property(anyCandidate, anyCandidate, anyCandidate, (a, b, c) => {
      expect(Math.sign(compareStrength(a, b))).toBe(-Math.sign(compareStrength(b, a)) + 0);
      if (compareStrength(a, b) <= 0 && compareStrength(b, c) <= 0) {
        expect(compareStrength(a, c)).toBeLessThanOrEqual(0);
      }
    }),
  );
});

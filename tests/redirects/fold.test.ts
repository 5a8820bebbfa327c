import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, candidate } from '../../src/redirects/candidate.ts';
import { foldChains, type Offers } from '../support/fold-offers.ts';

const portal = 'https://www.gov.kz/жаңа';

function leads(follow: string): Candidate {
  return candidate({
    source: 'alias',
    decision: 'redirect',
    follow,
    reason: 'ескі сайт бағыттайды',
  });
}

function moved(target = portal): Candidate {
  return candidate({ source: 'crawl', decision: 'redirect', target, reason: 'көшті' });
}

function table(offers: Record<string, Candidate | [Candidate, Candidate]>): Map<string, Offers> {
  return new Map(
    Object.entries(offers).map(([key, offer]) => {
      const [best, own] = Array.isArray(offer) ? offer : [offer, null];
      return [key, { best, own: own ?? (best.follow === null ? best : null) }];
    }),
  );
}

test('a chain leads at once to where its last address leads', () => {
  const { folded, loops } = foldChains(
    table({ ескі: leads('орта'), орта: leads('соңғы'), соңғы: moved() }),
  );
  expect([...folded.values()].map(({ settled, by }) => [settled.target, by])).toEqual([
    [portal, 'соңғы'],
    [portal, 'соңғы'],
    [portal, 'соңғы'],
  ]);
  expect(loops).toEqual([]);
});

test('a loop is told once, from its smallest key on, and nothing in or before it has a target', () => {
  const { folded, loops } = foldChains(
    table({ у: leads('ү'), ү: leads('ұ'), ұ: leads('ү'), ө: leads('у') }),
  );
  expect(loops).toEqual([['ү', 'ұ']]);
  expect([...folded.values()].every(({ loop }) => loop)).toBe(true);
  expect(folded.size).toBe(4);
});

test('an address in a loop takes an answer of its own, and the others follow to it', () => {
  const { folded, loops } = foldChains(
    table({ a: leads('b'), b: [leads('c'), moved()], c: leads('a') }),
  );
  expect(loops).toEqual([['a', 'b', 'c']]);
  expect([...folded.values()].map(({ settled, loop }) => [settled.target, loop])).toEqual([
    [portal, false],
    [portal, false],
    [portal, false],
  ]);
});

test('a chain to a dead or unknown address gives way to an answer of its own', () => {
  const dead = candidate({ source: 'crawl', decision: 'unresolved', reason: 'өлі' });
  const { folded } = foldChains(
    table({
      а: [leads('өлі'), moved()],
      ә: [leads('белгісіз'), moved()],
      б: leads('өлі'),
      өлі: dead,
    }),
  );
  expect(folded.get('а')?.settled.target).toBe(portal);
  expect(folded.get('ә')?.settled.target).toBe(portal);
  expect(folded.get('б')?.settled).toBe(dead);
});

test('a chain of a hundred thousand addresses folds', () => {
  const length = 100_000;
  const offers = new Map<string, Offers>(
    Array.from({ length }, (_, index) => {
      const best = index + 1 < length ? leads(`${index + 1}`) : moved();
      return [`${index}`, { best, own: null }];
    }),
  );
  const { folded } = foldChains(offers);
  expect(folded.get('0')?.settled.target).toBe(portal);
});

test('whatever leads where, every key ends once, and the order of keys does not matter', () => {
  const keys = ['а', 'ә', 'б', 'в', 'г', 'ғ', 'д'];
  const offer = fc.oneof(
    fc.constantFrom(...keys, 'жоқ').map((key): Candidate => leads(key)),
    fc.constant(moved()),
  );
  const offers = fc.array(
    fc
      .tuple(fc.constantFrom(...keys), offer, fc.boolean())
      .map(([key, best, hasOwn]): [string, Offers] => [
        key,
        {
          best,
          own: best.follow === null ? best : hasOwn ? moved(`https://www.gov.kz/${key}`) : null,
        },
      ]),
  );
  fc.assert(
    fc.property(offers, (list) => {
      const entries = [...new Map(list.filter(([key, { best }]) => best.follow !== key))];
      const forward = foldChains(new Map(entries));
      const backward = foldChains(new Map(entries.reverse()));
      expect(new Set(forward.folded.keys())).toEqual(new Set(entries.map(([key]) => key)));
      expect(backward.loops).toEqual(forward.loops);
      for (const [key, end] of forward.folded) {
        const other = backward.folded.get(key);
        expect(other?.loop).toBe(end.loop);
        if (!end.loop) expect(other?.settled).toEqual(end.settled);
      }
    }),
    { numRuns: 1000 },
  );
});

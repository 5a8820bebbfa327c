import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedBootstrap } from './paired-bootstrap.ts';

function scores(values: readonly number[]): Map<string, number> {
  return new Map(values.map((value, at) => [`бет-${at}`, value]));
}

const score = fc.double({ min: 0, max: 1, noNaN: true });

describe('A paired bootstrap', () => {
  it('is sure of a system that is better on every page, and of the same system against itself', () => {
    const low = scores([0.5, 0.6, 0.7, 0.8]);
    const high = scores([0.6, 0.7, 0.8, 0.9]);
    const sure = pairedBootstrap(high, low);
    expect(sure).toMatchObject({ pages: 4, better: 1 });
    expect(sure.low).toBeCloseTo(0.1);
    expect(sure.high).toBeCloseTo(0.1);
    expect(pairedBootstrap(low, low)).toMatchObject({ difference: 0, low: 0, high: 0, better: 0 });
  });

  it('leaves open what one page in a few decides', () => {
    const a = scores([1, 0.5, 0.5, 0.5, 0.4]);
    const b = scores([0, 0.6, 0.6, 0.6, 0.5]);
    const { difference, low, high } = pairedBootstrap(a, b);
    expect(difference).toBeCloseTo(0.12);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(difference);
  });

  it('has the mean inside its interval for a normal error, near 1.96 of it on both sides', () => {
    const noise = Array.from({ length: 400 }, (_, at) => 0.1 + (at % 2 === 0 ? 0.2 : -0.2));
    const { low, high } = pairedBootstrap(scores(noise), scores(noise.map(() => 0)));
    expect(low).toBeCloseTo(0.1 - 1.96 * 0.01, 2);
    expect(high).toBeCloseTo(0.1 + 1.96 * 0.01, 2);
  });

  it('gives the same answer for the same pages in any order, mirrored when the systems change places', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 30 }), (pairs) => {
        const a = scores(pairs.map(([first]) => first));
        const b = scores(pairs.map(([, second]) => second));
        const there = pairedBootstrap(a, b, { resamples: 100 });
        const reversed = new Map([...a].reverse());
        expect(pairedBootstrap(reversed, b, { resamples: 100 })).toEqual(there);
        const back = pairedBootstrap(b, a, { resamples: 100 });
        expect(back.difference).toBeCloseTo(-there.difference, 10);
        expect(there.low).toBeLessThanOrEqual(there.high);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses scores of different pages', () => {
    expect(() => pairedBootstrap(new Map(), new Map())).toThrow('needs pages');
    expect(() => pairedBootstrap(scores([1, 1]), scores([1]))).toThrow('2 and 1 pages');
    expect(() => pairedBootstrap(new Map([['ә', 1]]), new Map([['ғ', 1]]))).toThrow('ә');
  });
});

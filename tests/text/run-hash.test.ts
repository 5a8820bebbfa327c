import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskDigits, normalizeText } from '../../src/text/hash.ts';
import { RunHasher } from '../../src/text/run-hash.ts';

function hashed(...pieces: string[]) {
  const hasher = new RunHasher();
  for (const piece of pieces) hasher.add(piece);
  return hasher.finish();
}

const words = fc.array(
  fc.constantFrom(
    'Әкімдік',
    'ҒЫЛЫМ',
    'қала',
    'Ңөұү',
    'Һіә',
    'Ёлка',
    '12',
    '2018',
    ' ',
    '\n',
    '\u00ad',
    '.',
    'Ä',
    'z',
  ),
  { maxLength: 20 },
);

describe('the hash of a run', () => {
  it('is the same for case, white space, invisible characters and other numbers', () => {
    const run = hashed('Аудан әкімі 2018 жылғы 12 наурызда қабылдау өткізді');
    expect(hashed(' АУДАН\n\tӘКІМІ 2019 жыл\u00adғы 7 наурызда   қабылдау өткізді ')).toMatchObject(
      {
        hash: run.hash,
        length: run.length - 1,
      },
    );
    expect(hashed('Аудан әкімі жылғы наурызда қабылдау өткізді').hash).not.toBe(run.hash);
  });

  it('agrees with the normalised text: equal where that is equal, else not', () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        const [a, b] = [one.join(''), other.join('')];
        const same = maskDigits(normalizeText(a)) === maskDigits(normalizeText(b));
        expect(hashed(a).hash === hashed(b).hash).toBe(same);
        expect(hashed(a).length).toBe(normalizeText(a).length);
      }),
    );
  });

  it('does not depend on where the text was cut into pieces, and forgets what was finished', () => {
    fc.assert(
      fc.property(words, (pieces) => {
        expect(hashed(...pieces)).toEqual(hashed(pieces.join('')));
        expect(Number.isSafeInteger(hashed(...pieces).hash)).toBe(true);
      }),
    );
    const hasher = new RunHasher();
    hasher.add('қала');
    const first = hasher.finish();
    hasher.add('қала');
    expect(hasher.finish()).toEqual(first);
  });
});

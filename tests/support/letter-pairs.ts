import { letterOrder, pairAlphabet, pairStep } from '../../src/text/letter-pairs.ts';
import { learnedProse } from './charset-prose.ts';

/**
 * The table of src/text/letter-pairs.ts counted anew: one row a letter before, one character a letter after.
 * Kazakh and Russian weigh the same; rare pairs are smoothed by half an occurrence.
 */
export function countedPairs(): string[] {
  const size = letterOrder.length;
  const shares = ['kk', 'ru'].map((lang) => {
    const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0.5));
    for (const { text } of learnedProse().filter((one) => one.lang === lang)) {
      let before = 0;
      for (const letter of text.toLowerCase()) {
        const after = Math.max(0, letterOrder.indexOf(letter));
        const row = counts[before];
        if (row && (before !== 0 || after !== 0)) row[after] = (row[after] ?? 0) + 1;
        before = after;
      }
    }
    return counts.map((row) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count) => count / total);
    });
  });
  return letterOrder.split('').map((_, before) =>
    letterOrder
      .split('')
      .map((__, after) => {
        const share = shares.reduce((sum, one) => sum + (one[before]?.[after] ?? 0) / 2, 0);
        return pairAlphabet[Math.min(63, Math.round(-Math.log(share) * pairStep))];
      })
      .join(''),
  );
}

if (process.argv[1]?.endsWith('letter-pairs.ts'))
  process.stdout.write(`${countedPairs().join('\n')}\n`);

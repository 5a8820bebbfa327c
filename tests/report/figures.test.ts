import { expect, test } from 'vitest';
import { byteSize, count, percent, total } from '../../src/report/figures.ts';

test('thousands are set apart', () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual([
    '0',
    '999',
    '1\u00a0000',
    '1\u00a0234\u00a0567',
  ]);
});

test('bytes have the unit a reader expects', () => {
  expect([0, 999, 1000, 999_499, 999_500, 18_400_000, 512e9].map(byteSize)).toEqual(
    ['0 bytes', '999 bytes', '1.0 kB', '999 kB', '1.0 MB', '18.4 MB', '512 GB'].map((text) =>
      text.replace(' ', '\u00a0'),
    ),
  );
});

test('nearly all is not all, and nearly nothing is not nothing', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual(
    ['0 %', '<1 %', '50 %', '99 %', '100 %'].map((text) => text.replace(' ', '\u00a0')),
  );
});

test('numbers of a record are added up', () => {
  expect(total({ kk: 2, ru: 3 })).toBe(5);
});

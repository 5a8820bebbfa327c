import { expect, test } from 'vitest';
import {
  contactsOf,
  lastingNumbers,
  numberSketch,
  numbersOf,
  sketchOverlap,
} from '../../src/text/numbers.ts';

test('numbers of one digit say nothing and are left out', () => {
  expect(numbersOf('2018 жылы 3 мектеп, 1 245 оқушы, 12,5 шақырым')).toEqual([
    '12,5',
    '2018',
    '245',
  ]);
});

test('a translation keeps its numbers, whatever the decimal mark', () => {
  const kk = numberSketch('1931 жылы салынған көпірдің ұзындығы 148,5 метр, ені 11 метр');
  const en = numberSketch('Built in 1931, the bridge is 148.5 metres long and 11 metres wide');
  expect(sketchOverlap(kk, en)).toEqual({ jaccard: 1, shared: 3 });
});

test('phone numbers and addresses of mail are contacts, years and sums are not', () => {
  const text =
    'Қабылдау: 8 (7172) 55-12-34, Kense@Audan.example, 1992 жылғы 4 маусым, 25 000 теңге';
  expect(contactsOf(text)).toEqual(['87172551234', 'kense@audan.example']);
});

test('numbers of counters do not last', () => {
  expect(lastingNumbers('Өңірде 14 ауыл бар. Қаралды: 2364')).toEqual(['14']);
  expect(lastingNumbers('Мост построен в 1964 году. Просмотров: 170')).toEqual(['1964']);
});

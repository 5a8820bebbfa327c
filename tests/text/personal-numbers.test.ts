import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findCards,
  findIins,
  findMobilePhones,
  isIin,
  passesLuhn,
  veiled,
} from '../../src/text/personal-numbers.ts';

// All numbers are made up: dates of birth, serial numbers and check digits were put together by hand.
describe('individual identification numbers', () => {
  it.each(['900101300017', '991231300013', '000229300015', '050615300012'])(
    'accepts %s',
    (number) => {
      expect(isIin(number)).toBe(true);
    },
  );

  it('takes the second weights where the first give 10', () => {
    expect(isIin('900101300811')).toBe(true);
    expect(isIin('900101300810')).toBe(false);
  });

  it('refuses numbers where both weights give 10, whatever digit ends them', () => {
    for (let digit = 0; digit < 10; digit += 1) expect(isIin(`90010130080${digit}`)).toBe(false);
  });

  it.each([
    ['990540000011', 'of an organisation, where the day would be 40'],
    ['901301300017', 'of the month 13'],
    ['850229300011', 'of 29 February in a year that had none'],
    ['900101700010', 'with a digit 7 for century and sex'],
    ['90010130001', 'of eleven digits'],
    ['9001013000177', 'of thirteen digits'],
  ])('refuses %s: %s', (number) => {
    expect(isIin(number)).toBe(false);
  });

  it('refuses every other check digit', () => {
    const good = fc.constantFrom('900101300017', '991231300408', '840229300109', '050615300301');
    fc.assert(
      fc.property(good, fc.integer({ min: 1, max: 9 }), (number, step) => {
        const other = (Number(number[11]) + step) % 10;
        return isIin(number) && !isIin(number.slice(0, 11) + other);
      }),
    );
  });

  it('finds them in text, in groups only behind their label', () => {
    const text = 'Өтініш беруші: ЖСН 900101 300 017, екінші өтініш беруші 991231300013.';
    expect(findIins(text).map((one) => one.text)).toEqual(['900101 300 017', '991231300013']);
    expect(findIins('Есепшот 900101 300 017 теңге')).toEqual([]);
  });

  it('leaves out what is labelled as the number of an organisation, and parts of longer numbers', () => {
    expect(findIins('БСН 900101300017')).toEqual([]);
    expect(findIins('Шот KZ900101300017, құжат 900101300017123')).toEqual([]);
  });
});

describe('payment cards', () => {
  it('knows the check digit', () => {
    expect(passesLuhn('4400430012345671')).toBe(true);
    expect(passesLuhn('4400430012345672')).toBe(false);
  });

  it('finds cards of known systems, together and in fours', () => {
    const text =
      'Көмек үшін карта: 4400 4300 1234 5671 немесе 5169490000111129, 3782 822463 10005.';
    expect(findCards(text).map((one) => one.text)).toEqual([
      '4400 4300 1234 5671',
      '5169490000111129',
      '3782 822463 10005',
    ]);
  });

  it('takes no other long numbers for cards', () => {
    expect(findCards('Есепшот KZ4400430012345671, тіркеу 4400430012345672')).toEqual([]);
    expect(findCards('Бюджет 4400 4300 1234 5671 2345 теңге')).toEqual([]);
    expect(findCards('0000 0000 0000 0000')).toEqual([]);
  });
});

describe('mobile phones', () => {
  it.each(['+7 701 000 11 22', '8 (777) 000-11-22', '87050001122', '+7(747)0001122'])(
    'finds %s',
    (number) => {
      expect(findMobilePhones(`Ұялы: ${number}.`).map((one) => one.text)).toEqual([number]);
    },
  );

  it.each(['8 (7172) 74-00-11', '+7 727 250 00 11', '8 800 080 77 77', '1287050001122'])(
    'leaves %s alone',
    (number) => {
      expect(findMobilePhones(`Тел. ${number}`)).toEqual([]);
    },
  );
});

it('shows of a number two digits only', () => {
  expect(veiled('4400 4300')).toBe('44•• ••••');
});

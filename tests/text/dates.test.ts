import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate, readDates } from '../../src/text/dates.ts';

const timeZone = 'Asia/Almaty';

function rows(name: string): string[][] {
  const text = readFileSync(new URL(`../../fixtures/dates/${name}`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

describe('readDate on the collected notations', () => {
  it('reads at least 98 of 100 publication dates exactly', () => {
    const cases = rows('dates.tsv');
    const wrong = cases.flatMap(([id, , text = '', now = '', expected = '', precision]) => {
      const read = readDate(text, { now: Date.parse(now), timeZone });
      const same =
        read?.precision === precision &&
        (precision === 'minute'
          ? Date.parse(read?.value ?? '') === Date.parse(expected)
          : read?.value === expected);
      return same ? [] : [`${id} ${text} → ${read?.value} ${read?.precision}, not ${expected}`];
    });
    expect(cases).toHaveLength(300);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(6);
  });

  it('takes no law, deadline, phone or version for a publication date', () => {
    const now = Date.parse('2021-06-01T12:00:00+06:00');
    const taken = rows('not-dates.tsv').flatMap(([id, , text = '']) => {
      const read = readDate(text, { now, timeZone });
      return read ? [`${id} ${text} → ${read.value}`] : [];
    });
    expect(taken).toEqual([]);
  });
});

describe('readDate', () => {
  const now = Date.parse('2020-05-05T12:00:00Z');

  it('tells what was published from what was updated', () => {
    const line = 'Жаңартылған күні: 2019 жылғы 14 қаңтар. Жарияланған күні: 2018 жылғы 2 қазан';
    expect(readDates(line, { now, timeZone })).toEqual([
      { value: '2019-01-14', precision: 'day', role: 'updated' },
      { value: '2018-10-02', precision: 'day', role: 'published' },
    ]);
    expect(readDate('Обновлено: 05.08.2015', { now, timeZone })).toBeUndefined();
  });

  it('gives the offset that the zone had on that day', () => {
    const later = Date.parse('2025-01-01T00:00:00Z');
    expect(readDate('2024 жылғы 29 ақпан, 10:00', { now: later, timeZone })?.value).toBe(
      '2024-02-29T10:00:00+06:00',
    );
    expect(readDate('2024 жылғы 2 наурыз, 10:00', { now: later, timeZone })?.value).toBe(
      '2024-03-02T10:00:00+05:00',
    );
  });

  it('takes no day that lies after the capture', () => {
    expect(readDate('Жарияланды: 12.03.2021', { now, timeZone })).toBeUndefined();
  });

  it('takes no relative word of running text', () => {
    expect(readDate('Бүгін ауылда жаңа мектеп ашылды', { now, timeZone })).toBeUndefined();
    expect(readDate('Сегодня: 314', { now, timeZone })).toBeUndefined();
  });

  it('reads back every day it is given in Kazakh and Russian', () => {
    const kazakh =
      'қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан';
    const russian =
      'января февраля марта апреля мая июня июля августа сентября октября ноября декабря';
    const day = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2020-05-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const value = date.toISOString().slice(0, 10);
        const [year, month, number] = value.split('-').map(Number);
        const kk = `${year} жылғы ${number} ${kazakh.split(' ')[(month ?? 1) - 1]}`;
        const ru = `${number} ${russian.split(' ')[(month ?? 1) - 1]} ${year} года`;
        return [kk, ru].every((text) => readDate(text, { now, timeZone })?.value === value);
      }),
    );
  });

  it('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readDates(text, { now, timeZone });
      }),
    );
  });
});

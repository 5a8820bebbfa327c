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

/** Rows of a list that are read otherwise than expected. */
function misread(name: string): string[] {
  return rows(name).flatMap(([id, , text = '', now = '', expected = '', precision]) => {
    const read = readDate(text, { now: Date.parse(now), timeZone });
    const same =
      read?.precision === precision &&
      (precision === 'minute'
        ? Date.parse(read?.value ?? '') === Date.parse(expected)
        : read?.value === expected);
    return same ? [] : [`${id} ${text} → ${read?.value} ${read?.precision}, not ${expected}`];
  });
}

describe('readDate on the collected notations', () => {
  it.each([
    ['dates.tsv', 300],
    ['more-dates.tsv', 177],
  ])('reads at least 98 of 100 publication dates of %s exactly', (name, size) => {
    const wrong = misread(name);
    expect(rows(name)).toHaveLength(size);
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(size * 0.02);
  });

  it.each(['not-dates.tsv', 'more-not-dates.tsv'])(
    'takes no law, deadline, phone or version of %s for a publication date',
    (name) => {
      const now = Date.parse('2022-06-01T12:00:00+06:00');
      const taken = rows(name).flatMap(([id, , text = '']) => {
        const read = readDate(text, { now, timeZone });
        return read ? [`${id} ${text} → ${read.value}`] : [];
      });
      expect(taken).toEqual([]);
    },
  );
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
    expect(readDate('05.08.2015 (обновлено)', { now, timeZone })).toBeUndefined();
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

  it('knows the offsets of earlier years: summer time until 2004, Moscow and the west of the country', () => {
    const at = (text: string, zone = timeZone) => readDate(text, { now, timeZone: zone })?.value;
    expect(at('1 шілде 2003 ж. 10:00')).toBe('2003-07-01T10:00:00+07:00');
    expect(at('1 қаңтар 2003 ж. 10:00')).toBe('2003-01-01T10:00:00+06:00');
    expect(at('5 июля 2012 г. 10:00', 'Asia/Aqtau')).toBe('2012-07-05T10:00:00+05:00');
    // Moscow was at +04:00 from 2011 to 2014.
    expect(at('5 июля 2012 г. 10:00 МСК')).toBe('2012-07-05T12:00:00+06:00');
    expect(at('5 июля 2018 г. 10:00 МСК')).toBe('2018-07-05T13:00:00+06:00');
    expect(at('5 июля 2018 г. 10:00 (время Астаны)', 'Asia/Aqtau')).toBe(
      '2018-07-05T09:00:00+05:00',
    );
  });

  it('reads no date from before the web, nor a part of it', () => {
    expect(readDate('5 шілде 1980 жыл', { now, timeZone })).toBeUndefined();
    expect(readDate('12.03.0218', { now, timeZone })).toBeUndefined();
    expect(readDate('Шыққан жылы: 1925', { now, timeZone })).toBeUndefined();
  });

  it('reads relative dates and dates without a year only where the capture is dated', () => {
    for (const text of ['кеше, 14:05', '3 күн бұрын', '12 наурыз, дүйсенбі']) {
      expect(readDate(text, { now, timeZone })).toBeDefined();
      expect(readDate(text, { now, timeZone, undated: true })).toBeUndefined();
    }
    expect(readDate('2018 жылғы 12 наурыз', { now, timeZone, undated: true })?.value).toBe(
      '2018-03-12',
    );
  });

  it('adds up what two units tell, and leaves running text alone', () => {
    expect(readDate('1 неделя 2 дня назад', { now, timeZone })?.value).toBe('2020-04-26');
    expect(readDate('2 years 3 months ago', { now, timeZone })?.value).toBe('2018-02');
    expect(readDate('Қоғам | кеше, 14:05', { now, timeZone })?.value).toBe(
      '2020-05-04T14:05:00+06:00',
    );
    expect(readDate('5 лет назад в ауле открыли школу', { now, timeZone })).toBeUndefined();
  });

  it('takes the title behind a bare date for no deadline, and no paper for a publication', () => {
    expect(readDate('12.03.2018 Ауылда жәрмеңке өтеді', { now, timeZone })?.value).toBe(
      '2018-03-12',
    );
    for (const text of [
      'Көрме 2018 жылғы 12 наурыз күні өтеді',
      'Анықтама берілді: справка № 7 от 12.03.2018',
      'Аяқталу күні: 12.03.2018',
      'Closing date: 12 March 2018',
    ]) {
      expect(readDate(text, { now, timeZone }), text).toBeUndefined();
    }
    // On the card of an act the day of signing is the act's own.
    expect(readDate('Дата подписания: 12.03.2018', { now, timeZone })?.value).toBe('2018-03-12');
    expect(readDate('Сегодня, 12 марта 2018 года', { now, timeZone })?.value).toBe('2018-03-12');
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

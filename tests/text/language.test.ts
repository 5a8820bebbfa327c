import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tellLanguage } from '../../src/text/language.ts';

describe('tellLanguage', () => {
  it('tells Kazakh by its letters', () => {
    expect(tellLanguage('Көктерек ауылының тұрғындары жаңа кітапханаға жиналды').lang).toBe('kk');
    expect(tellLanguage('Әкімнің қабылдау кестесі').lang).toBe('kk');
  });

  it('keeps Russian text that quotes Kazakh names Russian', () => {
    const text =
      'Аким Ақбұлақ района Сәуле Өтегенқызы провела встречу с жителями села Көктерек и рассказала о работе, которая ведётся в этом году по ремонту дорог и школ.';
    expect(tellLanguage(text).lang).toBe('ru');
    expect(tellLanguage('Мероприятия в честь праздника Наурыз в городе Қызылжар').lang).toBe('ru');
  });

  it('tells Kazakh titles without a Kazakh letter by their words', () => {
    expect(tellLanguage('Байланыс').lang).toBe('kk');
    expect(tellLanguage('Балалар бойынша есеп').lang).toBe('kk');
    expect(tellLanguage('Хабарландырулар').lang).toBe('kk');
  });

  it('tells Russian and English texts', () => {
    expect(tellLanguage('Отдел образования объявляет конкурс на занятие должности').lang).toBe(
      'ru',
    );
    expect(tellLanguage('The department publishes the results of the competition').lang).toBe('en');
  });

  it('reads Kazakh in Latin letters', () => {
    expect(tellLanguage('2018 jylǵy jumys qorytyndysy jáne jańa josparlar týraly').lang).toBe('kk');
  });

  it('lets the prior decide only what the text leaves open', () => {
    expect(tellLanguage('Акмола', 'kk').lang).toBe('kk');
    expect(tellLanguage('Акмола').lang).toBe('ru');
    expect(tellLanguage('12.03.2018', 'kk').lang).toBe('kk');
    expect(tellLanguage('12.03.2018').lang).toBe('und');
    expect(tellLanguage('Жаңа мектеп ашылды', 'ru').lang).toBe('kk');
  });

  it('leaves long text of other languages undetermined', () => {
    const polish =
      'Wczoraj wieczorem mieszkańcy miasta spotkali się przed ratuszem, żeby wspólnie obejrzeć pokaz świateł nad rzeką oraz koncert';
    expect(tellLanguage(polish).lang).toBe('und');
  });

  it('keeps confidence between 0 and 1 for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { confidence } = tellLanguage(text);
        return confidence >= 0 && confidence <= 1;
      }),
    );
  });
});

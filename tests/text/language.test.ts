import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContentItem, readContent } from '../../fixtures/engine/content.ts';
import { otherScript } from '../../src/text/kazakh-script.ts';
import { tellLanguage } from '../../src/text/language.ts';
import { transliterate } from '../../src/text/transliterate.ts';
import { inAlphabet, kazakhAlphabets } from '../support/kazakh-alphabets.ts';

const sites = new URL('../../fixtures/sites/', import.meta.url);

/** Title and text of a content file, without the targets of its links. */
function textOf({ title, body }: ContentItem): string {
  return `${title}\n${body.replace(/\]\([^)]*\)/g, ']')}`;
}

const kazakhNews = `Ауданда жаңа кітапхана ашылды. Оқу залында жүз адам отыра алады, балалар бөлімі бөлек орналасқан.
  Кітапхана қызметкерлері мектеп оқушыларына арналған үйірмелер ашып, ескі газеттерді цифрлық түрге айналдырып жатыр.`;

const englishNews = `The district library has moved to a new building. Its reading room has seats for a hundred people,
  and schools may book the hall for lessons that teachers want to hold among books.`;

const russianNews = `В районе открылась новая библиотека. В читальном зале могут заниматься сто человек, детский отдел
  находится отдельно. Сотрудники переводят старые газеты в цифровой вид и проводят кружки для школьников.`;

const neighbours = {
  turkish: `İlçemizde yeni bir kütüphane açıldı. Okuma salonunda yüz kişi için yer var, çocuk bölümü ise ayrı bir
    katta bulunuyor. Görevliler eski gazeteleri dijital ortama aktarıyor ve okullar ile birlikte kurslar düzenliyor.`,
  uzbek: `Tumanda yangi kutubxona ochildi. O'quv zali yuz kishi uchun mo'ljallangan, bolalar bo'limi esa alohida
    joylashgan. Xodimlar eski gazetalarni raqamli shaklga o'tkazmoqda va maktab o'quvchilari bilan to'garaklar o'tkazadi.`,
  azerbaijani: `Rayonda yeni kitabxana açılıb. Oxu zalında yüz nəfər üçün yer var, uşaq şöbəsi isə ayrıca yerləşir.
    Əməkdaşlar köhnə qəzetləri rəqəmsal formaya keçirir və məktəblilər üçün dərnəklər təşkil edirlər.`,
  arabic:
    'افتتحت في المنطقة مكتبة جديدة. تتسع قاعة القراءة لمئة شخص، ويقع قسم الأطفال في طابق منفصل عنها.',
  uyghur:
    'رايوندا يېڭى كۈتۈپخانا ئېچىلدى. ئوقۇش زالىدا يۈز ئادەم ئولتۇرالايدۇ، بالىلار بۆلۈمى ئايرىم جايلاشقان.',
  persian:
    'کتابخانه تازه‌ای در ناحیه گشوده شد. تالار مطالعه برای صد نفر جا دارد و بخش کودکان جداگانه است.',
};

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

  it('reads Kazakh in the letters of every alphabet, told from the languages that it may be taken for', () => {
    for (const alphabet of kazakhAlphabets) {
      expect(tellLanguage(inAlphabet(kazakhNews, alphabet)).lang, alphabet).toBe('kk');
    }
    for (const [name, text] of Object.entries(neighbours)) {
      expect(tellLanguage(text).lang, name).toBe('und');
    }
    expect(tellLanguage(transliterate(russianNews)).lang).toBe('und');
    expect(tellLanguage(englishNews).lang).toBe('en');
  });

  it('tells the bundled Kazakh pages in every alphabet, and none of the others', () => {
    const told = (texts: string[]) =>
      texts.filter((text) => tellLanguage(text).lang === 'kk').length;
    const items = readdirSync(sites).flatMap((id) => readContent(new URL(`${id}/content/`, sites)));
    const bodies = (lang: string) => items.filter((one) => one.lang === lang).map(textOf);
    const kazakh = bodies('kk').filter((text) => otherScript(text) === undefined);
    for (const alphabet of kazakhAlphabets) {
      const right = told(kazakh.map((text) => inAlphabet(text, alphabet)));
      expect(right / kazakh.length, alphabet).toBeGreaterThanOrEqual(0.99);
    }
    expect(told(bodies('en'))).toBe(0);
    expect(told(bodies('ru').map(transliterate))).toBe(0);
  });

  it('does not take host names, boxes and file names for words', () => {
    expect(
      tellLanguage('| Metodist | 8 (71234) 2-25-14 | qabyldau@bilim.aqbulaq.kz |').lang,
    ).not.toBe('kk');
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

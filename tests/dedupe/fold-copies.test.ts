import { expect, test } from 'vitest';
import { foldCopies } from '../../src/dedupe/fold-copies.ts';
import { MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

const library = prose(librarySentencesKk);
const flood = prose(floodSentencesRu);

function fold(ideas: (PageIdea & { lang?: 'kk' | 'ru' | 'en' })[]): Record<string, string[]> {
  const site = new MadeSite();
  const groups = foldCopies(
    ideas.map((idea) => site.settled(idea)),
    site.texts,
  );
  return Object.fromEntries(groups.map(({ chosen, aliases }) => [chosen.key, aliases]));
}

test('equal pages fold into the shortest address without parameters or print shape', () => {
  const folded = fold([
    { key: 'a.kz/2016/02/kitaphana/print', text: library, lang: 'kk', title: 'Кітапхана' },
    { key: 'a.kz/?p=309', text: library, lang: 'kk', title: 'Кітапхана' },
    { key: 'a.kz/2016/02/kitaphana', text: library, lang: 'kk', title: 'Кітапхана' },
  ]);
  expect(folded).toEqual({
    'a.kz/2016/02/kitaphana': ['a.kz/2016/02/kitaphana/print', 'a.kz/?p=309'],
  });
});

test('the target of a canonical link is chosen over a shorter key', () => {
  const folded = fold([
    { key: 'a.kz/p', text: flood, canonical: 'a.kz/otdel/pavodok' },
    { key: 'a.kz/otdel/pavodok', text: flood },
  ]);
  expect(folded).toEqual({ 'a.kz/otdel/pavodok': ['a.kz/p'] });
});

test('a canonical link to a page with another text is not believed', () => {
  const folded = fold([
    { key: 'a.kz/p', text: flood, canonical: 'a.kz/basty' },
    { key: 'a.kz/basty', text: prose(floodSentencesRu.slice(8)) },
  ]);
  expect(Object.keys(folded)).toHaveLength(2);
});

test('news of one wording under different titles or dates stay apart', () => {
  const folded = fold([
    { key: 'a.kz/n/1', text: flood, title: 'Паводок в Сарытогае', published: '2018-03-02' },
    { key: 'a.kz/n/2', text: flood, title: 'Паводок в Көктереке', published: '2018-03-02' },
    { key: 'a.kz/n/3', text: flood, title: 'Паводок в Сарытогае', published: '2019-03-04' },
  ]);
  expect(Object.keys(folded)).toHaveLength(3);
});

test('a page without a date does not bridge two pages of different dates', () => {
  const dates = ['2018-03-02', null, '2019-03-04'];
  for (const turn of [0, 1, 2]) {
    const turned = [...dates.slice(turn), ...dates.slice(0, turn)];
    const folded = fold(
      turned.map((published, at) => ({ key: `a.kz/n/${at}`, text: flood, published })),
    );
    expect(Object.keys(folded)).toHaveLength(2);
  }
});

test('a counter of views does not split, figures of another year do', () => {
  const table = (year: number, sum: number) => `${flood} За ${year} год потрачено ${sum} тенге.`;
  expect(
    fold([
      { key: 'a.kz/su', text: `${library} Қаралды: 170`, lang: 'kk' },
      { key: 'a.kz/su-tasqyny', text: `${library} Қаралды: 2364`, lang: 'kk' },
    ]),
  ).toEqual({ 'a.kz/su': ['a.kz/su-tasqyny'] });
  expect(
    Object.keys(
      fold([
        { key: 'a.kz/smeta', text: table(2016, 410_500) },
        { key: 'a.kz/smeta-2', text: table(2017, 622_300) },
      ]),
    ),
  ).toHaveLength(2);
});

test('near-equal texts fold where the address has the shape of a copy, and only there', () => {
  const printed = `${flood} Версия для печати`;
  expect(
    fold([
      { key: 'a.kz/News.aspx?nid=102', text: flood },
      { key: 'a.kz/Print.aspx?nid=102', text: printed },
    ]),
  ).toEqual({ 'a.kz/News.aspx?nid=102': ['a.kz/Print.aspx?nid=102'] });
  expect(
    Object.keys(
      fold([
        { key: 'a.kz/pavodok', text: flood },
        { key: 'a.kz/razliv', text: printed },
      ]),
    ),
  ).toHaveLength(2);
});

test('short placeholders are no copies of each other', () => {
  const text = 'Бет толтырылуда, қайта келіңіз.';
  const folded = fold([
    { key: 'a.kz/audan', text, lang: 'kk' },
    { key: 'a.kz/mektep', text, lang: 'kk' },
  ]);
  expect(Object.keys(folded)).toHaveLength(2);
});

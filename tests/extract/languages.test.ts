import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import type { Language } from '../../src/model/language.ts';
import { contextFor, host } from './select-site.ts';

const kk = [
  'Құрметті тұрғындар, ауданда ауыз су құбыры жөнделуде, сондықтан бейсенбі күні таңнан кешке дейін су берілмейді.',
  'Алдын ала қор жинап қойыңыздар, ал ауруханалар мен балабақшаларға су арнайы көліктермен жеткізіледі.',
  'Жөндеу жұмыстары кешкі сағат сегізде аяқталады, барлық сұрақ бойынша су шаруашылығы мекемесіне хабарласыңыздар.',
  'Келесі аптада жұмыс солтүстік көшелерде жалғасады, кестесі осы бетте жарияланады және жергілікті газетке шығады.',
];
const ru = [
  'Уважаемые жители, в районе ремонтируют водопровод, поэтому в четверг с утра до вечера воды не будет.',
  'Просим заранее сделать запас, а в больницы и детские сады воду привезут специальными машинами.',
  'Ремонт закончится в восемь часов вечера, по всем вопросам обращайтесь в учреждение водного хозяйства.',
  'На следующей неделе работы продолжатся на северных улицах, график будет на этой странице и в местной газете.',
];
const en = [
  'Dear residents, the water main of the district is being mended, so there will be no water on Thursday from morning to evening.',
  'Please store some water in advance; hospitals and kindergartens will be supplied by special vehicles during the day.',
  'The works will end at eight in the evening, and the office of water supply will answer all of your questions by phone.',
];

const p = (texts: readonly string[]) => texts.map((text) => `<p>${text}</p>`).join('\n');
const html = (body: string, title = 'Су берілмейді / Воды не будет', attributes = '') =>
  `<html ${attributes}><head><title>${title}</title></head><body><div id="content"><h1>${title}</h1>${body}</div></body></html>`;

function select(page: string, languagePrior?: Language) {
  const segment = segmentPage(page, `${host}/su`, {});
  return { segment, ...selectPage(segment, { ...contextFor('/su'), languagePrior }) };
}
const langs = (page: string, prior?: Language) => select(page, prior).pages.map(({ lang }) => lang);

describe('the language of a page', () => {
  it.each([
    ['kk', kk],
    ['ru', ru],
    ['en', en],
  ] as const)('is told by its text: %s', (lang, texts) => {
    expect(langs(html(p(texts), 'Су'))).toEqual([lang]);
  });

  it('is told by its text against the attribute and the address', () => {
    expect(langs(html(p(kk), 'Су', 'lang="ru"'), 'ru')).toEqual(['kk']);
    expect(langs(html(p(ru), 'Вода', 'lang="kk"'), 'kk')).toEqual(['ru']);
  });

  it('is Kazakh in Latin letters too', () => {
    const latin =
      'Qurmetti turǵyndar, audanda aýyz sý qubyry jóndelýde, sondyqtan beısenbi kúni tańnan keshke deıin sý berilmeıdi. Bul týraly aýdan ákimdigi habarlady, jumys keshki segizde aıaqtalady.';
    expect(langs(html(`<p>${latin}</p>`, 'Sý'))).toEqual(['kk']);
  });

  it('stays that of the text when it quotes another one', () => {
    const quote = `<blockquote><p>${ru[0]}</p></blockquote>`;
    expect(langs(html(p([...kk, ...kk.map((text) => `${text} Тағы.`)]) + quote, 'Су'))).toEqual([
      'kk',
    ]);
  });

  it('is what the address says when the text is too short to tell', () => {
    expect(langs(html('<p>2019 - 12 345</p>', '2019'), 'kk')).toEqual(['kk']);
  });
});

it('each block has its language', () => {
  const { segment } = select(html(p([kk[0] ?? '', ru[0] ?? '', en[0] ?? ''])));
  const told = segment.blocks.filter((block) => block.textLength > 60).map((block) => block.lang);
  expect(told).toEqual(['kk', 'ru', 'en']);
});

describe('a page in several languages', () => {
  it('is split where one text follows another, headings with the text below them', () => {
    const body = `<h2>Су туралы</h2>${p(kk)}<hr><h2>О воде</h2>${p(ru)}`;
    const { pages } = select(html(body));
    expect(pages.map(({ lang, title }) => [lang, title])).toEqual([
      ['kk', 'Су берілмейді'],
      ['ru', 'Воды не будет'],
    ]);
    expect(pages[0]?.markdown).toContain('## Су туралы');
    expect(pages[0]?.markdown).not.toContain('О воде');
    expect(pages[1]?.markdown).toContain('## О воде');
    expect(pages[1]?.text).not.toContain('Құрметті');
  });

  it('is split into three', () => {
    expect(langs(html(p(kk) + p(ru) + p(en), 'Су / Вода / Water'))).toEqual(['kk', 'ru', 'en']);
  });

  it('is split when each paragraph stands beside its translation', () => {
    const body = p(kk.flatMap((text, at) => [text, ru[at] ?? '']));
    const { pages, findings } = select(html(body));
    expect(pages.map(({ lang }) => lang)).toEqual(['kk', 'ru']);
    const lines = (at: number) => pages[at]?.text.split('\n').filter((line) => line !== '');
    expect(lines(0)).toEqual(kk);
    expect(lines(1)).toEqual(ru);
    expect(findings.map(({ code }) => code)).not.toContain('language-mixed');
  });

  it('is split when a layout table puts the languages side by side', () => {
    const sides = `<table border="0" width="100%"><tr><td valign="top">${p(kk)}</td><td valign="top">${p(ru)}</td></tr></table>`;
    expect(langs(html(sides))).toEqual(['kk', 'ru']);
  });

  it('is left whole, with a finding, when the rows of a table hold both', () => {
    const rows = kk.map(
      (text, at) => `<tr><td>${at + 1}</td><td>${text}</td><td>${ru[at]}</td></tr>`,
    );
    const table = `<table border="1"><tr><th>№</th><th>Қазақша</th><th>По-русски</th></tr>${rows.join('')}</table>`;
    const { pages, findings } = select(html(table));
    expect(pages.map(({ lang }) => lang)).toEqual(['mul']);
    expect(findings.map(({ code }) => code)).toContain('language-mixed');
  });

  it('is left whole, with a finding, when the languages alternate and are no translations', () => {
    const short = (text: string) => text.slice(0, 40);
    const long = kk.map((text, at) => `${text} ${kk[(at + 1) % 4]} ${kk[(at + 2) % 4]}`);
    const mixed = [
      short(ru[0] ?? ''),
      long[0],
      ru[1],
      short(kk[1] ?? ''),
      ru[2],
      long[2],
      short(ru[3] ?? ''),
      long[3],
      ru[0],
    ];
    const { pages, findings } = select(html(p(mixed.map(String)), 'Су'));
    expect(pages.map(({ lang }) => lang)).toEqual(['mul']);
    expect(findings.map(({ code }) => code)).toContain('language-mixed');
  });
});

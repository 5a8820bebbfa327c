import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host, learn } from './select-site.ts';

const text = `<p>Ауданның үш ауылында су құбыры жаңартылып жатыр, жұмыс қыркүйек айының соңына дейін аяқталады деп күтілуде.</p>
<p>Құрылысшылар ескі құбырларды ауыстырып, әр үйге жеке есептегіш орнатады, оның ақысын аудан бюджеті төлейді.</p>`;

/** A page with the given `<title>` around some text; `header` stands above everything. */
function page(title: string, body: string, header = '<a href="/">Ақбұлақ ауданы</a>'): string {
  return `<html><head><title>${title}</title></head><body><div>${header}</div>
<ul><li><a href="/about">Аудан туралы</a></li><li><a href="/docs">Құжаттар</a></li></ul><div>${body}</div></body></html>`;
}

function titleOf(html: string, path = '/news/77', extra: Parameters<typeof contextFor>[1] = {}) {
  const segment = segmentPage(html, host + path, { encoding: 'utf-8' });
  return selectPage(segment, contextFor(path, extra)).pages[0]?.title;
}

describe('the title of a page alone', () => {
  it('leaves out the link to the comments inside the headline', () => {
    const headline = '<h1>Су құбыры жаңарды <a href="#comments">Пікірлер: 12</a></h1>';
    expect(titleOf(page('Су құбыры жаңарды // Ақбұлақ', headline + text))).toBe(
      'Су құбыры жаңарды',
    );
  });

  it('leaves out the day and time behind the headline', () => {
    const headline = '<h1>Жаңа мектеп ашылды <span>05.09.2018&nbsp;18:27</span></h1>';
    expect(titleOf(page('Жаңа мектеп ашылды / Ақбұлақ', headline + text))).toBe(
      'Жаңа мектеп ашылды',
    );
  });

  it('is the heading below the name of the site, where <title> puts that name last', () => {
    const body = `<h1>Ақбұлақ ауданының әкімдігі</h1><p>Ашық есік күндері әр бейсенбіде өтеді.</p><h2>Су құбыры жаңарды</h2>${text}`;
    expect(titleOf(page('Су құбыры жаңарды - Ақбұлақ ауданының әкімдігі', body))).toBe(
      'Су құбыры жаңарды',
    );
  });

  it('stays the first heading where <title> puts the subtitle last', () => {
    const body = `<h1>Су құбыры жаңарды</h1>${text}<h2>Жұмыс қыркүйекке дейін аяқталады</h2>${text}`;
    expect(titleOf(page('Су құбыры жаңарды - Жұмыс қыркүйекке дейін аяқталады', body))).toBe(
      'Су құбыры жаңарды',
    );
  });

  it('says a headline once that the template prints twice', () => {
    const twice = 'Көпір жөндеуден өтті. Көпір жөндеуден өтті';
    expect(titleOf(page(twice, `<h1>${twice}</h1>${text}`))).toBe('Көпір жөндеуден өтті');
  });

  it('keeps a date that the headline itself says', () => {
    const name = 'Сведения о доходах на 01.01.2018';
    expect(titleOf(page(`${name} | Акимат`, `<h1>${name}</h1>${text}`))).toBe(name);
  });

  it('leaves out the counter of views where <title> does without it', () => {
    const html = page('Жол жөнделді', `<h2>Жол жөнделді (145)</h2>${text}`);
    expect(titleOf(html)).toBe('Жол жөнделді');
    const other = page('Ақбұлақ ауданы', `<h2>Бұйрық (145)</h2>${text}`);
    expect(titleOf(other)).toBe('Бұйрық (145)');
  });

  it('finds the headline in a cell of a table that also holds a picture and links', () => {
    const table = `<table><tr><th rowspan="2"><img src="/su.jpg" width="300" height="200"></th>
<th colspan="2"><h1>Ауыз су үш ауылға жетті<br><small>Жұмыс мерзімінен бұрын бітті 04.09.2018 20:42</small></h1></th></tr>
<tr><td><a href="/talk/77">Талқылау</a></td><td><a href="/print/77">Басып шығару</a></td></tr></table>`;
    const title = 'Ақбұлақ: Ауыз су үш ауылға жетті / Жұмыс мерзімінен бұрын бітті / 04.09.2018';
    expect(titleOf(page(title, table + text))).toBe('Ауыз су үш ауылға жетті');
  });

  it('is not what the link to the home page says, though that is the only h1', () => {
    const logo = '<h1><a href="/">Ақбұлақ-Хабар</a></h1>';
    const headline = '<div class="name"><b><a href="/news/77">Диқандар күзге дайын</a></b></div>';
    expect(titleOf(page('Ақбұлақ-Хабар', headline + text, logo))).toBe('Диқандар күзге дайын');
  });

  it('is the heading that <title> says, not the section above it', () => {
    const body = `<h1>Leadership</h1><p><a href="/print">Print version</a></p><h3>Serik Tasbulatov</h3>
<p>Head of the district since 2015. He was born in the village of Үшқоңыр and studied agronomy, then worked as a teacher.</p>
<p>He receives citizens on the first Monday of every month, from ten in the morning until noon.</p>`;
    expect(titleOf(page('Serik Tasbulatov - Akimat of Aqbulaq district', body), '/en/head')).toBe(
      'Serik Tasbulatov',
    );
  });

  it('goes on behind a name in quotes, where a part of <title> would end', () => {
    const name = '«Құлыншақ» балабақшасы жөндеуден кейін қайта ашылды';
    const russian = 'Детский сад «Кулыншак» снова открыт после ремонта';
    expect(titleOf(page(`${name} » Ақбұлақ`, `<h1>${name}</h1>${text}`))).toBe(name);
    expect(titleOf(page(russian, `<h1>${russian}</h1>${text}`))).toBe(russian);
  });

  it('is the headline without its subtitle, where <title> has a mark between the two', () => {
    const heading = '<h1>Ауданда жаңа көпір салынды Жүк көліктері енді айналып өтпейді</h1>';
    const title = 'Ауданда жаңа көпір салынды | Жүк көліктері енді айналып өтпейді | Ақбұлақ';
    expect(titleOf(page(title, heading + text))).toBe('Ауданда жаңа көпір салынды');
  });

  it('is the headline below its rubric', () => {
    const body = `<h2>Ауыл шаруашылығы</h2><h1>Егін жинау аяқталды</h1>${text}`;
    expect(titleOf(page('Ауыл шаруашылығы. Диқандар егінді жинап болды', body))).toBe(
      'Егін жинау аяқталды',
    );
  });

  it('is the headline of the text, not the name of the section in <title>', () => {
    const body = `<h2>Құжаттар</h2><div><p><b>ЖЕР ТЕЛІМІН БЕРУ ТӘРТІБІ</b></p>${text}</div>`;
    expect(titleOf(page('ЖЕР ТЕЛІМІН БЕРУ ТӘРТІБІ » Құжаттар » Ақбұлақ', body))).toBe(
      'ЖЕР ТЕЛІМІН БЕРУ ТӘРТІБІ',
    );
  });

  it('comes from <title> without the name of the site when the page shows none', () => {
    const html = page('Жазғы демалыс кестесі | Ақбұлақ ауданы', text);
    expect(titleOf(html)).toBe('Жазғы демалыс кестесі');
  });

  it('is what <title> says, be it the name of the site, rather than nothing', () => {
    expect(titleOf(page('Ақбұлақ ауданы', text))).toBe('Ақбұлақ ауданы');
  });
});

describe('the title of a page with its site', () => {
  const names = [
    'Мектепке жөндеу',
    'Көпір ашылды',
    'Егін науқаны',
    'Жаңа аурухана',
    'Тазалық айлығы',
  ];
  const pages = names.map((name, index): readonly [string, string] => {
    const others = names.map((one, at) => `<a href="/news/${at + 1}">${one}</a><br>`).join('');
    const body = `<p><font size="4"><b>${name}</b></font></p>${text.replaceAll('ауыл', `${name} ауыл`)}`;
    return [`/news/${index + 1}`, page('Ақбұлақ ауданының ресми сайты', body + others)];
  });

  it('is the bold line above the text where all pages share one <title>', () => {
    const model = learn(pages);
    for (const [index, [path, html]] of pages.entries()) {
      expect(titleOf(html, path, { model })).toBe(names[index]);
    }
  });
});

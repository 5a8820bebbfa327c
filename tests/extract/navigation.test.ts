import { expect, test } from 'vitest';
import { judgeNavigation, navigationFacts, siteCommon } from '../../src/extract/navigation.ts';
import type { Page } from '../../src/model/page.ts';

const site = 'http://aqsu.gov.kz';

function page(path: string, title: string, text: string, links: [string, string][] = []): Page {
  return {
    key: `aqsu.gov.kz${path}`,
    address: site + path,
    parts: [site + path],
    lang: 'kk',
    kind: 'news',
    kindConfidence: 0.6,
    title,
    published: null,
    updated: null,
    section: [],
    lead: null,
    markdown: `${text}\n`,
    text,
    blockHashes: [],
    blockLines: [],
    removed: [],
    links: links.map(([to, name]) => ({ address: site + to, fragment: '', text: name })),
    assets: [],
    alternates: [],
    canonical: null,
    template: 't0',
    siteModel: 'm',
    confidence: 0.8,
    author: null,
    credit: null,
    tags: [],
    picture: null,
    act: null,
    personal: [],
  };
}

const greenhouse = page(
  '/n/1',
  'Мектеп жылыжайы алғашқы өнімін берді',
  'Көктерек мектебінің жылыжайында өскен қияр мен қызанақ бүгін асханаға жеткізілді. Жиналған өнімнің бір бөлігі ауыл жәрмеңкесінде сатылды.',
);
const bridge = page(
  '/n/2',
  'Өзен үстіндегі көпір жөндеуден өтті',
  'Жөндеу бригадасы ескі тақтайларды ауыстырып, жаяу жүргіншілерге арналған қоршау орнатты. Енді көпірмен ауыр жүк көліктері де өте алады.',
);

function judge(subject: Page, others: Page[], settled = false) {
  const all = [subject, ...others];
  const byKey = new Map(all.map((one) => [one.key, `${one.title}\n${one.text}`]));
  return judgeNavigation(
    { id: 0, page: subject, settled },
    {
      ...siteCommon(all.map((one, id) => navigationFacts(id, one))),
      keyOf: (address) => (address.startsWith(site) ? address.slice('http://'.length) : undefined),
      textOf: (key) => byKey.get(key),
    },
  )?.why;
}

test('a page that says only what the pages it links to say is a list', () => {
  const text = `${greenhouse.title}\nКөктерек мектебінің жылыжайында өскен қияр мен қызанақ\n${bridge.title}`;
  const list = page('/n', 'Жаңалықтар', text, [
    ['/n/1', greenhouse.title],
    ['/n/2', bridge.title],
  ]);
  expect(judge(list, [greenhouse, bridge])).toBe('lists-pages');
});

test('an article that links to another page of the site stays an article', () => {
  const article = {
    ...bridge,
    links: [{ address: `${site}/n/1`, fragment: '', text: greenhouse.title }],
  };
  expect(judge(article, [greenhouse])).toBeUndefined();
});

test('excerpts with a link to read on are a list, even where the excerpts stand nowhere else', () => {
  const tag = page('/tag/auyl', 'ауыл', 'Жылыжай туралы қысқаша хабар. Толығырақ оқу →', [
    ['/n/1', 'Толығырақ оқу →'],
  ]);
  expect(judge(tag, [greenhouse])).toBe('lists-pages');
});

test('a short text that three pages hold is a placeholder, months of a calendar too', () => {
  const months = [1, 2, 3].map((month) =>
    page(
      `/c?m=${month}`,
      `ай ${month}`,
      `Дс Сс Ср ${'1 2 3 '.repeat(month)} Таңдалған айда хабар жоқ.`,
    ),
  );
  const [first, ...rest] = months;
  expect(first && judge(first, rest)).toBe('placeholder');
  expect(first && judge(first, rest.slice(1))).toBeUndefined();
});

test('a short text under one title is one page with several addresses, no placeholder', () => {
  const text = 'Қабылдау бөлмесі сенбіде жабық, дүйсенбіде сағат тоғызда ашылады.';
  const copies = ['/qabyldau', '/node/12', '/print/12'].map((path) =>
    page(path, 'Қабылдау уақыты', text),
  );
  const [first, ...rest] = copies;
  expect(first && judge(first, rest)).toBeUndefined();
});

test('a page of nothing but the beginnings of other pages is a list, though its links were left out', () => {
  const text = [greenhouse, bridge].map((one) => one.text.split('. ')[0]).join('\n');
  expect(judge(page('/tag/3', 'Ауыл', text), [greenhouse, bridge])).toBe('lists-pages');
  const single = page('/tag/4', 'Мектеп', text.split('\n')[0] ?? '');
  expect(judge(single, [greenhouse, bridge])).toBe('lists-pages');
});

test('the print version of a page and the first of its parts are no lists', () => {
  const print = page('/print/1', 'Басып шығару нұсқасы', greenhouse.text);
  expect(judge(greenhouse, [print])).toBeUndefined();
  expect(judge(print, [greenhouse])).toBeUndefined();
  const whole = page('/n/2?all=1', bridge.title, `${bridge.text} ${greenhouse.text}`);
  expect(judge(bridge, [whole])).toBeUndefined();
});

test('a title that is a month or a day is an archive, a title with a date in it is none', () => {
  expect(judge(page('/2016/05', 'мамыр 2016', greenhouse.text), [])).toBe('date-archive');
  expect(judge(page('/d', '9 ақпан 2016', greenhouse.text), [])).toBe('date-archive');
  expect(
    judge(page('/p', '2016 жылғы 9 ақпандағы № 45 бұйрық', greenhouse.text), []),
  ).toBeUndefined();
});

test('a page without a word, or with nothing but its own address, is empty', () => {
  expect(judge(page('/e', 'Бос бет', ''), [])).toBe('empty');
  expect(judge(page('/p', 'Басып шығару', `URL to article: ${site}/n/1`), [])).toBe('empty');
  expect(judge(page('/s', 'Сілтеме', 'Толық нұсқасы: https://example.org/x'), [])).toBeUndefined();
});

test('what a person named in the mapping is left alone', () => {
  expect(judge(page('/e', 'Мазмұнсыз жазба', ''), [], true)).toBeUndefined();
});

test('the excuse of a language plug-in is no content', () => {
  const stub = page(
    '/ru/x',
    '(Қазақша) Көрме ашылды',
    'К сожалению, эта запись доступна только на Қазақша.',
  );
  expect(judge(stub, [])).toBe('placeholder');
});

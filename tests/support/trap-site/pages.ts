import { diceOf, type Language, languages, paragraphs, person, sentence } from './prose.ts';

/** Makes a link as this visit must print it: sessions stick to it. */
export type Link = (path: string, text: string) => string;

/** A page to keep. */
export interface SitePage {
  /** Path and query as the site links it. */
  path: string;
  kind: string;
  /** A legitimate page that looks like a trap. */
  look: boolean;
  language: Language;
  title: string;
  /** What sessions its links carry: none, ASP.NET's path, ColdFusion's pair, one of the site's own. */
  session: '' | 'aspnet' | 'coldfusion' | 'own';
  /** Known from the gzipped sitemap only. */
  sitemapOnly: boolean;
  body: (link: Link) => string;
  file: boolean;
}

const counts = {
  articles: 150,
  news: 240,
  photos: 360,
  cards: 150,
  bulletins: 300,
  notices: 40,
  okrugs: 18,
  years: 8,
};
export const newsPages = counts.news / 12;
const list = (items: readonly string[]) =>
  `<ul>${items.map((one) => `<li>${one}</li>`).join('\n')}</ul>`;
const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** Odd names of files and pages as an editor typed them, raw or encoded. */
const oddNames = [
  '/docs/Қаулы №5.pdf',
  '/docs/Положение о кружках.pdf',
  '/docs/%D0%A3%D1%81%D1%82%D0%B0%D0%B2-2009.pdf',
  '/docs/%ee%f2%f7%b8%f2-3.pdf',
  '/docs/plan of events.pdf',
  '/docs/plan%20of%20sports.pdf',
  '/DOCS/PRIKAZ/N_17.PDF',
  '/docs/smeta;v=2.pdf',
  '/docs//2007/svod.pdf',
  '/docs/view.php?2011',
  '/docs/view.php?2012',
  '/docs/a+b (1).pdf',
  '/docs/act,part%202.pdf',
  '/docs/тізім;түрі=а.html',
  '/docs/~old/Tom%26List.pdf',
];

/** Day `i` of the bulletins, from 2 March 2009. */
const bulletinDay = (i: number) =>
  new Date(Date.UTC(2009, 2, 1 + i)).toISOString().slice(0, 10).replaceAll('-', '/');

/** All pages to keep, by path. */
export function sitePages(seed: string): Map<string, SitePage> {
  const pages = new Map<string, SitePage>();
  const add = (
    path: string,
    kind: string,
    language: Language,
    title: string,
    body: SitePage['body'],
    more: Partial<SitePage> = {},
  ) =>
    pages.set(path, {
      path,
      kind,
      language,
      title,
      body,
      look: false,
      session: '',
      sitemapOnly: false,
      file: false,
      ...more,
    });

  addJoomla(seed, add);
  addBitrix(seed, add);
  addGallery(seed, add);
  addCards(seed, add);
  addBulletins(add);
  addBudgets(add);
  for (const [i, path] of oddNames.entries()) {
    add(path, 'odd', 'ru', `Файл ${i + 1}`, () => paragraphs(`${seed}/odd/${i}`, 'ru', 2), {
      look: true,
      file: /\.pdf$/i.test(path),
    });
  }
  for (const i of range(counts.notices)) {
    const body = () => paragraphs(`${seed}/notice/${i}`, 'kk', 2);
    add(`/burynghy/habarlandyru-${i}.html`, 'notice', 'kk', `Хабарландыру ${i}`, body, {
      look: true,
      sitemapOnly: true,
    });
  }
  return pages;
}

type Add = (
  path: string,
  kind: string,
  language: Language,
  title: string,
  body: SitePage['body'],
  more?: Partial<SitePage>,
) => void;

const staticNames =
  'about mission history contacts faq reception staff rules vacancies sponsors'.split(' ');
const joomla = (id: number, language: Language) =>
  `/index.php?option=com_content&view=article&id=${id}&catid=${1 + (id % 5)}&lang=${language}`;
const category = (id: number, language: Language, start: number) =>
  `/index.php?option=com_content&view=category&id=${id}&lang=${language}${start > 0 ? `&limitstart=${start}` : ''}`;

function addJoomla(seed: string, add: Add): void {
  add('/', 'home', 'kk', 'Тасөткел ауданының мәдениет бөлімі', (link) =>
    list(languages.map((one) => link(`/${one}.html`, one))),
  );
  for (const language of languages) {
    add(
      `/${language}.html`,
      'home',
      language,
      'Тасөткел',
      (link) =>
        paragraphs(`${seed}/home`, language, 2) +
        list([
          ...range(5).map((id) => link(category(id, language, 0), `${id}`)),
          ...staticNames.map((name) => link(`/${language}/${name}.html`, name)),
          link('/press/news/', 'Новости'),
          link('/foto/', 'Фото'),
          link('/tel/', 'Телефон'),
          link('/arhiv/', 'Архив'),
          link('/byudzhet/', 'Бюджет'),
          link('/docs/', 'Құжаттар'),
        ]),
    );
    for (const name of staticNames) {
      const session = { contacts: 'coldfusion', faq: 'own', reception: 'own' }[name] ?? '';
      add(
        `/${language}/${name}.html`,
        'static',
        language,
        name,
        () => `<h1>${name}</h1>${paragraphs(`${seed}/${name}`, language, 3)}`,
        {
          session: session as SitePage['session'],
        },
      );
    }
    const articles = language === 'en' ? 60 : counts.articles;
    for (const id of range(5)) {
      const ids = range(articles).filter((one) => one % 5 === id - 1);
      for (let start = 0; start < ids.length; start += 10) {
        const following =
          start + 10 < ids.length ? link10(category(id, language, start + 10)) : undefined;
        add(
          category(id, language, start),
          'category',
          language,
          `№${id}`,
          (link) =>
            `<h1>№${id}</h1>${list(ids.slice(start, start + 10).map((one) => link(joomla(one, language), `${one}`)))}${following?.(link) ?? ''}`,
        );
      }
    }
    for (const id of range(articles)) {
      add(
        joomla(id, language),
        'article',
        language,
        `${id}`,
        () => `<h1>${id}</h1>${paragraphs(`${seed}/article/${id}`, language, 3)}`,
      );
    }
  }
}

const link10 = (path: string) => (link: Link) => link(path, '»');

/** Page `n` of the news; the pager under it does not know where it ends. */
export function newsListBody(n: number, shown: number, link: Link): string {
  const ids = range(12).map((k) => counts.news - (n - 1) * 12 - k + 1);
  const items = ids.map((id) => link(`/press/news/detail.php?ID=${id}`, `Жаңалық ${id}`));
  return `<h1>Новости</h1>${list(items)}${shown > 1 ? link(`/press/news/${shown === 2 ? '' : `?PAGEN_1=${shown - 1}`}`, '←') : ''} ${link(`/press/news/?PAGEN_1=${shown + 1}`, '→')}`;
}

function addBitrix(seed: string, add: Add): void {
  for (const n of range(newsPages)) {
    add(
      n === 1 ? '/press/news/' : `/press/news/?PAGEN_1=${n}`,
      'news-list',
      'ru',
      `Новости, ${n}`,
      (link) => newsListBody(n, n, link),
    );
  }
  for (const id of range(counts.news)) {
    const language = languages[id % 2] ?? 'kk';
    add(
      `/press/news/detail.php?ID=${id}`,
      'news',
      language,
      `${id}`,
      () => `<h1>${id}</h1>${paragraphs(`${seed}/news/${id}`, language, 2)}`,
    );
  }
}

function addGallery(seed: string, add: Add): void {
  const albums = counts.photos / 30;
  add('/foto/', 'list', 'kk', 'Фото', (link) =>
    list(range(albums).map((a) => link(`/foto/albom-${a}/`, `${a}`))),
  );
  for (const a of range(albums)) {
    const photo = (k: number) => `/foto/albom-${a}/snimok-${k}.html`;
    add(`/foto/albom-${a}/`, 'album', 'kk', `Альбом ${a}`, (link) =>
      range(30)
        .map((k) => link(photo(k), `${k}`))
        .join(' '),
    );
    for (const k of range(30)) {
      const dice = diceOf(`${seed}/photo/${a}/${k}`);
      const language = languages[a % 3] ?? 'kk';
      add(
        photo(k),
        'photo',
        language,
        `${k}`,
        (link) =>
          `<img src="/i/foto/${a}-${k}.jpg" alt=""><p>${sentence(dice, language)}</p>${k < 30 ? link(photo(k + 1), '→') : ''}`,
        { look: true },
      );
    }
  }
}

function addCards(seed: string, add: Add): void {
  const card = (i: number) => `/tel/karta.aspx?kod=${i}`;
  add(
    '/tel/',
    'list',
    'kk',
    'Телефондар',
    (link) => list(range(counts.cards).map((i) => link(card(i), `${i}`))),
    { session: 'aspnet' },
  );
  for (const i of range(counts.cards)) {
    const dice = diceOf(`${seed}/card/${i}`);
    const rows = [
      ['Аты-жөні', person(dice)],
      ['Лауазымы', `${dice.pick(['Меңгеруші', 'Маман', 'Әдіскер', 'Жаттықтырушы'])}`],
      ['Бөлме', `${100 + dice.int(300)}`],
      ['Телефон', `8 (7262) 3${dice.int(9)}-${10 + dice.int(89)}-${10 + dice.int(89)}`],
    ];
    const table = rows
      .map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`)
      .join('');
    add(card(i), 'card', 'kk', `${i}`, () => `<table>${table}</table>`, {
      look: true,
      session: 'aspnet',
    });
  }
}

/** Bulletins say the same every day, in other figures. */
function addBulletins(add: Add): void {
  const days = range(counts.bulletins).map(bulletinDay);
  const months = [...new Set(days.map((day) => day.slice(0, 7)))];
  add('/arhiv/', 'list', 'ru', 'Архив', (link) =>
    list(months.map((month) => link(`/arhiv/${month}/`, month))),
  );
  for (const month of months) {
    const inMonth = days.filter((day) => day.startsWith(month));
    add(
      `/arhiv/${month}/`,
      'month',
      'ru',
      month,
      (link) => list(inMonth.map((day) => link(`/arhiv/${day}/`, day.slice(8)))),
      { look: true },
    );
  }
  for (const [i, day] of days.entries()) {
    const dice = diceOf(`bulletin/${i}`);
    add(
      `/arhiv/${day}/`,
      'bulletin',
      'ru',
      day,
      (link) =>
        `<h1>Сводка за ${day}</h1><p>Посетителей бассейна: ${100 + dice.int(900)}, читателей библиотеки: ${50 + dice.int(400)}, зрителей кинозала: ${dice.int(300)}, занятий в секциях: ${20 + dice.int(60)}.</p>${i > 0 ? link(`/arhiv/${days[i - 1]}/`, '←') : ''} ${i < days.length - 1 ? link(`/arhiv/${days[i + 1]}/`, '→') : ''}`,
      { look: true },
    );
  }
}

/** Tables of the same rows, a table for each okrug and year. */
function addBudgets(add: Add): void {
  const years = range(counts.years).map((i) => 2005 + i);
  const table = (okrug: number, year: number) => `/byudzhet/okrug-${okrug}/${year}.html`;
  add('/byudzhet/', 'list', 'ru', 'Бюджет', (link) =>
    list(
      range(counts.okrugs).flatMap((okrug) =>
        years.map((year) => link(table(okrug, year), `${okrug}, ${year}`)),
      ),
    ),
  );
  for (const okrug of range(counts.okrugs)) {
    for (const year of years) {
      const dice = diceOf(`budget/${okrug}/${year}`);
      const rows = ['Библиотеки', 'Клубы', 'Спортивные секции', 'Музей', 'Праздники', 'Ремонт'];
      add(
        table(okrug, year),
        'budget',
        'ru',
        `${okrug}, ${year}`,
        () =>
          `<h1>Сельский округ №${okrug}, ${year}</h1><table>${rows.map((row) => `<tr><td>${row}</td><td>${dice.int(9999)},${dice.int(9)}</td></tr>`).join('')}</table>`,
        { look: true },
      );
    }
  }
  add('/docs/', 'list', 'ru', 'Файлы', () =>
    list(oddNames.map((name, i) => `<a href="${name.replaceAll('&', '&amp;')}">${i + 1}</a>`)),
  );
}

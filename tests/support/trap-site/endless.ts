import { type Link, newsListBody, newsPages } from './pages.ts';
import { type Language, languages, sentence } from './prose.ts';
import type { Visit } from './visit.ts';

/** What an endless thing answers: a body, or a redirect. */
export type Endless = { trap: string; body: string } | { trap: string; location: string };

const months =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const bare: Link = (href, text) => `<a href="${href.replaceAll('&', '&amp;')}">${text}</a>`;

type Maker = (visit: Visit, match: RegExpExecArray) => string | { location: string };

const makers: [trap: string, pattern: RegExp, make: Maker][] = [
  [
    'calendar-path',
    /^\/(?:kuntizbe|calendar)\/(\d{4})\/([a-z]+)(?:\/(\d+))?\/?$/,
    (_visit, match) => calendar(Number(match[1]), months.indexOf(match[2] ?? '')),
  ],
  [
    'calendar-query',
    /^\/events\/\?(?:date|from)=(\d{4}-\d\d-\d\d)(?:&view=\w+)?$/,
    (_visit, match) => dayPage(match[1] ?? ''),
  ],
  ['facets', /^\/catalog\/filter\/(.*)\/apply\/$/, (visit, match) => facets(visit, match[1] ?? '')],
  ['pager', /^\/press\/news\/\?PAGEN_1=(\d+)$/, (visit, match) => beyond(visit, Number(match[1]))],
  [
    'show-all',
    /^\/press\/news\/\?(?:SHOWALL_1=1|SIZEN_1=\d+)$/,
    (_visit) => newsListBody(1, 1, bare),
  ],
  ['login', /^\/login\.aspx/, (visit) => login(visit.url)],
  ['path-loop', /^(?:\/otchety\/forma|\/forma\/otchety|\/otchety|\/forma)+\/$/, () => relative],
  ['tags', /^\/tag\/(.+)\/$/, (visit, match) => tags(visit, decodeURIComponent(match[1] ?? ''))],
  ['search', /^\/search\/\?q=(.*)$/, (visit, match) => search(visit, match[1] ?? '')],
  [
    'vote',
    /^\/vote\.php\?id=(\d+)/,
    (visit, match) => ({
      location: `/press/news/detail.php?ID=${match[1]}&voted=${visit.dice.int(1e6)}`,
    }),
  ],
  [
    'redirect-chain',
    /^\/go\/\?/,
    (visit) => ({ location: `${visit.url}&hop=${visit.dice.int(1e6)}` }),
  ],
  ['sorted', /^\/tel\/\?(?:sort|order|size|sort_by)=/, (visit) => sorted(visit.path)],
  [
    'random-next',
    /^\/kezdeisoq\/\d+$/,
    (visit) =>
      `<p>${sentence(visit.dice, 'kk')}</p>`.slice(0, 0) +
      bare(`/kezdeisoq/${visit.dice.int(1e9)}`, '?'),
  ],
];

/** The endless thing behind an address, if it is one. */
export function endlessAt(visit: Visit): Endless | undefined {
  for (const [trap, pattern, make] of makers) {
    const match = pattern.exec(visit.path);
    if (match === null) continue;
    const made = make(visit, match);
    return typeof made === 'string' ? { trap, body: made } : { trap, ...made };
  }
  return undefined;
}

/** Any other address: a page that regrets, with status 200 and further wrong links. */
export function softMissing(visit: Visit): string {
  const links = Array.from(
    { length: 4 },
    () =>
      `<a href="/${visit.dice.pick(languages)}/${visit.dice.hex(3)}-${visit.dice.int(999)}.html">?</a> <a href="${visit.dice.hex(4)}/">?</a>`,
  );
  return `<h1>Бет табылмады</h1><p>Кешіріңіз, сіз іздеген бет жойылған немесе ешқашан болмаған.</p>${links.join(' ')}`;
}

function calendar(year: number, month: number): string {
  const at = (step: number) => {
    const sum = year * 12 + Math.max(0, month) + step;
    return `/kuntizbe/${Math.floor(sum / 12)}/${months[sum % 12]}`;
  };
  const days = Array.from({ length: 28 }, (_, i) => bare(`${at(0)}/${i + 1}`, `${i + 1}`));
  return `<h1>${months[Math.max(0, month)]} ${year}</h1>${bare(at(-1), '«')} ${bare(at(1), '»')} ${bare(at(12), 'жыл')} ${days.join(' ')}<p>Бұл айда жоспарланған іс-шара жоқ, кейінірек қараңыз.</p>`;
}

function dayPage(day: string): string {
  const step = (days: number) =>
    new Date(Date.parse(day) + days * 864e5).toISOString().slice(0, 10);
  const views = ['day', 'week', 'month'].map((view) =>
    bare(`/events/?date=${day}&view=${view}`, view),
  );
  return `<h1>События ${day}</h1>${bare(`/events/?date=${step(-1)}`, '«')} ${bare(`/events/?date=${step(1)}`, '»')} ${bare(`/events/?from=${step(30)}`, '30')} ${views.join(' ')}<p>На этот день ничего не назначено.</p>`;
}

const facetValues: Record<string, string[]> = {
  size: ['8', '10', '12', '14'],
  color: ['red', 'blue', 'white'],
  kind: ['kamzol', 'saukele', 'shapan', 'belbeu'],
  year: ['1890', '1910', '1930'],
  sort: ['name', 'date'],
};

/** The museum's shelf: dresses chosen by filters that stand in the path, in the order of the clicks. */
function facets(visit: Visit, chosen: string): string {
  const set = chosen.split('/').filter((one) => one !== '');
  const links = Object.entries(facetValues).flatMap(([name, values]) =>
    values.map((value) => {
      const others = set.filter((one) => !one.startsWith(`${name}-`));
      return bare(
        `/catalog/filter/${[...others, `${name}-is-${value}`].join('/')}/apply/`,
        `${name}: ${value}`,
      );
    }),
  );
  const found = Array.from({ length: 5 }, () => 1 + visit.dice.int(240));
  return `<h1>Каталог музея</h1>${links.join(' ')}<ul>${found.map((id) => `<li>${bare(`/press/news/detail.php?ID=${id}`, `${id}`)}</li>`).join('')}</ul>`;
}

function beyond(_visit: Visit, asked: number): string {
  return newsListBody(newsPages, asked, bare);
}

function login(url: string): string {
  const at = encodeURIComponent(url);
  return `<form method="post"></form>${bare(`/login.aspx?ReturnUrl=${at}`, 'Кіру')} ${bare(`/login.aspx?act=register&ReturnUrl=${at}`, 'Тіркелу')}`;
}

/** Relative links of a page that is served at any depth. */
const relative =
  '<h1>Отчёты</h1><p>Формы отчётов районных клубов сдаются до пятого числа.</p><a href="forma/">Форма</a> <a href="otchety/">Отчёты</a>';

const tagNames = 'мектеп спорт музыка би тарих қолөнер кино театр'.split(' ');

function tags(visit: Visit, chosen: string): string {
  const set = chosen.split('+');
  const links = tagNames.map((tag) =>
    bare(`/tag/${encodeURIComponent([...set.filter((one) => one !== tag), tag].join('+'))}/`, tag),
  );
  return `<h1>${chosen}</h1>${links.join(' ')} ${bare(`/press/news/detail.php?ID=${1 + visit.dice.int(240)}`, '•')}`;
}

function search(visit: Visit, query: string): string {
  const word = decodeURIComponent(query.split('&')[0] ?? '');
  const page = 1 + Number(/page=(\d+)/.exec(query)?.[1] ?? 1);
  const links = Array.from({ length: 6 }, () =>
    bare(`/press/news/detail.php?ID=${1 + visit.dice.int(240)}`, '•'),
  );
  return `<h1>Іздеу: ${word}</h1>${links.join(' ')} ${bare(`/search/?q=${encodeURIComponent(word)}&page=${page}`, '»')} ${bare(`/search/?q=${encodeURIComponent(`${word} ${visit.dice.pick(tagNames)}`)}`, '+')}`;
}

function sorted(path: string): string {
  const query = new URLSearchParams(path.split('?')[1]);
  const links = [
    ['sort', 'name', 'room', 'post'],
    ['order', 'asc', 'desc'],
    ['size', '10', '50', '150'],
  ].flatMap(([name = '', ...values]) =>
    values.map((value) => {
      const next = new URLSearchParams(query);
      next.delete(name);
      next.append(name, value);
      return bare(`/tel/?${next}`, `${name} ${value}`);
    }),
  );
  return `<h1>Телефондар</h1>${links.join(' ')}<ul>${Array.from({ length: 150 }, (_, i) => `<li>${bare(`/tel/karta.aspx?kod=${i + 1}`, `${i + 1}`)}</li>`).join('')}</ul>`;
}

/** What every page of a language carries at its foot, honest and not. */
export function footOf(visit: Visit, language: Language, kind: string): string {
  const { dice, url, path } = visit;
  const join = (pair: string) => `${path}${path.includes('?') ? '&' : '?'}${pair}`;
  const nested = languages
    .filter((one) => one !== language)
    .map((one) => bare(`${url}${url.includes('?') ? '&' : '?'}lang=${one}`, one));
  const isArticle = kind === 'article' || kind === 'news';
  return [
    bare('/kuntizbe/2013/may', 'Күнтізбе'),
    bare('/events/?date=2013-05-14', 'События'),
    bare('/catalog/filter/size-is-10/apply/', 'Музей'),
    bare('/otchety/', 'Отчёты'),
    bare('/bot-trap/', '2004'),
    ...(isArticle
      ? [
          bare(join('tmpl=component&print=1'), 'Басып шығару'),
          bare(`/print${path}`, 'Версия для печати'),
          bare(join('mobile=1'), 'Мобильді'),
          bare(`/login.aspx?ReturnUrl=${encodeURIComponent(url)}`, 'Кіру'),
          bare(join(`like=${dice.int(1e6)}`), '+1'),
          bare(`/tag/${encodeURIComponent(dice.pick(tagNames))}/`, '#'),
          bare(`/go/?u=${dice.int(99)}`, 'Серіктес'),
          bare(`/${language}/about.html?rnd=0.${dice.int(1e9)}`, 'Баннер'),
        ]
      : []),
    ...(kind === 'article'
      ? [
          bare(join(`Itemid=${100 + dice.int(9)}`), '≈'),
          bare(`/search/?q=${encodeURIComponent(dice.pick(tagNames))}`, '?'),
        ]
      : []),
    ...(kind === 'news' ? [bare(`/vote.php?id=${/ID=(\d+)/.exec(path)?.[1] ?? 1}&v=1`, '☆')] : []),
    ...(kind === 'static' ? nested : []),
    ...(path === '/tel/'
      ? [
          bare('/tel/?sort=name', 'sort'),
          bare('/tel/?order=asc', 'order'),
          bare('/kezdeisoq/7', '?'),
        ]
      : []),
    ...(path.startsWith('/press/news/?') || path === '/press/news/'
      ? [bare('/press/news/?SHOWALL_1=1', 'Все')]
      : []),
  ].join(' ');
}

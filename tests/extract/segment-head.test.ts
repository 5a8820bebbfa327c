import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import type { HeadFacts } from '../../src/model/segment.ts';

const address = 'http://auyl.test/kz/news/7.html';

function headOf(html: string): HeadFacts {
  return segmentPage(html, address).head;
}

describe('Head facts', () => {
  it('hold title, language, meta and links with absolute addresses', () => {
    const head = headOf(`<html lang="kk-KZ"><head><title> Көпір
      ашылды</title><meta name="Generator" content="Joomla! 1.5"><meta property="og:title" content="Көпір">
      <meta property="article:tag" content="жол"><meta property="article:tag" content="көпір">
      <link rel="canonical" href="/kz/news/7"><link rel="alternate" hreflang="ru" href="/ru/news/7">
      <link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="next" href="?page=2"></head>
      <body><svg><title>белгі</title></svg></body></html>`);
    expect(head).toMatchObject({
      title: 'Көпір ашылды',
      htmlLang: 'kk-kz',
      generator: 'Joomla! 1.5',
      canonical: 'http://auyl.test/kz/news/7',
      hreflang: [{ lang: 'ru', href: 'http://auyl.test/ru/news/7' }],
      feeds: ['http://auyl.test/rss.xml'],
      next: 'http://auyl.test/kz/news/7.html?page=2',
      prev: null,
    });
    expect(head.meta['article:tag']).toEqual(['жол', 'көпір']);
  });

  it('hold times with the block that holds or follows them', () => {
    const html = `<h1>Көрме</h1><p>Автор <time datetime="2014-05-05">5 мамыр</time></p>
      <meta itemprop="datePublished" content="2014-05-04"><span itemprop="dateModified">6 мамыр</span><p>Ән</p>`;
    const { head, blocks } = segmentPage(html, address);
    expect(head.times).toEqual([
      { datetime: '2014-05-05', text: '5 мамыр', block: 1, property: null },
      { datetime: '2014-05-04', text: '', block: 2, property: 'published' },
      { datetime: '', text: '6 мамыр', block: 2, property: 'updated' },
    ]);
    expect(blocks[1]?.text).toContain('5 мамыр');
  });

  it("hold dates of microformats, and tell those of events from the page's own", () => {
    const html = `<h1>Жәрмеңке</h1><p><abbr class="published" title="2014-05-05T10:00:00+06:00">бүгін</abbr>
      <span class="dt-updated" title="2014-05-07">кеше</span> <span class="updated">белгі</span></p>
      <p><time itemprop="startDate" datetime="2014-06-01">1 маусым</time></p>`;
    expect(segmentPage(html, address).head.times).toEqual([
      { datetime: '2014-05-05T10:00:00+06:00', text: 'бүгін', block: 1, property: 'published' },
      { datetime: '2014-05-07', text: 'кеше', block: 1, property: 'updated' },
      { datetime: '', text: 'белгі', block: 1, property: 'updated' },
      { datetime: '2014-06-01', text: '1 маусым', block: 2, property: 'other' },
    ]);
  });

  it('hold JSON-LD, opened from lists and graphs, and nothing that is broken, too long or too deep', () => {
    const script = (json: string) => `<script type="application/ld+json">${json}</script>`;
    const html = [
      '{"@type":"NewsArticle","headline":"Ән"}',
      '[{"@type":"A"},{"@graph":[{"@type":"B"}]}]',
      '{"@type":',
      `{"x":"${'ә'.repeat(70_000)}"}`,
      `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    ].map(script);
    expect(headOf(html.join('')).jsonLd).toEqual([
      { '@type': 'NewsArticle', headline: 'Ән' },
      { '@type': 'A' },
      { '@type': 'B' },
    ]);
    expect(headOf(script('{"@type":"A"}').repeat(30)).jsonLd).toHaveLength(20);
  });
});

describe('Language links', () => {
  it.each([
    ['names', '<a href="/kz/">Қазақша</a> <a href="/ru/">Русский</a> <a href="/en/">English</a>'],
    ['codes', '<a href="/kz/">ҚАЗ</a>|<a href="/ru/">РУС</a>|<a href="/en/">ENG</a>'],
    ['codes in brackets', '<a href="/kz/">[KZ]</a><a href="/ru/">[RU]</a><a href="/en/">[EN]</a>'],
    [
      'flags',
      '<a href="/kz/"><img src="/i/kz.gif"></a><a href="/ru/"><img src="/i/flag_ru.png"></a><a href="/en/"><img src="/i/en.gif"></a>',
    ],
    [
      'alternative texts',
      '<a href="/kz/"><img src="/1.gif" alt="Қаз"></a><a href="/ru/"><img src="/2.gif" title="На русском"></a><a href="/en/" title="English version"><img src="/3.gif"></a>',
    ],
    [
      'a list to choose from',
      '<select><option value="/kz/">Қазақ тілі</option><option value="/ru/">Русский</option><option value="/en/">English</option></select>',
    ],
  ])('are found by %s', (_how, html) => {
    expect(headOf(`<div>${html}</div><p>Ауыл мәтіні</p>`).languageLinks).toEqual([
      { lang: 'kk', href: 'http://auyl.test/kz/' },
      { lang: 'ru', href: 'http://auyl.test/ru/' },
      { lang: 'en', href: 'http://auyl.test/en/' },
    ]);
  });

  it('are only the first group where files are offered in several languages', () => {
    const files = [1, 2, 3, 4].map(
      (n) => `<li>Бұйрық ${n} <a href="/f/${n}k.pdf">қаз</a> <a href="/f/${n}r.pdf">рус</a></li>`,
    );
    const html = `<a href="/kz/">Қаз</a><a href="/ru/">Рус</a><ul>${files.join('')}</ul>`;
    expect(headOf(html).languageLinks).toEqual([
      { lang: 'kk', href: 'http://auyl.test/kz/' },
      { lang: 'ru', href: 'http://auyl.test/ru/' },
    ]);
  });

  it('are no links to texts about a language, no anchors and no scripts', () => {
    const html =
      '<a href="/til">Қазақ тілі күні</a><a href="#">Рус</a><a href="javascript:x()">Eng</a><a href="/x"><img src="/kz.jpg" alt="Көктем"></a>';
    expect(headOf(html).languageLinks).toEqual([]);
  });
});

describe('Breadcrumbs', () => {
  const way = [
    { text: 'Басты бет', href: 'http://auyl.test/' },
    { text: 'Жаңалықтар', href: 'http://auyl.test/news' },
    { text: 'Көпір', href: null },
  ];

  it.each([
    [
      'a named container',
      '<div class="bx-breadcrumb"><a href="/">Басты бет</a> › <a href="/news">Жаңалықтар</a> › Көпір</div>',
    ],
    [
      'a list',
      '<ul class="breadcrumbs"><li><a href="/">Басты бет</a></li><li><a href="/news">Жаңалықтар</a></li><li>Көпір</li></ul>',
    ],
    [
      'a lead-in',
      '<span class="pathway">Сіз осындасыз: <a href="/">Басты бет</a> &raquo; <a href="/news">Жаңалықтар</a> &raquo; Көпір</span>',
    ],
    [
      'a line of links',
      '<table><tr><td><a href="/">Басты бет</a> &gt; <a href="/news">Жаңалықтар</a> &gt; Көпір</td></tr></table>',
    ],
    [
      'JSON-LD',
      '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"name":"Басты бет","item":"/"},{"item":{"@id":"/news","name":"Жаңалықтар"}},{"name":"Көпір"}]}</script>',
    ],
  ])('are read from %s', (_how, html) => {
    expect(headOf(`<body>${html}<h1>Көпір</h1><p>Мәтін</p></body>`).breadcrumbs).toEqual(way);
  });

  it('keep a name in quotation marks whole', () => {
    const html =
      '<span class="pathway"><a href="/">Басты бет</a> » <a href="/news">Жаңалықтар</a> » «Құлыншақ» балабақшасы ашылды</span>';
    expect(headOf(html).breadcrumbs.map(({ text }) => text)).toEqual([
      'Басты бет',
      'Жаңалықтар',
      '«Құлыншақ» балабақшасы ашылды',
    ]);
  });

  it('are no menu, and no quotation', () => {
    const html =
      '<p><a href="/">Басты бет</a> | <a href="/karta">Сайт картасы</a></p><p><a href="/x">«Ауыл»</a> жобасы</p>';
    expect(headOf(html).breadcrumbs).toEqual([]);
  });
});

describe('Pager links', () => {
  it('are the numbers of lists and of articles in parts', () => {
    const html =
      '<div class="pages">Беттер: 1 <a href="?p=2">2</a> <a href="?p=3">[3]</a></div><ul><li>1</li><li><a href="/n/2">2</a></li><li><a href="/n/3">3</a></li></ul>';
    expect(headOf(html).pagerLinks).toEqual([
      { text: '2', href: 'http://auyl.test/kz/news/7.html?p=2' },
      { text: '3', href: 'http://auyl.test/kz/news/7.html?p=3' },
      { text: '2', href: 'http://auyl.test/n/2' },
      { text: '3', href: 'http://auyl.test/n/3' },
    ]);
  });

  it('are no days of a calendar', () => {
    const days = [1, 2, 3, 4, 5, 6, 7].map((n) => `<td><a href="/kun/${n}">${n}</a></td>`);
    expect(headOf(`<table><tr>${days.join('')}</tr></table>`).pagerLinks).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLinks } from '../../src/crawl/links.ts';
import { pathsInHandler } from '../../src/crawl/script-links.ts';
import { readTextSitemap, readXmlLinks } from '../../src/crawl/xml-links.ts';
import { addressHints as hint } from '../../src/model/address.ts';

const at = 'http://akim.kz/kk/index.php';
const found = (html: string, encoding = 'utf-8') =>
  Object.fromEntries(readLinks(html, at, encoding).links);

describe('links of a page', () => {
  it.each<[name: string, html: string, address: string, hints: number]>([
    [
      'an anchor',
      '<a href="page.php?id=1#ә">бет</a>',
      'http://akim.kz/kk/page.php?id=1',
      hint.link,
    ],
    [
      'an area of a map',
      '<area href="/аудан">',
      'http://akim.kz/%D0%B0%D1%83%D0%B4%D0%B0%D0%BD',
      hint.link,
    ],
    [
      'a frame',
      '<frameset><frame src="menu.htm"></frameset>',
      'http://akim.kz/kk/menu.htm',
      hint.link,
    ],
    ['a picture', '<img src="../img/ту.jpg">', 'http://akim.kz/img/%D1%82%D1%83.jpg', hint.image],
    [
      'a lazy picture',
      '<img data-src="/a.jpg" src="data:image/gif;base64,AA==">',
      'http://akim.kz/a.jpg',
      hint.image,
    ],
    [
      'a set of pictures',
      '<img srcset="/s,1.jpg 1x, /b.jpg 2x">',
      'http://akim.kz/b.jpg',
      hint.image,
    ],
    ['a background', '<td background="fon.gif">', 'http://akim.kz/kk/fon.gif', hint.image],
    [
      'an embedded file',
      '<object data="/doc/заң.pdf"></object>',
      'http://akim.kz/doc/%D0%B7%D0%B0%D2%A3.pdf',
      hint.embed,
    ],
    ['backslashes', '<a href="\\docs\\1.doc">құжат</a>', 'http://akim.kz/docs/1.doc', hint.link],
    [
      'a style sheet',
      '<link rel="stylesheet" href="/s.css">',
      'http://akim.kz/s.css',
      hint.requisite,
    ],
    ['a canonical link', '<link rel=canonical href="/x">', 'http://akim.kz/x', hint.head],
    ['a short link', '<link rel=shortlink href="/?p=7">', 'http://akim.kz/?p=7', hint.head],
    [
      'another language',
      '<link rel="alternate" hreflang="ru" href="/ru/">',
      'http://akim.kz/ru/',
      hint.head,
    ],
    [
      'a feed',
      '<link rel=alternate type="application/rss+xml" href="/rss">',
      'http://akim.kz/rss',
      hint.feed,
    ],
    [
      'a refresh',
      '<meta http-equiv="Refresh" content="0; URL=\'/kk/\'">',
      'http://akim.kz/kk/',
      hint.redirect,
    ],
    [
      'a location in a script',
      "<script>if(1) window.location.href = 'new.html';</script>",
      'http://akim.kz/kk/new.html',
      hint.script,
    ],
    [
      'a javascript link',
      '<a href="javascript:openWin(\'/print.php?id=3\')">',
      'http://akim.kz/print.php?id=3',
      hint.script,
    ],
    [
      'a handler',
      '<div onclick="location=\'/бет\'">',
      'http://akim.kz/%D0%B1%D0%B5%D1%82',
      hint.script,
    ],
    ['a menu of options', '<option value="/links/1">', 'http://akim.kz/links/1', hint.script],
  ])('finds %s', (_name, html, address, hints) => {
    expect(found(html)).toEqual(expect.objectContaining({ [address]: hints }));
  });

  it('resolves against the first base, wherever it stands', () => {
    expect(found('<a href="a">бет</a><base href="/ru/"><base href="/en/">')).toEqual({
      'http://akim.kz/ru/a': hint.link,
    });
  });

  it('encodes queries in the page’s own charset, as browsers do', () => {
    expect(Object.keys(found('<a href="/s?q=қала">іздеу</a>', 'kz-1048'))).toEqual([
      'http://akim.kz/s?q=%9D%E0%EB%E0',
    ]);
  });

  it('passes over mail, telephone, data and fragments, and the page itself', () => {
    const html =
      '<a href="mailto:a@akim.kz">пошта</a><a href="tel:+7">тел</a><a href="#top">жоғары</a><a href="index.php">осы бет</a>';
    expect(found(html)).toEqual({});
  });

  it('joins the ways in which one address is named', () => {
    expect(found('<a href="/a.jpg"><img src="/a.jpg"></a>')).toEqual({
      'http://akim.kz/a.jpg': hint.link | hint.image,
    });
  });

  it('never throws, whatever the markup', () => {
    const piece = fc.constantFrom(
      '<a href="',
      "'",
      '">',
      '<base href=//',
      'қ',
      '\\',
      '<script>',
      '</',
      '&#0;',
      '<meta http-equiv=refresh content=',
      ':',
      '%',
      '[',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        for (const address of readLinks(pieces.join(''), at, 'windows-1251').links.keys()) {
          expect(address).toMatch(/^https?:\/\//);
        }
      }),
    );
  });
});

describe('handlers', () => {
  it('takes locations and quoted paths, not words', () => {
    expect(
      pathsInHandler(
        "window.open('/a.php?id=1','терезе'); go(\"order.pdf\"); say('сәлем'); x='b/c'",
      ),
    ).toEqual(['/a.php?id=1', 'order.pdf']);
  });
});

describe('postbacks of ASP.NET', () => {
  it('are followed where a target or argument is an address, and nowhere else', () => {
    const html =
      `<a href="javascript:__doPostBack('ctl00$Мәзір','/kk/tarih.aspx?id=7')">Тарихы</a>` +
      `<a href="javascript:__doPostBack('ctl00$Grid','Page$2')">2</a>` +
      `<td onclick="__doPostBack('news.aspx?nid=4','')">Жаңалық</td>`;
    expect(Object.keys(found(html))).toEqual([
      'http://akim.kz/kk/tarih.aspx?id=7',
      'http://akim.kz/kk/news.aspx?nid=4',
    ]);
  });
});

describe('texts of a page', () => {
  const runs = (html: string) => readLinks(html, at, 'utf-8').texts.runs;
  const long = 'Ауданда 2019 жылы 12 мектеп пен 3 балабақша салынды, жол жөнделді';

  it('takes paragraphs of their own, not menus of links', () => {
    expect(runs(`<p>${long}</p>`)).toHaveLength(1);
    expect(runs(`<a href="/x">${long}</a><script>${long}</script>`)).toEqual([]);
    expect(readLinks(`<a href="/x">${long}</a>`, at, 'utf-8').texts.titles).toHaveLength(1);
  });

  it('sees the same text whatever its numbers, marks and white space', () => {
    const other = long.replace('2019', '2020').replace('мектеп', '<b>мектеп</b>');
    expect(runs(`<p>${long}</p>`)).toEqual(runs(`<td>\n ${other.replaceAll(' ', '  ')}</td>`));
  });

  it('passes over words of dates and of the page’s own address, which traps are made of', () => {
    const day = 'http://akim.kz/күнтізбе/?q=мектеп';
    const said = (html: string) => readLinks(html, day, 'utf-8').texts.runs;
    expect(said('<h1>Күнтізбе: 14 қыркүйек 2013 жыл, сенбі</h1>')).toHaveLength(1);
    expect(said('<h1>Күнтізбе: 14 қыркүйек, сенбі</h1><td>Мектеп</td><td>5</td>')).toEqual([]);
    expect(said('<td>Әшім Қожанов</td>')).toHaveLength(1);
  });

  it('keeps figures apart from the words they stand in, but not days and years', () => {
    const figures = (html: string) => readLinks(html, at, 'utf-8').texts.figures;
    const [masked, exact, count] = figures('<p>Оқырман: 415, күні 12.03.2009</p>');
    const other = figures('<p>Оқырман: 418, күні 12.03.2009</p>');
    expect(count).toBe(1);
    expect(other[0]).toBe(masked);
    expect(other[1]).not.toBe(exact);
    expect(figures('<p>Сенбі, 14 наурыз 2009</p>')).toEqual([]);
  });

  it('gives pages that show the same the same sum, whatever they link to', () => {
    const whole = (html: string) => readLinks(html, at, 'utf-8').texts.whole;
    expect(whole('<p>Тізім</p><a href="/1">Қаулы 5</a>')).toBe(
      whole('<p>Тізім</p><a href="/2">Қаулы 5</a>'),
    );
    expect(whole('<p>Тізім</p><a href="/1">Қаулы 5</a>')).not.toBe(
      whole('<p>Тізім</p><a href="/1">Қаулы 6</a>'),
    );
  });

  it('counts a picture by its path', () => {
    expect(runs('<img src="/1.jpg?r=1">')).toEqual(runs('<img src="/1.jpg?r=2">'));
    expect(runs('<img src="/1.jpg">')).not.toEqual(runs('<img src="/2.jpg">'));
  });
});

describe('sitemaps and feeds', () => {
  it('reads pages, pictures and further sitemaps, and passes over hreflang', () => {
    const xml = `<?xml version="1.0"?><urlset><url><loc> http://akim.kz/a?x=1&amp;y=2 </loc>
      <xhtml:link rel="alternate" hreflang="ru" href="http://akim.kz/ru"/><image:image><image:loc>/i.jpg</image:loc></image:image></url></urlset>`;
    expect(Object.fromEntries(readXmlLinks(xml, 'http://akim.kz/sitemap.xml'))).toEqual({
      'http://akim.kz/a?x=1&y=2': hint.link,
      'http://akim.kz/i.jpg': hint.image,
    });
    const index =
      '<sitemapindex><sitemap><loc>http://akim.kz/2.xml.gz</loc></sitemap></sitemapindex>';
    expect(Object.fromEntries(readXmlLinks(index, at))).toEqual({
      'http://akim.kz/2.xml.gz': hint.sitemap,
    });
  });

  it('reads the items of RSS and Atom', () => {
    const rss =
      '<rss><channel><link>http://akim.kz/</link><item><link><![CDATA[/жаңалық/1]]></link><enclosure url="/a.pdf"/></item></channel></rss>';
    expect([...readXmlLinks(rss, at).keys()]).toEqual(
      ['http://akim.kz/a.pdf', 'http://akim.kz/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B/1'].sort(
        (a) => (a.endsWith('/1') ? -1 : 1),
      ),
    );
    const atom =
      '<feed><link href="/self" rel="self"/><entry><link href="/e"/><link rel="edit" href="/x"/></entry></feed>';
    expect([...readXmlLinks(atom, at).keys()]).toEqual(['http://akim.kz/e']);
  });

  it('reads a sitemap in plain text', () => {
    expect([...readTextSitemap('http://akim.kz/a\r\nсөз\nhttp://akim.kz/ә', at).keys()]).toEqual([
      'http://akim.kz/a',
      'http://akim.kz/%D3%99',
    ]);
  });
});

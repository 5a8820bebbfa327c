import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { findingCodes } from '../../src/model/finding-codes.ts';
import { contextFor, host, sitePage } from './select-site.ts';

const bundle = '<script src="/static/js/main.3f2a1b.chunk.js"></script>';
const codes = (html: string) =>
  segmentPage(html, `${host}/`, {}).notices.map((notice) => notice.code);

describe('a shell that JavaScript fills is told', () => {
  it.each([
    ['an empty root', `<body><div id="root"></div>${bundle}</body>`],
    [
      'a root that only says it is loading',
      `<body><app-root><div class="spinner">Жүктелуде...</div></app-root>${bundle}</body>`,
    ],
    [
      'a root beside a header',
      `<body><header><a href="/">Көктөбе ауданының әкімдігі</a></header><div id="__nuxt"></div>${bundle}</body>`,
    ],
    [
      'a message in noscript',
      `<body><noscript>You need to enable JavaScript to run this app.</noscript><div class="shell"></div>${bundle}</body>`,
    ],
    [
      'a message in Russian',
      `<body><p>Для работы сайта включите JavaScript в браузере.</p>${bundle}</body>`,
    ],
    [
      'a message in Kazakh',
      `<body><p>Сайт жұмыс істеуі үшін браузерде JavaScript қосыңыз.</p>${bundle}</body>`,
    ],
    [
      'empty elements beside a bundle',
      '<body><div class="layout"><div></div></div><script src="/assets/index-4f9a.js" type="module"></script></body>',
    ],
  ])('by %s', (_, html) => {
    expect(codes(html)).toEqual(['script-shell']);
  });

  it.each([
    [
      'a page that has its text although an empty root stands on it',
      sitePage(
        'Жаңалық',
        `<div id="app"></div><p>${'Ауылда жаңа мектеп ашылды, оған үш жүз бала барады. '.repeat(10)}</p>${bundle}`,
      ),
    ],
    [
      'a root that holds the page',
      `<body><div id="app"><h1>Байланыс</h1><p>Көктөбе ауылы, Абай көшесі, 5-үй, қабылдау бөлмесі жұмыс күндері ашық.</p></div>${bundle}</body>`,
    ],
    ['a page without scripts', '<body><div id="root"></div></body>'],
    ['an empty page that counts its visitors', '<body><script>counter()</script></body>'],
    [
      'a page of one picture',
      `<body><div id="root"></div><img src="/plan.png" width="900" height="600" alt="Жоспар">${bundle}</body>`,
    ],
  ])('and is not %s', (_, html) => {
    expect(codes(html)).not.toContain('script-shell');
  });

  it('makes no page, and the finding names the command that takes in what a browser saw', () => {
    const html = `<body><noscript>Қосымша үшін JavaScript керек</noscript><div id="app"></div>${bundle}</body>`;
    expect(selectPage(segmentPage(html, `${host}/`, {}), contextFor('/')).pages).toEqual([]);
    expect(findingCodes['script-shell'].advice).toContain('kosh ingest');
  });
});

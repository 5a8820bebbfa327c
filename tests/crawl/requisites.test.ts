import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCssLinks, referencesInCss } from '../../src/crawl/css-links.ts';
import type { CrawlSummary } from '../../src/pipeline/crawl-stage.ts';
import { crawlLab, labMapping, siteFolder, verdictOf } from '../support/crawl-lab.ts';
import {
  type FaultServer,
  page,
  type Route,
  startFaultServer,
  text,
} from '../support/fault-server.ts';

const css = (body: string): Route => text(200, body, { 'Content-Type': 'text/css' });
const html = (body: string): Route =>
  text(200, body, { 'Content-Type': 'text/html; charset=utf-8' });
const head =
  '<link rel="stylesheet" href="/css/бас.css"><link rel="icon" href="/favicon.ico"><script src="/js/menu.js"></script>' +
  '<link rel="pingback" href="/xmlrpc.php"><link rel="stylesheet" href="http://cdn.example/x.css">' +
  '<style>body { background: url("/img/бет.png") }</style><link rel="preload" href="/kk/tarih">';

describe('files of the layout', () => {
  let server: FaultServer;
  let lab: ReturnType<typeof siteFolder>;
  let summary: CrawlSummary;
  const at = (path: string) => verdictOf(lab.folder, `http://qala.kz${encodeURI(path)}`);

  beforeAll(async () => {
    lab = siteFolder();
    server = await startFaultServer({
      '/': html(
        `<head>${head}</head><p style="background: url(/img/қатар.gif)">Қала әкімдігінің ресми сайты</p><a href="/kk/tarih">Тарихы</a>`,
      ),
      '/kk/tarih': page('Қаланың тарихы мен бүгіні туралы әңгіме осы бетте толық берілген', [
        '/kk/ungir',
      ]),
      '/kk/ungir': page('Үңгір туралы аңыз: ел ішінде айтылған көне әңгімелердің бірі осы'),
      [encodeURI('/css/бас.css')]: css(
        '@import "print.css"; h1 { background: url(../img/ту.png) }',
      ),
      '/css/print.css': css('@import "/css/gone.css"; /* url(/img/comment.png) */'),
      '/css/gone.css': html('<p>Бет табылмады</p><a href="/endless/1">әрі қарай</a>'),
      '/js/menu.js': text(200, 'var a = 1;', { 'Content-Type': 'application/javascript' }),
    });
    summary = await crawlLab(
      labMapping([{ host: 'qala.kz' }], server.to, { crawl: { maxPages: 4 } }),
      lab.folder,
    );
  });

  afterAll(async () => {
    await server.close();
    lab.remove();
  });

  it('are fetched from the own hosts, those that style sheets name too, beyond the limit of pages', () => {
    expect(summary.complete).toBe(true);
    for (const path of [
      '/css/бас.css',
      '/css/print.css',
      '/img/ту.png',
      '/img/бет.png',
      '/img/қатар.gif',
    ]) {
      expect(at(path), path).toMatch(/^done requisite/);
    }
    expect(at('/js/menu.js')).toMatch(/^done requisite/);
    expect(at('/favicon.ico')).toMatch(/^done requisite/);
    expect(at('/img/comment.png')).toBeUndefined();
    expect(summary.requisites).toBe(8);
  });

  it('of other hosts and for programs only are refused, with the rule', () => {
    expect(verdictOf(lab.folder, 'http://cdn.example/x.css')).toMatch(/^refused foreign-host/);
    expect(at('/xmlrpc.php')).toMatch(/^refused service/);
  });

  it('that answer with a page name nothing, and what is missing is no finding', () => {
    expect(at('/css/gone.css')).toMatch(/^done requisite/);
    expect(at('/endless/1')).toBeUndefined();
    expect(summary.findings).toEqual({ error: 0, warning: 0, info: 0 });
  });

  it('that a page also links to are pages', () => {
    expect(at('/kk/tarih')).toMatch(/^done in-scope/);
    expect(at('/kk/ungir')).toMatch(/^done in-scope/);
  });
});

describe('addresses in style sheets', () => {
  it('are read with and without quotes, from imports, not from comments or data', () => {
    const sheet =
      "@import 'a.css'; @import url(\"b.css\"); .ә { background: url( 'в.png' ) } /* url(no.png) */ i { src: url(data:x) } b { src: url(c d.png) }";
    expect(referencesInCss(sheet)).toEqual(['a.css', 'b.css', 'в.png']);
    expect([...readCssLinks(sheet, 'http://qala.kz/css/x.css').keys()]).toEqual([
      'http://qala.kz/css/a.css',
      'http://qala.kz/css/b.css',
      'http://qala.kz/css/%D0%B2.png',
    ]);
  });

  it('end soon in a hostile sheet', () => {
    expect(referencesInCss(`${'/*'.repeat(500_000)} url(`)).toEqual([]);
    expect(referencesInCss(`${'url('.repeat(300_000)}`)).toEqual([]);
    expect(
      referencesInCss(Array.from({ length: 9_000 }, (_, i) => `url(${i}.png)`).join(' ')),
    ).toHaveLength(5_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksText, composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import type { Block } from '../../src/model/segment.ts';
import { hash64, maskDigits, normalizeText, unitHash } from '../../src/text/hash.ts';
import { pageHtml } from './html-samples.ts';

const address = 'http://auyl.test/kz/bet.html';

function blocksOf(html: string): Block[] {
  return segmentPage(html, address).blocks;
}

describe('Blocks', () => {
  it('carry links with absolute addresses, their texts and the length of both', () => {
    const [block] = blocksOf('<p>Оқыңыз: <a href="../ru/q.php?id=1#p2">Құжат, 3-бет</a>.</p>');
    expect(block).toMatchObject({
      kind: 'paragraph',
      text: 'Оқыңыз: Құжат, 3-бет.',
      textLength: 21,
      linkTextLength: 12,
      commas: 1,
      sentenceEnds: 1,
      links: [{ href: 'http://auyl.test/ru/q.php?id=1#p2', text: 'Құжат, 3-бет' }],
    });
  });

  it('encode the query of links in the charset of the page', () => {
    const { blocks } = segmentPage('<a href="/s?q=үй">Үй</a><a href="/s?q=дом">Дом</a>', address, {
      encoding: 'windows-1251',
    });
    const links = blocks[0]?.links.map((link) => link.href);
    expect(links?.[1]).toBe('http://auyl.test/s?q=%E4%EE%EC');
    expect(links?.[0]).not.toContain('ү');
  });

  it('resolve links against the base element', () => {
    const html = '<head><base href="/ru/news/"></head><body><a href="7.html">Ән</a></body>';
    expect(blocksOf(html)[0]?.links[0]?.href).toBe('http://auyl.test/ru/news/7.html');
  });

  it('keep the raw value of what is no web address, and write no link for scripts', () => {
    const [block] = blocksOf(
      '<p><a href="javascript:go()">Өту</a> <a href="mailto:k@a.test">хат</a></p>',
    );
    expect(block?.links.map((link) => link.href)).toEqual(['javascript:go()', 'mailto:k@a.test']);
    expect(block?.markdown).toBe('Өту [хат](mailto:k@a.test)');
    const [cut] = blocksOf('<a href="mailto:k@a.test?subject=Өтініш\ud83d">хат</a>');
    expect(cut?.markdown).toBe(
      '[хат](mailto:k@a.test?subject=%D3%A8%D1%82%D1%96%D0%BD%D1%96%D1%88)',
    );
  });

  it('have a hash for every line, item and row, with digits masked', () => {
    const [lines] = blocksOf('<p>Қаралды: 15<br>Күні 3 мамыр</p>');
    const [others] = blocksOf('<p>Қаралды: 27<br>күні 14  мамыр</p>');
    expect(lines?.unitHashes).toHaveLength(2);
    expect(lines?.unitHashes).toEqual(others?.unitHashes);
    const [menu] = blocksOf('<ul><li>Әкім<ul><li>Орынбасар</li></ul></li><li>Байланыс</li></ul>');
    expect(menu?.unitHashes).toEqual(['Әкім', 'Орынбасар', 'Байланыс'].map(unitHash));
    const [table] = blocksOf('<table border=1><tr><td>Бидай<td>4<tr><td>Арпа<td>12</table>');
    expect(table?.unitHashes).toEqual([unitHash('Бидай 4'), unitHash('Арпа 12')]);
    expect(blocksOf('<p>Жалғыз жол</p>')[0]?.unitHashes).toEqual([]);
  });

  it('hash their text as every other part of kosh does', () => {
    fc.assert(
      fc.property(pageHtml, (html) => {
        for (const block of blocksOf(html)) {
          if (block.text === '') continue;
          expect(block.hash).toBe(hash64(maskDigits(normalizeText(block.text))));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('tell pictures and embeds without text apart by their addresses', () => {
    const hashes = blocksOf(
      '<img src="/1.jpg"><p></p><img src="/2.jpg"><p></p><img src="/1.jpg">',
    ).map((block) => block.hash);
    expect(hashes[0]).toBe(hashes[2]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('tell hidden content without dropping it', () => {
    const blocks = blocksOf('<div style="display: none"><p>Қойынды</p></div><p>Ашық мәтін</p>');
    expect(blocks.map((block) => [block.text, block.hidden])).toEqual([
      ['Қойынды', true],
      ['Ашық мәтін', false],
    ]);
  });

  it('count controls in the block and in every container around it', () => {
    const html =
      '<form><div><label>Іздеу</label><input name="q"><input type="hidden"></div></form>';
    const { blocks, containers } = segmentPage(html, address);
    expect(blocks.map((block) => [block.kind, block.controls])).toEqual([['form', 1]]);
    expect(containers.map((container) => container.controls)).toEqual([1, 1]);
  });

  it('know their owner with id and classes, digits masked, and raw attributes stay in the containers', () => {
    const html = '<div id="post-123" class="entry c4"><p class="lead">Ән</p><p>Күй</p></div>';
    const { blocks, containers, signatures } = segmentPage(html, address);
    expect(signatures[blocks[0]?.owner ?? -1]).toBe('p.lead');
    const container = containers[blocks[0]?.container ?? -1];
    expect(signatures[container?.signature ?? -1]).toBe('div#post-0.entry.c0');
    expect(container?.attributes).toContainEqual(['id', 'post-123']);
  });

  it('are told by language', () => {
    const html =
      '<p>Ауыл тұрғындары көктемгі жұмысқа кірісті</p><p>Жители села приступили к весенним работам</p>';
    expect(blocksOf(html).map((block) => block.lang)).toEqual(['kk', 'ru']);
  });

  it('part links that stand side by side, but not one link that was cut in two', () => {
    const html = '<p><a href="/a">Әкім</a><a href="/b">Байла</a><a href="/b">ныс</a>қа</p>';
    expect(blocksOf(html)[0]?.text).toBe('Әкім Байланысқа');
  });

  it('never glue words at the edges of cells, items, divisions and breaks', () => {
    const html =
      '<div>бір<div>екі</div>үш</div><table><tr><td>төрт</td><td>бес</td></tr></table><ul><li>алты<li>жеті</ul>сегіз<br>тоғыз';
    expect(blocksText(blocksOf(html)).split(/\s+/)).toEqual(
      'бір екі үш төрт бес алты жеті сегіз тоғыз'.split(' '),
    );
  });
});

describe('Containers', () => {
  it('stand after their parents, whichever parser made the tree', () => {
    const html =
      '<div id=a><center><div><p>Бір</p><p>Екі</p></div></center><section><p>Үш</p></section></div>';
    for (const page of [html, `<!-- --!>${html}`]) {
      const { containers, blocks, parser, signatures } = segmentPage(page, address);
      expect(parser).toBe(page === html ? 'htmlparser2' : 'parse5');
      expect(containers.every((container, index) => container.parent < index)).toBe(true);
      const path = containers.map((container) => signatures[container.signature]);
      expect(path).toEqual(['body', 'div#a', 'center', 'div', 'section']);
      expect(blocks.map((block) => block.container)).toEqual([3, 3, 4]);
    }
  });

  it('leave out tbody, so that both parsers give the same path', () => {
    const table = '<table><tr><td><p>Бір</p><p>Екі</p></td></tr></table>';
    const paths = [table, `<!-- --!>${table}`].map((page) => {
      const { containers } = segmentPage(page, address);
      return containers.map((container) => container.tag).join('>');
    });
    expect(paths).toEqual(['body>table>tr>td', 'body>table>tr>td']);
  });
});

describe('A stray closing tag in a table cell', () => {
  it('makes parse5 read the page, and nothing leaves the cell', () => {
    const html =
      '<div id=main><table><tr><td><p>Бірінші бөлім</p></div><p>Екінші бөлім</p></td><td><p>Үшінші</p><p>төртінші</p></td></tr></table></div>';
    const { parser, blocks, containers } = segmentPage(html, address);
    expect(parser).toBe('parse5');
    expect(blocks.map((block) => containers[block.container]?.tag)).toEqual([
      'td',
      'td',
      'td',
      'td',
    ]);
  });

  it('is not the only thing that parse5 is asked for: CDATA in the text ends as in browsers', () => {
    const { parser, blocks } = segmentPage('<body><![CDATA[<p>Ән</p><p>Күй</p></body>', address);
    expect(parser).toBe('parse5');
    expect(blocksText(blocks)).toBe('Ән\n\nКүй');
    const script = '<script>//<![CDATA[\nvar a = 1;\n//]]></script><p>Ән</p>';
    expect(segmentPage(script, address).parser).toBe('htmlparser2');
  });

  it('is not seen in tables that merely leave out closing tags', () => {
    const html = '<table><tr><td>а<td>ә<tr><td><div>б</div><td>ғ</table><div>в</div>';
    expect(segmentPage(html, address).parser).toBe('htmlparser2');
  });
});

describe('Hostile pages', () => {
  it('of 50,000 nested elements keep their text and are noted', () => {
    for (const tag of ['div', 'b', 'blockquote', 'ul', 'font', 'span', 'section']) {
      const html = `${`<${tag}>`.repeat(50_000)}өзек${`</${tag}>`.repeat(50_000)}<p>соңы</p>`;
      const segment = segmentPage(html, address);
      expect(blocksText(segment.blocks)).toBe('өзек\n\nсоңы');
      expect(segment.notices.map((notice) => notice.code)).toContain('depth-capped');
    }
  });

  it('keep the order of text around what was flattened', () => {
    const html = `${'<div>'.repeat(500)}бір<div>екі</div>үш${'</div>'.repeat(500)}төрт`;
    expect(blocksText(segmentPage(html, address).blocks)).toBe('бір\n\nекі\n\nүш\n\nтөрт');
  });

  it('of nested tables, lists and quotes neither overflow nor grow without bound', () => {
    for (const open of [
      '<table><tr><td>ә',
      '<ul><li>ә',
      '<blockquote>ә',
      '<li>ә<table border=1>',
    ]) {
      const html = open.repeat(5000);
      expect(composeMarkdown(segmentPage(html, address).blocks).length).toBeLessThan(
        html.length * 60,
      );
    }
  });

  it('of 100,000 links keep every one', () => {
    const segment = segmentPage(
      `<div>${'<a href="/x">сілтеме</a> '.repeat(100_000)}</div>`,
      address,
    );
    expect(segment.blocks[0]?.links).toHaveLength(100_000);
  });

  it('of more blocks than the limit are cut there and say how many were left out', () => {
    const { blocks, notices } = segmentPage('<p>ә</p>'.repeat(20_005), address);
    expect(blocks).toHaveLength(20_000);
    expect(notices).toEqual([{ code: 'block-cap', detail: '5 blocks above 20000' }]);
  });

  it('with spans beyond reason make no grid of that size', () => {
    const cells = '<td rowspan=65534 colspan=1000>ә</td>'.repeat(200);
    const html = `<table border=1>${`<tr>${cells}</tr>`.repeat(3)}</table>`;
    const { blocks } = segmentPage(html, address);
    expect(JSON.stringify(blocks).length).toBeLessThan(html.length * 20);
  });

  it('cannot name properties of objects', () => {
    const html =
      '<meta name="__proto__" content="x"><meta name="constructor" content="y"><p __proto__="a" constructor="b" class="__proto__">Ән</p>';
    const { head, blocks } = segmentPage(html, address);
    expect(Object.getPrototypeOf(head.meta)).toBe(Object.prototype);
    expect(head.meta.constructor).toEqual(['y']);
    expect(blocks[0]?.text).toBe('Ән');
  });

  it('give plain JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), pageHtml, (noise, html) => {
        const segment = segmentPage(noise + html + noise, address);
        expect(JSON.parse(JSON.stringify(segment))).toEqual(segment);
      }),
      { numRuns: 200 },
    );
  });

  it('without content are noted, as are shells that a script fills', () => {
    expect(segmentPage('<body> </body>', address).notices[0]?.code).toBe('empty-page');
    const shell = '<body><div id="app"></div><script src="/app.js"></script></body>';
    expect(segmentPage(shell, address).notices[0]?.code).toBe('script-shell');
    expect(segmentPage('<body><p>Ән</p></body>', address).notices).toEqual([]);
  });

  it('show what stands in a noscript where only a script would build the page', () => {
    const answer =
      'Ауылдағы су құбырын жөндеу туралы өтінішке жауап: жұмыс мамыр айында басталып, күзге дейін аяқталады. ';
    const plain = `<noscript><div><h1>Су құбыры</h1><p>${answer.repeat(5)}</p></div></noscript>`;
    const built = `<body><div id="app"></div>${plain}<script src="/app.js"></script></body>`;
    const texts = segmentPage(built, address).blocks.map((block) => block.text);
    expect(texts).toEqual(['Су құбыры', answer.repeat(5).trim()]);
    const written = `<body><p>${answer.repeat(4)}</p>${plain}</body>`;
    expect(blocksOf(written).map((block) => block.text)).toEqual([answer.repeat(4).trim()]);
    expect(blocksOf('<div id="app"></div><noscript>JavaScript қосыңыз</noscript>')).toEqual([]);
  });

  it('with pictures in the page itself say so', () => {
    const html = `<p>Сурет: <img src="data:image/png;base64,${'A'.repeat(4000)}"></p>`;
    expect(segmentPage(html, address).notices[0]?.code).toBe('picture-in-page');
  });
});

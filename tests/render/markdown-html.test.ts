import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { allowedElements } from '../../src/render/allowed-html.ts';
import { renderMarkdown } from '../../src/render/markdown-html.ts';
import { inlineText, markdownRegions } from '../../src/render/markdown-parser.ts';

const picture = `../../../assets/ab/${'ab'.repeat(32)}.png`;
const item = 'kosh:item/0f0e5c5e-4a0b-5b6e-9c8f-1a2b3c4d5e6f?lang=kk';
const options = { own: new Set([picture, item]), portalHosts: ['www.gov.kz'] };

function html(markdown: string): string {
  return renderMarkdown(markdown, options).html;
}

describe('rendering Markdown for the portal', () => {
  it('keeps headings, lists, quotes and Kazakh letters as they are', () => {
    expect(html('## Ауыл шаруашылығы\n\n- әкім\n- өңір\n\n> Үкімет қаулысы, ұсыныс һәм іс\n')).toBe(
      '<h2>Ауыл шаруашылығы</h2>\n<ul>\n<li>әкім</li>\n<li>өңір</li>\n</ul>\n' +
        '<blockquote>\n<p>Үкімет қаулысы, ұсыныс һәм іс</p>\n</blockquote>\n',
    );
  });

  it('aligns table cells by attribute, for styles are not allowed', () => {
    const rendered = html('| Ауыл | Халқы |\n|:-----|------:|\n| Көктал | 1 204 |\n');
    expect(rendered).toContain('<td align="right">1 204</td>');
    expect(rendered).not.toContain('style');
  });

  it('keeps tables with spans, sub and sup', () => {
    const table =
      '<table><tr><td colspan="2">500 м<sup>2</sup>, H<sub>2</sub>O, көлемі</td></tr></table>';
    expect(html(table)).toContain('<td colspan="2">500 м<sup>2</sup>, H<sub>2</sub>O, көлемі</td>');
  });

  it('opens links to other sites in a new window that cannot reach back', () => {
    expect(html('[Заң](https://adilet.zan.kz/kaz)')).toBe(
      '<p><a href="https://adilet.zan.kz/kaz" target="_blank" rel="noopener noreferrer">Заң</a></p>\n',
    );
    expect(html(`[Мектеп](${item})`)).toBe(`<p><a href="${item}">Мектеп</a></p>\n`);
    expect(html('[Басты бет](https://www.gov.kz/kk)')).not.toContain('target');
  });

  it('drops a target and rel that the page brought along', () => {
    expect(html('<a href="https://www.gov.kz/kk" target="x" rel="opener">Үй</a>')).toBe(
      '<p><a href="https://www.gov.kz/kk">Үй</a></p>\n',
    );
  });

  it('shows pictures of the bag and of https sites, and no others', () => {
    expect(html(`![Сурет](${picture})`)).toContain(`<img src="${picture}" alt="Сурет" />`);
    expect(html('![Ту](https://example.kz/tu.png)')).toContain('src="https://example.kz/tu.png"');
    for (const src of [
      'http://example.kz/t.png',
      '//example.kz/t.png',
      'data:image/png;base64,AA',
    ]) {
      expect(html(`Ту: ![ту](${src})`)).toBe('<p>Ту: </p>\n');
    }
  });

  it('keeps the text of a link it refuses', () => {
    for (const href of [
      'javascript:alert(1)',
      ' JaVaScRiPt:x',
      'kosh:item/x',
      '../x',
      '//a.kz/b',
    ]) {
      expect(html(`<a href="${href}">Өтініш беру</a>`)).toBe('<p>Өтініш беру</p>\n');
    }
  });

  it('takes out scripts, handlers, styles and forms, and says what it took', () => {
    const { html: rendered, removed } = renderMarkdown(
      '<form action="/x"><b onclick="x()" style="color:red">Ескерту</b>' +
        '<script>alert("ә")</script><input name="q">Іздеу</form>\n',
      options,
    );
    expect(rendered).toBe('<b>Ескерту</b>Іздеу\n');
    expect(removed).toEqual([
      { what: 'attribute', name: 'b onclick', count: 1 },
      { what: 'attribute', name: 'b style', count: 1 },
      { what: 'element', name: 'form', count: 1 },
      { what: 'element', name: 'input', count: 1 },
      { what: 'element', name: 'script', count: 1 },
    ]);
  });

  it('removes nothing from what Markdown alone can say', () => {
    const markdown = `# Ә\n\n1. **а** *б* ~~в~~ \`г\`\n\n---\n\n\`\`\`js\nx\n\`\`\`\n\n[д](${item})\n`;
    const { removed } = renderMarkdown(markdown, options);
    expect(removed).toEqual([]);
  });

  it('loses no word of quotes and lists however deep they nest', () => {
    for (const depth of [3, 60, 97, 98, 99, 100, 101, 500]) {
      expect(html(`${'> '.repeat(depth)}мәтін`), `quote ${depth}`).toContain('мәтін');
      expect(html(`${'- '.repeat(depth)}мәтін`), `list ${depth}`).toContain('мәтін');
    }
    expect(renderMarkdown('> '.repeat(500), options).removed).toContainEqual({
      what: 'element',
      name: 'nesting',
      count: 1,
    });
  });

  it('shows text without markup when tags are opened and opened', () => {
    const { html: rendered, removed } = renderMarkdown(`${'<td>'.repeat(5000)}үй`, options);
    expect(rendered).toContain('үй');
    expect(removed.map(({ name }) => name)).toContain('nesting');
  });

  it('lets through no element, attribute or scheme beyond the list, whatever comes in', () => {
    const piece = fc.constantFrom(
      ...['<', '>', '"', "'", '=', ' ', '\n', '/', '`', '[', ']', '(', ')', '!', '&', ';', '\\'],
      ...['script', 'img', 'a', 'svg', 'style', 'onerror', 'href', 'src', 'javascript:', 'x'],
      ...['<img src=', '<a href="', '<svg/onload=', '<!--', '-->', '&#106;', '&colon;', 'қ', 'ө'],
      ...['<table>', '<td ', '](', '![', '|', '\n\n', '<xmp>', '<noscript>', '<math>', '\0'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(intruders(html(pieces.join('')))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('inlineText', () => {
  it('takes the marks off and keeps the words', () => {
    expect(inlineText('**Жаңа** `код` ![өзен](x.png) \\*')).toBe('Жаңа код өзен *');
  });
});

describe('markdownRegions', () => {
  it('leaves code out and tells tables and HTML from text', () => {
    const markdown = 'Мәтін\n\n```\n[код](x)\n```\n\n| ә |\n|---|\n| б |\n\n<div>\nін\n</div>\n';
    expect(markdownRegions(markdown)).toEqual([
      { kind: 'text', firstLine: 0, endLine: 1 },
      { kind: 'table', firstLine: 6, endLine: 9 },
      { kind: 'html', firstLine: 10, endLine: 13 },
    ]);
  });
});

/** What stands in the HTML and may not, read by a parser that knows nothing of the sanitiser. */
function intruders(text: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const allowed = Object.hasOwn(allowedElements, name) ? allowedElements[name] : undefined;
      if (allowed === undefined) found.push(name);
      for (const attribute of Object.keys(attributes)) {
        if (!allowed?.includes(attribute)) found.push(`${name} ${attribute}`);
      }
      const { href = 'https:', src = 'https:' } = attributes;
      if (!options.own.has(href) && !/^(?:https?|mailto|tel):/i.test(href)) found.push(href);
      if (!options.own.has(src) && !/^https:/i.test(src)) found.push(src);
    },
    oncomment: (data) => found.push(data),
  });
  parser.end(text);
  return found;
}

describe('Targets of links', () => {
  it('keep their plain names and lose all others', () => {
    const options = { own: new Set<string>(), portalHosts: [] };
    expect(renderMarkdown('<a id="ереже-1"></a>Ереже', options).html).toBe(
      '<p><a id="ереже-1"></a>Ереже</p>\n',
    );
    expect(renderMarkdown('<a id="x y" onclick="z()"></a>Ереже', options).html).toBe(
      '<p>Ереже</p>\n',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownReferences } from '../../src/bundle/markdown-references.ts';
import { rewriteReferences } from '../../src/bundle/rewrite-references.ts';
import { markdownParser } from '../../src/render/markdown-parser.ts';

function destinations(markdown: string): string[] {
  return markdownReferences(markdown).map((one) => `${one.as} ${one.destination}`);
}

describe('finding links and pictures in Markdown', () => {
  it('finds inline links, pictures in links, autolinks and embedded HTML', () => {
    const markdown = `[Әкім](https://a.kz/1 "Тақырып") [![өзен](https://a.kz/2.png)](https://a.kz/3)

> 1. <https://a.kz/4?x=1&y=2>

| Қала |
|------|
| [ауыл](<https://a.kz/5 б>) |

<table><tr><td><a class="x" href='https://a.kz/6?x=1&amp;y=2'>үй</a><img src=https://a.kz/7.png alt="ту"></td></tr></table>
`;
    expect(destinations(markdown)).toEqual([
      'link https://a.kz/1',
      'link https://a.kz/3',
      'image https://a.kz/2.png',
      'link https://a.kz/4?x=1&y=2',
      'link https://a.kz/5 б',
      'link https://a.kz/6?x=1&y=2',
      'image https://a.kz/7.png',
    ]);
  });

  it('leaves code, escapes and halves of links alone', () => {
    const markdown =
      '`[ә](x)` ``[`](y)`` \\[б](z) [в] (w) [г](u\n\n```\n[д](v)\n```\n\n    [е](t)\n\n[ж]: https://a.kz\n';
    expect(destinations(markdown)).toEqual([]);
  });

  it('misses no link or picture that the renderer makes of any text', () => {
    const piece = fc.constantFrom(
      ...[
        '[',
        ']',
        '(',
        ')',
        '![',
        '](',
        '](https://a.kz/1)',
        '](/2 "т")',
        '<https://a.kz/3>',
        '`',
      ],
      ...[
        '\\',
        '<',
        '>',
        ' ',
        '\n',
        '\n\n',
        '> ',
        '- ',
        'ң',
        'ө*',
        '**',
        '"',
        "'",
        '|',
        '|\n|-|\n',
      ],
      ...['<a href="/4">', '</a>', "<img src='/5' alt='ұ'>", '<td>', '&amp;', '    ', '``', '# '],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const markdown = pieces.join('');
        const found = markdownReferences(markdown).map((one) => encodedSafely(one.destination));
        const missed = rendered(markdown).filter((one) => !found.includes(one));
        expect(missed).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('rewriting links', () => {
  const target = 'kosh:item/0f0e5c5e-4a0b-5b6e-9c8f-1a2b3c4d5e6f?lang=kk';

  it('puts the new destination in the place of the old one and changes nothing else', () => {
    const markdown =
      '[Үй](https://a.kz/(1) "Ә \\" ә") <a title="т" href=\'https://a.kz/2\'>құжат</a> <https://a.kz/3_4>\n';
    expect(rewriteReferences(markdown, () => ({ target }))).toBe(
      `[Үй](${target} "Ә \\" ә") <a title="т" href="${target}">құжат</a> [https://a.kz/3\\_4](${target})\n`,
    );
  });

  it('keeps the text of a dropped link, and the words of a dropped picture', () => {
    const markdown =
      '[**Өзен**](/1) ![көл](/2) <a href="/3"><b>тау</b></a> <img alt="ой" src="/4"> <https://a.kz/5>\n';
    expect(rewriteReferences(markdown, () => 'text')).toBe(
      '**Өзен** көл <b>тау</b> ой https://a.kz/5\n',
    );
  });

  it('drops a link around a picture that stays, and a picture in a link that stays', () => {
    const markdown = '[![ту](/tu.png)](/dead)\n';
    const keepPicture = rewriteReferences(markdown, (one) => (one.as === 'link' ? 'text' : 'keep'));
    expect(keepPicture).toBe('![ту](/tu.png)\n');
    const keepLink = rewriteReferences(markdown, (one) => (one.as === 'link' ? 'keep' : 'text'));
    expect(keepLink).toBe('[ту](/dead)\n');
  });

  it('writes no destination that could end its own link', () => {
    const hostile = 'https://www.gov.kz/a)b "c<d>\'';
    const markdown = rewriteReferences('[ә](/x) <a href="/x">ө</a>', () => ({ target: hostile }));
    expect(destinations(markdown)).toHaveLength(2);
    expect(markdownParser.render(markdown).match(/<a /g)).toHaveLength(2);
  });

  it('changes nothing when everything is kept', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (markdown) => {
        expect(rewriteReferences(markdown, () => 'keep')).toBe(markdown);
      }),
    );
  });
});

/** Destinations as markdown-it's own tokens have them. */
function rendered(markdown: string): string[] {
  const found: string[] = [];
  const visit = (tokens: ReturnType<typeof markdownParser.parse>): void => {
    for (const token of tokens) {
      const value = token.attrGet('href') ?? token.attrGet('src');
      if (value !== null) found.push(value);
      visit(token.children ?? []);
    }
  };
  visit(markdownParser.parse(markdown, {}));
  return found;
}

function encodedSafely(destination: string): string {
  return markdownParser.normalizeLink(destination);
}

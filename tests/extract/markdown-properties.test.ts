import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMarkdown } from '../../src/extract/markdown/compose.ts';
import { directInline } from '../../src/extract/markdown/inline.ts';
import { inlineTree } from '../../src/extract/markdown/inline-tree.ts';
import { settleInline } from '../../src/extract/markdown/settle.ts';
import { turndownInline } from '../../src/extract/markdown/turndown.ts';
import { InlineBuffer, paragraphsOf } from '../../src/extract/segment/inline-buffer.ts';
import type { InlineToken } from '../../src/extract/segment/inline-token.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { inlineHtml, listHtml, pageHtml, plainText, tableHtml } from './html-samples.ts';
import { readHtml, renderMarkdown } from './rendered.ts';

const address = 'http://auyl.test/kz/';
const runs = { numRuns: 300 };

function markdownOf(html: string): string {
  return composeMarkdown(segmentPage(`<body>${html}</body>`, address).blocks);
}

describe('Markdown rendered by markdown-it', () => {
  it('has the text of the page, whatever marks the text holds literally', () => {
    fc.assert(
      fc.property(pageHtml, (html) => {
        expect(readHtml(renderMarkdown(markdownOf(html))).text).toBe(readHtml(html).text);
      }),
      runs,
    );
  });

  it('has the links of the page with their targets', () => {
    fc.assert(
      fc.property(inlineHtml, (html) => {
        const source = readHtml(`<p>${html}</p>`).links.filter((link) => link.text !== '');
        const wanted = source.map((link) => ({ ...link, href: `http://auyl.test${link.href}` }));
        const links = readHtml(renderMarkdown(markdownOf(`<p>${html}</p>`))).links;
        expect(links.filter((link) => link.text !== '')).toEqual(wanted);
      }),
      runs,
    );
  });

  it('has the same letters in bold, in italics and struck out as the page', () => {
    fc.assert(
      fc.property(inlineHtml, (html) => {
        const { marked } = readHtml(renderMarkdown(markdownOf(`<p>${html}</p>`)));
        expect(marked).toEqual(readHtml(`<p>${html}</p>`).marked);
      }),
      runs,
    );
  });

  it('has the headings of the page with their levels', () => {
    fc.assert(
      fc.property(pageHtml, (html) => {
        const wanted = readHtml(html).headings.filter((heading) => heading.text !== '');
        expect(readHtml(renderMarkdown(markdownOf(html))).headings).toEqual(wanted);
      }),
      runs,
    );
  });

  it('has the items of a list at their depths', () => {
    fc.assert(
      fc.property(listHtml, (html) => {
        expect(readHtml(renderMarkdown(markdownOf(html))).items).toEqual(readHtml(html).items);
      }),
      runs,
    );
  });

  it('has the cells of a table in their rows', () => {
    fc.assert(
      fc.property(tableHtml, (html) => {
        expect(readHtml(renderMarkdown(markdownOf(html))).rows).toEqual(readHtml(html).rows);
      }),
      runs,
    );
  });

  it('gives the same Markdown when it is cut and composed again', () => {
    fc.assert(
      fc.property(pageHtml, (html) => {
        const once = markdownOf(html);
        expect(markdownOf(renderMarkdown(once))).toBe(once);
      }),
      runs,
    );
  });
});

const token: fc.Arbitrary<InlineToken> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: plainText.map((text) => text.replace(/\s+/g, ' ')),
    marks: fc.constantFrom(0, 0, 1, 2, 3),
    link: fc.constantFrom(undefined, undefined, {
      href: 'http://auyl.test/ә_(1)',
      followable: true,
    }),
  }),
  fc.constant({ kind: 'break' as const }),
  fc.constant({
    kind: 'image' as const,
    image: { src: 'http://auyl.test/i.jpg', alt: 'Ауыл көшесі', width: 0, height: 0 },
    link: undefined,
  }),
);

describe('The direct serialiser', () => {
  it('gives what turndown gives for text, links, pictures, strong, em and breaks', () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 6 }), (tokens) => {
        for (const paragraph of paragraphs(tokens)) {
          const nodes = settleInline(inlineTree(paragraph), 'block');
          expect(turndownInline(nodes)).toBe(directInline(nodes));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Paragraphs of tokens as the cutter makes them. */
function paragraphs(tokens: readonly InlineToken[]): InlineToken[][] {
  const buffer = new InlineBuffer();
  for (const one of tokens) {
    if (one.kind === 'text') buffer.addText(one.text, one.marks, one.link);
    else if (one.kind === 'image') buffer.addImage(one.image, one.link);
    else buffer.addBreak();
  }
  return paragraphsOf(buffer.take().tokens);
}

import fc from 'fast-check';

/** Words, marks of Markdown and marks of HTML that text may hold literally; Kazakh letters among them. */
const pieces = [
  'ауыл',
  'Әкім',
  'қаңтар',
  'һәм',
  'өңір',
  'күні',
  'іс',
  'ұлт',
  'ғимарат',
  'решение',
  'акимат',
  'order',
  '№ 12',
  '«үй»',
  '(кесте)',
  '*',
  '**',
  '_',
  '__',
  '#',
  '##',
  '1.',
  '1)',
  '-',
  '--',
  '---',
  '+',
  '=',
  '===',
  '>',
  '|',
  '`',
  '```',
  '~',
  '~~',
  '[',
  ']',
  '](x)',
  '![',
  '!',
  '\\',
  '\\*',
  '<b>',
  '</p>',
  '<',
  '&',
  '&amp;',
  '&#35;',
  ':',
  ':-',
  '|-',
  '…',
  '—',
  '“',
  'a_b_c',
  'snake_',
  'ә_ғ',
  'http://a.kz/b_c_d',
  '😀',
  'a*b',
  '2*2=4',
  '10%',
];

/** Plain text of a few pieces, with and without spaces between them. */
export const plainText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', '', '\n', '\u00a0')), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.map(([piece, gap]) => piece + gap).join(''));

/** Text as HTML content. */
function asHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const textHtml = plainText.map(asHtml);
const marks = ['b', 'strong', 'i', 'em', 'u', 'span', 's', 'sup', 'sub', 'font'] as const;

/** Inline HTML: text in marks, links and breaks, nested up to three deep. `code` is left out: its text is literal. */
export const inlineHtml: fc.Arbitrary<string> = fc.letrec<{ inline: string; node: string }>(
  (tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      textHtml,
      fc
        .tuple(fc.constantFrom(...marks), tie('inline'))
        .map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
      textHtml.map((text) => `${text}<br>`),
      fc.tuple(fc.nat(99), textHtml).map(([n, text]) => `ә<a href="/qujat/${n}_(a)">${text}</a>ғ`),
      fc.nat(99).map((n) => `<img src="/suret/${n}.jpg" alt="Сурет ${n} [ә]">`),
    ),
    inline: fc.array(tie('node'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  }),
).inline;

const item: fc.Arbitrary<{ text: string; below: string }> = fc.record({
  text: textHtml,
  below: fc.constant(''),
});

/** Lists of plain text, nested up to three deep, ordered with any start or not. */
export const listHtml: fc.Arbitrary<string> = fc.letrec<{ list: string }>((tie) => ({
  list: fc
    .tuple(
      fc.option(fc.nat(20), { nil: undefined }),
      fc.array(
        fc.oneof(
          { maxDepth: 3, withCrossShrink: true },
          item,
          fc.record({ text: textHtml, below: tie('list') }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([start, items]) => {
      const content = items.map(({ text, below }) => `<li>${text}${below}</li>`).join('');
      return start === undefined ? `<ul>${content}</ul>` : `<ol start="${start}">${content}</ol>`;
    }),
})).list;

/** A data table with a header row and equal rows. */
export const tableHtml: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(textHtml, { minLength: columns, maxLength: columns }), {
      minLength: rows + 1,
      maxLength: rows + 1,
    }),
  )
  .map((rows) => {
    const lines = rows.map((cells, index) => {
      const tag = index === 0 ? 'th' : 'td';
      return `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
    });
    return `<table>${lines.join('')}</table>`;
  });

/** Small pages of headings, paragraphs, lists, tables and quotes in any order. */
export const pageHtml: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      inlineHtml.map((inner) => `<p>${inner}</p>`),
      inlineHtml.map((inner) => `<div>${inner}</div>`),
      fc
        .tuple(fc.integer({ min: 1, max: 6 }), textHtml)
        .map(([n, text]) => `<h${n}>${text}</h${n}>`),
      listHtml,
      tableHtml,
      inlineHtml.map((inner) => `<blockquote><p>${inner}</p></blockquote>`),
      textHtml.map((text) => `<ul><li><h3>${text}</h3><p>${text}</p></li><li>${text}</li></ul>`),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

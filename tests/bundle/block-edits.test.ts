import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BlockEdit, editBlocks } from '../../src/bundle/block-edits.ts';
import { composeBlocks } from '../../src/extract/markdown/compose.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { markdownOutline } from '../../src/render/markdown-outline.ts';

const address = 'http://koktal.example.kz/ru/symbols';
const reference = '[Мемлекеттік ту](kosh:item/b1a2c3d4-e5f6-5a7b-8c9d-0a1b2c3d4e5f?lang=kk)';

function pageOf(html: string) {
  const { blocks } = segmentPage(`<body>${html}</body>`, address);
  return composeBlocks(blocks);
}

/** Edits the blocks whose place is in `which`. */
function edited(html: string, which: readonly number[], line: string | null = null) {
  const { markdown, blockLines } = pageOf(html);
  const edits = blockLines.flatMap(([first, end], index): BlockEdit[] =>
    which.includes(index) && first < end ? [{ first, end, line }] : [],
  );
  return editBlocks(markdown, edits);
}

const list = '<ul><li>Ту</li><li>Елтаңба</li></ul>';
const other = '<ul><li>Гимн</li><li>Тіл</li></ul>';

describe('blocks of a page', () => {
  test('that are taken out leave every other line as it was', () => {
    const html =
      '<p>Біздің ауылдың рәміздері.</p><p>Ту – көк мата.</p><h2>Тарихы</h2><p>1992 жылы.</p>';
    expect(edited(html, [1]).markdown).toBe(
      'Біздің ауылдың рәміздері.\n\n## Тарихы\n\n1992 жылы.\n',
    );
    expect(edited(html, [3]).markdown).toBe(
      'Біздің ауылдың рәміздері.\n\nТу – көк мата.\n\n## Тарихы\n',
    );
  });

  test('become one line with a link where a shared item says the same', () => {
    const html = `<p>Біздің ауылдың рәміздері.</p>${list}<p>Ауыл туы жоқ.</p>`;
    expect(edited(html, [1], reference).markdown).toBe(
      `Біздің ауылдың рәміздері.\n\n${reference}\n\nАуыл туы жоқ.\n`,
    );
  });

  test('that parted two lists leave a comment between them, which shows nothing', () => {
    const result = edited(`${list}<p>Ресми ескерту: көшіруге болмайды.</p>${other}`, [1]);
    expect(result.markdown).toBe('- Ту\n- Елтаңба\n\n<!-- -->\n\n- Гимн\n- Тіл\n');
    expect(result.made).toHaveLength(1);
  });

  test('of a numbered list stay where the numbers of the others would change', () => {
    const steps = ['Өтініш жазу', 'Құжаттарды қосу', 'Жауап күту'];
    const html = `<ol>${steps.map((one) => `<li><p>${one}</p><p>Толығырақ.</p></li>`).join('')}</ol>`;
    const middle = edited(html, [2, 3]);
    expect(middle.made).toHaveLength(1);
    expect(middle.markdown).toContain('\n2. Құжаттарды қосу\n\n3. Жауап күту\n');
    expect(edited(html, [4, 5]).markdown).toBe(
      '1. Өтініш жазу\n\n   Толығырақ.\n\n2. Құжаттарды қосу\n\n   Толығырақ.\n',
    );
  });

  test('inside a list are not replaced by a line that does not carry its marks', () => {
    const html = '<ul><li><p>Ту</p><p>Көк мата.</p></li><li><p>Елтаңба</p></li></ul>';
    expect(edited(html, [1], reference).made).toEqual([]);
    expect(edited(html, [1]).markdown).not.toContain('Көк мата.');
  });

  test('go from between tables, quotes and headings without a trace', () => {
    const table =
      '<table><tr><th>Жыл</th><th>Саны</th></tr><tr><td>2018</td><td>310</td></tr></table>';
    const html = `${table}<p>Хабарландыру: сайт жаңартылуда.</p><blockquote><p>Халыққа жақын болайық.</p></blockquote>`;
    const { markdown, made } = edited(html, [1]);
    expect(made).toHaveLength(1);
    expect(markdown).toBe(pageOf(html.replace(/<p>Хабар.*?<\/p>/, '')).markdown);
  });
});

const pieces = [
  '<p>Көктал ауылы мен оның тұрғындары туралы әңгіме.</p>',
  '<p>Использование материалов — со ссылкой на сайт.</p>',
  '<p># не заголовок</p><p>1. не список</p>',
  '<h3>Символика</h3>',
  list,
  other,
  '<ol><li><p>Подать заявление</p><p>Приложить копию</p></li><li><p>Ждать ответа</p></li></ol>',
  '<ol><li>бірінші</li><li>екінші</li></ol>',
  '<blockquote><p>Халыққа жақынырақ болайық</p><ul><li>бір</li></ul></blockquote>',
  '<table><tr><th>Жыл</th></tr><tr><td>2018</td></tr></table>',
  '<table border=1><tr><td rowspan=2>Жыл</td><td>1</td></tr><tr><td>2<ul><li>а</li></ul></td></tr></table>',
  '<pre>---\nбір\n\n```\nекі</pre>',
  '<img src="/tu.png" alt="Ту" width="400" height="300">',
  '<p>Бірінші жол<br>екінші жол</p><hr><p>Үшінші</p>',
  '<dl><dt>Әкім</dt><dd>ауылды басқарады</dd></dl>',
  '<p>&lt;/div&gt; &lt;!-- ` ``` ~~~ [x](y) | а | б</p>',
];

test('whatever is decided, not one byte outside of the decided blocks changes, and what stays reads as before', () => {
  let made = 0;
  let asked = 0;
  const decisions = fc.array(fc.constantFrom('stay', 'remove', 'reference'), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 }),
      decisions,
      (html, how) => {
        const { markdown, blockLines } = pageOf(html.join(''));
        const edits = blockLines.flatMap(([first, end], index): BlockEdit[] => {
          const decision = how[index % how.length];
          if (first === end || decision === 'stay') return [];
          return [{ first, end, line: decision === 'remove' ? null : reference }];
        });
        const result = editBlocks(markdown, edits);
        made += result.made.length;
        asked += edits.length;
        const before = markdown.split('\n');
        const gone = new Set(result.made.flatMap(({ first, end }) => range(first, end)));
        const own = before.filter((line, index) => !gone.has(index) && line !== '');
        const references = result.made.filter(({ line }) => line !== null).length;
        const after = result.markdown.split('\n').filter((line) => line !== '');
        expect(after.filter((line) => line === reference)).toHaveLength(references);
        const words = (lines: readonly string[]) =>
          lines.filter((line) => line !== '<!-- -->' && line !== reference);
        expect(words(after)).toEqual(words(own));
        if (result.made.length === 0) expect(result.markdown).toBe(markdown);
        const leaves = (text: string) =>
          markdownOutline(text).filter(
            ({ type, content }) => type === 'inline' && content !== reference,
          );
        const stays = markdownOutline(markdown).filter(
          ({ type, firstLine }) => type === 'inline' && !gone.has(firstLine),
        );
        expect(leaves(result.markdown).map(({ content }) => content)).toEqual(
          stays.map(({ content }) => content),
        );
      },
    ),
    { numRuns: 400 },
  );
  // Most decisions can be carried out: refusing all of them would be no change either.
  expect(made / asked).toBeGreaterThan(0.6);
});

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

test('a page of a hundred thousand blocks is edited in one pass, and one block of a megabyte', () => {
  const blocks = Array.from({ length: 100_000 }, (_, index) => `Жолдау мәтінінің ${index} тармағы`);
  const markdown = `${blocks.join('\n\n')}\n`;
  const edits = blocks.flatMap((_, index) =>
    index % 3 === 0 ? [{ first: index * 2, end: index * 2 + 1, line: null }] : [],
  );
  const result = editBlocks(markdown, edits);
  expect(result.made).toHaveLength(edits.length);
  expect(result.markdown).toBe(`${blocks.filter((_, index) => index % 3 !== 0).join('\n\n')}\n`);
  const long = `Өз сөзі.\n\n${'ұзақ ескерту '.repeat(80_000).trim()}\n`;
  expect(editBlocks(long, [{ first: 2, end: 3, line: null }]).markdown).toBe('Өз сөзі.\n');
});

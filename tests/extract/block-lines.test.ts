import fc from 'fast-check';
import { expect, test } from 'vitest';
import { composeBlocks } from '../../src/extract/markdown/compose.ts';
import { joinParts } from '../../src/extract/parts.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { pageOf } from '../bundle/agency-input.ts';

const address = 'http://koktal.example.kz/ru/about';

const pieces = [
  '<p>Көктал ауылы мен оның тұрғындары туралы</p>',
  '<h2>Состав округа</h2>',
  '<ul><li>Көктал</li><li>Қызыл ағаш<p>бұрынғы совхоз</p></li></ul>',
  '<ol><li><p>Подать заявление</p><p>Приложить копию</p></li><li><p>Ждать ответа</p></li></ol>',
  '<blockquote><p>Халыққа жақынырақ болайық</p><ul><li>бір</li></ul></blockquote>',
  '<table><tr><th>Жыл</th><th>Саны</th></tr><tr><td>2018</td><td>310</td></tr></table>',
  '<pre>бір\n\nекі</pre>',
  '<img src="/tu.png" alt="Ту" width="400" height="300">',
  '<p>Бірінші жол<br>екінші жол</p><hr>',
  '<dl><dt>Әкім</dt><dd>ауылды басқарады</dd></dl>',
];

function linesOf(html: string) {
  const { blocks } = segmentPage(`<body>${html}</body>`, address);
  const { markdown, blockLines } = composeBlocks(blocks);
  return { blocks, blockLines, lines: markdown.split('\n') };
}

test('every block has the lines that its Markdown takes, and only gaps stand between', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
      const { blocks, blockLines, lines } = linesOf(parts.join(''));
      expect(blockLines).toHaveLength(blocks.length);
      let after = 0;
      for (const [index, [first, end]] of blockLines.entries()) {
        expect(lines.slice(after, first).join('')).toMatch(/^[\s>]*(?:<!-- -->)?[\s>]*$/);
        const markdown = blocks[index]?.markdown ?? '';
        expect(end - first).toBe(markdown === '' ? 0 : markdown.split('\n').length);
        expect(lines[first]).toContain(markdown.split('\n')[0]?.trim());
        after = end;
      }
      expect(lines.slice(after).join('')).toBe('');
    }),
  );
});

test('the parts of an article keep the lines of their blocks when they are joined', () => {
  const parts = ['Бірінші бөлім.\nОның жалғасы.', '', 'Екінші бөлім.\n\n- тармақ'].map(
    (markdown, index) =>
      pageOf({
        key: `koktal.example.kz/${index}`,
        title: 'Қала тарихы',
        markdown: markdown === '' ? '' : `${markdown}\n`,
        blockLines: markdown === '' ? [] : [[0, 2 - (index >> 1)]],
      }),
  );
  const joined = joinParts(parts);
  const lines = joined.markdown.split('\n');
  expect(joined.blockLines.map(([first, end]) => lines.slice(first, end))).toEqual([
    ['Бірінші бөлім.', 'Оның жалғасы.'],
    ['Екінші бөлім.'],
  ]);
});

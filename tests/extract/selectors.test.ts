import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { matchBlocks } from '../../src/extract/selectors.ts';
import { parseSelector } from '../../src/text/selector.ts';

const html = `<div id="wrap-12" class="page kk"><div class="side"><p>Мәзір жолы</p></div>
<div class="text" data-role="body"><p class="lead">Қысқаша мазмұны</p><p>Негізгі мәтін</p></div></div><div><p>Төменгі жол</p></div>`;
const segment = segmentPage(html, 'https://audan.example.kz/1', { encoding: 'utf-8' });

function texts(selector: string): string[] {
  const parsed = parseSelector(selector);
  if (!parsed) throw new Error(`not a selector: ${selector}`);
  return matchBlocks(segment, parsed).map((index) => segment.blocks[index]?.text ?? '');
}

describe('selectors', () => {
  it('find blocks by tag, id, class and attribute', () => {
    expect(texts('.text')).toEqual(['Қысқаша мазмұны', 'Негізгі мәтін']);
    expect(texts('#wrap-12 .side')).toEqual(['Мәзір жолы']);
    expect(texts('div.page')).toHaveLength(3);
    expect(texts('.lead')).toEqual(['Қысқаша мазмұны']);
  });

  it('tell a child from a descendant', () => {
    expect(texts('#wrap-12 p')).toHaveLength(3);
    expect(texts('#wrap-12 > p')).toEqual([]);
    expect(texts('.page > .text > p')).toHaveLength(2);
  });

  it('count siblings', () => {
    expect(texts('#wrap-12 > div:nth-child(2)')).toEqual(['Қысқаша мазмұны', 'Негізгі мәтін']);
  });

  it('refuse what the container table cannot answer', () => {
    for (const selector of ['p + p', 'a:hover', 'p ~ p', '', '> p', 'p >', 'p, div', '!']) {
      expect(parseSelector(selector), selector).toBeUndefined();
    }
  });
});

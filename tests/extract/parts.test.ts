import { describe, expect, it } from 'vitest';
import { joinParts, missingParts, type PartFacts, planParts } from '../../src/extract/parts.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host } from './select-site.ts';

function fact(key: string, pager: [number, string][], extra: Partial<PartFacts> = {}): PartFacts {
  return {
    key,
    title: 'Қала тарихы',
    lang: 'kk',
    isContent: true,
    pager: pager.map(([number, target]) => ({ number, key: target })),
    ...extra,
  };
}

describe('planParts', () => {
  it('chains pages whose addresses differ by a part number', () => {
    const pager: [number, string][] = [
      [1, '/tarih'],
      [2, '/tarih/2'],
      [3, '/tarih/3'],
    ];
    const facts = [fact('/tarih/3', pager), fact('/tarih', pager), fact('/tarih/2', pager)];
    expect(planParts(facts)).toEqual([['/tarih', '/tarih/2', '/tarih/3']]);
  });

  it('reads part numbers of parameters too', () => {
    const facts = [fact('/a?id=7', [[2, '/a?id=7&page=2']]), fact('/a?id=7&page=2', [])];
    expect(planParts(facts)).toEqual([['/a?id=7', '/a?id=7&page=2']]);
  });

  it('counts parts from 0 where Joomla does', () => {
    const facts = [fact('/a.html', [[2, '/a.html?start=1']]), fact('/a.html?start=1', [])];
    expect(planParts(facts)).toEqual([['/a.html', '/a.html?start=1']]);
    const list = [fact('/a.html', [[2, '/a.html?start=4']]), fact('/a.html?start=4', [])];
    expect(planParts(list)).toEqual([]);
  });

  it('leaves pages of lists and pages with other titles alone', () => {
    const list = [
      fact('/news', [[2, '/news/2']], { isContent: false }),
      fact('/news/2', [], { isContent: false }),
    ];
    expect(planParts(list)).toEqual([]);
    const other = [fact('/news', [[2, '/news/2']]), fact('/news/2', [], { title: 'Өзен тасыды' })];
    expect(planParts(other)).toEqual([]);
  });

  it('names the parts that no page holds', () => {
    const facts = [
      fact('/tarih', [
        [2, '/tarih/2'],
        [3, '/tarih/3'],
      ]),
      fact('/tarih/3', []),
    ];
    expect(missingParts(facts)).toEqual([{ key: '/tarih', missing: ['/tarih/2'] }]);
  });
});

describe('joinParts', () => {
  it('lets the texts follow one another under the first title', () => {
    const pages = [
      'Бірінші бөлімде қаланың іргетасы қалай қаланғаны туралы жазылған, ол екі ғасыр бұрын болған.',
      'Екінші бөлім өткен ғасырдағы ірі құрылыстарға арналған, олардың бірі теміржол бекеті болды.',
    ].flatMap((text, index) => {
      const path = index === 0 ? '/tarih' : '/tarih/2';
      const html = `<title>Қала тарихы</title><h1>Қала тарихы</h1><p>${text}</p>`;
      return selectPage(segmentPage(html, host + path, { encoding: 'utf-8' }), contextFor(path))
        .pages;
    });
    const page = joinParts(pages);
    expect(page.key).toBe('/tarih');
    expect(page.parts).toEqual([`${host}/tarih`, `${host}/tarih/2`]);
    expect(page.markdown).toMatch(/^Бірінші[^\n]+\n\nЕкінші[^\n]+\n$/);
  });
});

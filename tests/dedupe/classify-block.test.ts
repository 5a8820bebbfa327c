import { describe, expect, test } from 'vitest';
import {
  classifyBlock,
  type HoldingAgency,
  hasOwnContacts,
  isWide,
  meanShare,
} from '../../src/dedupe/classify-block.ts';

/** An agency with `pages` of its `ofPages` pages holding the block. */
function holder(pages: number, ofPages: number, extra: Partial<HoldingAgency> = {}): HoldingAgency {
  return { pages, ownPages: pages, ofPages, shares: pages * 0.1, ...extra };
}

const akimats = Array.from({ length: 40 }, () => holder(180, 200));

describe('a block that many agencies hold', () => {
  test('is boilerplate when it ends most pages of each', () => {
    expect(isWide(akimats)).toBe(true);
    expect(classifyBlock(akimats, ['a shared item'], true)).toEqual({
      nature: 'boilerplate',
      reason: 'on 90 % of the pages of 40 agencies: a notice, counter or banner',
    });
  });

  test('is not proven boilerplate by two agencies, by few pages, or by a third that quotes it', () => {
    expect(isWide(akimats.slice(0, 2))).toBe(false);
    expect(isWide([holder(4, 4), holder(4, 5), holder(3, 4)])).toBe(false);
    const quoting = Array.from({ length: 30 }, () => holder(1, 300));
    expect(isWide([...akimats, ...quoting])).toBe(false);
    expect(isWide([...akimats, ...quoting.slice(0, 10)])).toBe(true);
  });

  test('is of each its own where digits are masked alike and telephones differ', () => {
    const lines = ['2-11-45', '2-12-08'].map((end) => `Қабылдау бөлмесі: 8 (7132) ${end}`);
    expect(hasOwnContacts(lines)).toBe(true);
    const hotline = 'Единый контакт-центр: 8 (7172) 90-65-00';
    expect(hasOwnContacts([hotline, hotline])).toBe(false);
    expect(hasOwnContacts([])).toBe(false);
  });

  test('is a quotation when it stands in few pages of each', () => {
    const address = Array.from({ length: 25 }, () => holder(2, 900));
    expect(classifyBlock(address, [], false).nature).toBe('text');
  });

  test('is a part of a shared item when an adopted one holds it', () => {
    const symbols = [holder(1, 60, { ownPages: 0 }), holder(1, 80), holder(2, 90)];
    expect(classifyBlock(symbols, ['flag'], false)).toEqual({
      nature: 'shared-item',
      reason: 'a part of a shared item that 2 agencies also have inside pages of their own',
    });
  });

  test('makes up a share of its pages that is weighed by them', () => {
    expect(meanShare([holder(10, 20, { shares: 5 }), holder(30, 40, { shares: 3 })])).toBe(0.2);
    expect(meanShare([])).toBe(0);
  });

  test('is asked about when it repeats without proof', () => {
    const news = Array.from({ length: 5 }, () => holder(40, 400));
    expect(classifyBlock(news, [], false).nature).toBe('repeated');
  });
});

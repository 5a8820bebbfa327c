import { expect, test } from 'vitest';
import { overlapOf } from '../support/bench-dedupe-overlap.ts';
import { CorpusPlan } from '../support/bench-dedupe-plan.ts';
import { scoreClusters } from '../support/bench-dedupe-score.ts';
import { CorpusTexts } from '../support/bench-dedupe-texts.ts';
import { apartKinds, truePairs } from '../support/bench-dedupe-truth.ts';

const plan = new CorpusPlan({ agencies: 60, pages: 1200, planted: 700, seed: 3 });
const texts = new CorpusTexts(plan);
const truth = [...truePairs(plan, texts)];
const pages = plan.pageCounts.flatMap((_, agency) =>
  plan.pagesOf(agency).map((planted, item) => ({ planted, ...texts.page(agency, item, planted) })),
);

test('the same size and seed make the same pages, another seed makes others', () => {
  const again = new CorpusTexts(new CorpusPlan({ ...plan.size }));
  expect(again.page(5, 3, plan.pagesOf(5)[3] ?? null)).toEqual(
    texts.page(5, 3, plan.pagesOf(5)[3] ?? null),
  );
  const other = new CorpusTexts(new CorpusPlan({ ...plan.size, seed: 4 }));
  expect(other.page(5, 3, null).text).not.toBe(texts.page(5, 3, null).text);
});

test('pages that are not planted have next to nothing in common', () => {
  const own = pages.filter(({ planted, lang }) => planted === null && lang !== 'en');
  const overlaps = own.slice(1, 300).map(({ text }, at) => overlapOf(text, own[at]?.text ?? ''));
  expect(Math.max(...overlaps.map(({ jaccard }) => jaccard))).toBeLessThan(0.05);
});

test('pages have about 300 words and Kazakh ones its own letters', () => {
  const own = pages.filter(({ planted }) => planted === null);
  const words = own.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0) / own.length;
  expect(words).toBeGreaterThan(270);
  expect(words).toBeLessThan(330);
  for (const { lang, text } of own) if (lang === 'kk') expect(text).toMatch(/[әғқңөұүі]/);
});

test('every step of Jaccard from 0.5 to 0.95 is planted, and is as near as it was aimed at', () => {
  const ladder = truth.filter(({ kind }) => kind === 'ladder');
  expect(new Set(ladder.map(({ grade }) => grade)).size).toBe(10);
  for (const { grade, jaccard } of ladder) expect(Math.abs(jaccard - grade)).toBeLessThan(0.05);
});

test('pages that only share a quotation, a notice, a menu or a title are far from copies', () => {
  for (const { kind, jaccard, containment } of truth) {
    if (kind === 'announcement' || !apart.has(kind)) continue;
    expect(jaccard).toBeLessThan(0.5);
    expect(containment).toBeLessThan(0.7);
  }
});

const apart = new Set<string>(['quotation', 'notice', 'menu', 'same-title']);

test('the score tells right clusters from wrong ones', () => {
  const copies = plan.families
    .filter(({ kind }) => !apartKinds.has(kind))
    .filter(({ number }) => truth.some((one) => one.family === number && one.expected === 'copy'))
    .map((family) => [...plan.placesOf(family)]);
  const right = scoreClusters(plan, texts, truth, copies);
  expect(right.jaccard80.rate).toBe(1);
  expect(right.repost.rate).toBe(1);
  expect(right.verified.rate).toBe(1);
  expect(right.under60.called).toBe(0);
  const none = scoreClusters(plan, texts, truth, []);
  expect(none.jaccard80.rate).toBe(0);
  expect(none.verified.rate).toBeNull();
  const everything = plan.families.map((family) => [...plan.placesOf(family)]);
  const wrong = scoreClusters(plan, texts, truth, everything);
  expect(wrong.under60.called).toBe(wrong.under60.of);
  expect(wrong.apart.get('notice')?.rate).toBe(1);
  expect(wrong.verified.rate).toBeLessThan(0.9);
  const strangers = [
    [
      { agency: 0, item: 0 },
      { agency: 1, item: 0 },
    ],
  ];
  expect(scoreClusters(plan, texts, truth, strangers).verified.rate).toBe(0);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findClusters } from '../../src/dedupe/find-clusters.ts';
import { PairList } from '../../src/dedupe/pair-list.ts';
import { radixSort } from '../../src/dedupe/radix-sort.ts';
import { overlapOf, textShingles } from '../../src/text/shingles.ts';
import { type CandidateIdea, MadeCandidates } from './made-candidates.ts';
import { floodSentencesRu, librarySentencesKk } from './made-texts.ts';

const vocabulary = [...floodSentencesRu, ...librarySentencesKk]
  .join(' ')
  .toLowerCase()
  .match(/\p{L}{3,}/gu) as string[];

/** A seeded row of words that no other seed has. */
function wordsOf(seed: number, count: number): string[] {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return vocabulary[Math.floor((state / 2 ** 32) * vocabulary.length)] ?? '';
  });
}

function prose(seed: number, count: number): string {
  return wordsOf(seed, count).join(' ');
}

function edited(text: string, places: readonly number[]): string {
  const words = text.split(' ');
  for (const place of places) words[place % words.length] = 'өзгеше';
  return words.join(' ');
}

function clustersOf(
  ideas: readonly CandidateIdea[],
  verdicts?: Parameters<typeof findClusters>[1],
) {
  return findClusters(new MadeCandidates(ideas), verdicts).map(({ members }) => members);
}

function jaccard(a: string, b: string): number {
  return overlapOf(textShingles(a), textShingles(b)).jaccard;
}

test('copies with up to two edited words in 150 are found among other texts', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(), { maxLength: 2 }), (seed, places) => {
      const text = prose(seed, 150);
      const others = [1, 2, 3].map((at) => ({ text: prose(seed + at, 150) }));
      expect(clustersOf([{ text }, ...others, { text: edited(text, places) }])).toEqual([[0, 4]]);
    }),
    { numRuns: 200 },
  );
});

test('whatever is called a copy has a Jaccard of 0.6 with one text of its cluster, and 0.8 is nearly always found', () => {
  let planted = 0;
  let found = 0;
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(), { minLength: 1, maxLength: 40 }), (seed, places) => {
      const text = prose(seed, 200);
      const copy = edited(text, places);
      const clusters = clustersOf([{ text }, { text: copy }]);
      const alike = jaccard(text, copy);
      if (clusters.length > 0) expect(alike).toBeGreaterThanOrEqual(0.6);
      if (alike < 0.8) return;
      planted += 1;
      found += clusters.length;
    }),
    { numRuns: 300 },
  );
  expect(found / planted).toBeGreaterThanOrEqual(0.95);
});

test('short pages with a preface or a source line are copies, in every length from 20 words on', () => {
  for (let words = 20; words <= 120; words += 4) {
    const text = prose(words, words);
    const added = Math.min(40, Math.floor(words * 0.6));
    const preface = `${prose(9000 + words, added)} ${text}`;
    const ending = `${text} ${prose(8000 + words, Math.min(12, added))}`;
    const found = clustersOf([
      { text },
      { text: prose(7000, 60) },
      { text: preface },
      { text: ending },
    ]);
    expect([words, found]).toEqual([words, [[0, 2, 3]]]);
  }
});

test('a page that quotes somebody’s whole page is no copy of it', () => {
  for (const [own, quoted] of [
    [80, 100],
    [60, 60],
    [30, 25],
    [150, 250],
    [100, 160],
  ] as const) {
    const quotation = prose(own, quoted);
    const before = prose(own + 1000, Math.floor(own / 2));
    const after = prose(own + 2000, Math.ceil(own / 2));
    for (const page of [`${before} ${after} ${quotation}`, `${quotation} ${before} ${after}`]) {
      expect([own, quoted, clustersOf([{ text: quotation }, { text: page }])]).toEqual([
        own,
        quoted,
        [],
      ]);
    }
  }
});

test('pages that share a menu and a legal notice are none, even in thousands', () => {
  const notice = prose(1, 40);
  const ideas = Array.from({ length: 3000 }, (_, at) => ({
    text: `${notice} ${prose(at + 10, 30 + (at % 60))}`,
  }));
  const source = new MadeCandidates([...ideas, { text: notice }]);
  const counts = { texts: 0, compared: 0, largestBucket: 0 };
  expect(findClusters(source, undefined, counts)).toEqual([]);
  expect(counts.largestBucket).toBeGreaterThan(1000);
  expect(counts.compared).toBeLessThan(30_000);
});

test('a thousand identical pages are one cluster, and meet an edited copy through one of them', () => {
  const text = prose(5, 200);
  const ideas = [
    ...Array.from({ length: 1000 }, () => ({ text })),
    { text: edited(text, [7]) },
    { text: prose(6, 200) },
  ];
  const source = new MadeCandidates(ideas);
  const clusters = findClusters(source).map(({ members }) => members);
  expect(clusters).toEqual([Array.from({ length: 1001 }, (_, at) => at)]);
  expect(source.readings).toBeLessThan(10);
});

test('a form letter filled in thousands of ways costs little, and true copies in the crowd are found', () => {
  const letter = wordsOf(77, 200);
  const filled = (seed: number) => {
    const words = [...letter];
    for (const [at, word] of wordsOf(seed, 40).entries())
      words[(at * 5 + (seed % 5)) % 200] = word + seed;
    return words.join(' ');
  };
  const ideas = Array.from({ length: 4000 }, (_, at) => ({ text: filled(at) }));
  const copies = Array.from({ length: 100 }, (_, at) => ({
    text: edited(filled(at * 7), [at, at + 90]),
  }));
  const source = new MadeCandidates([...ideas, ...copies]);
  const counts = { texts: 0, compared: 0, largestBucket: 0 };
  const clusters = findClusters(source, undefined, counts).map(({ members }) => members);
  const found = copies.filter((_, at) =>
    clusters.some((one) => one[0] === at * 7 && one[1] === 4000 + at),
  );
  expect(found.length).toBeGreaterThanOrEqual(95);
  expect(clusters.every((members) => members.length === 2)).toBe(true);
  expect(counts.compared).toBeLessThan(60_000);
});

test('a chain of small changes does not drift: every member is a copy of one text of its cluster', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 3, max: 25 }),
      fc.integer({ min: 4, max: 24 }),
      (seed, length, step) => {
        const words = wordsOf(seed, 200);
        const texts = Array.from({ length }, (_, at) =>
          words.map((word, place) => (place < at * step ? `${word}${seed}` : word)).join(' '),
        );
        const clusters = clustersOf(texts.map((text) => ({ text })));
        for (const members of clusters) {
          const nearest = members.map((centre) =>
            Math.min(...members.map((one) => jaccard(texts[centre] ?? '', texts[one] ?? ''))),
          );
          expect(Math.max(...nearest)).toBeGreaterThanOrEqual(0.6);
        }
        const all = clusters.flat();
        expect(new Set(all).size).toBe(all.length);
      },
    ),
    { numRuns: 40 },
  );
});

test('clusters are the same in whatever order agencies are numbered, and a text is a copy whoever holds it', () => {
  const makes = fc.array(
    fc.record({ base: fc.nat(4), places: fc.array(fc.nat(199), { maxLength: 3 }) }),
    { minLength: 2, maxLength: 14 },
  );
  fc.assert(
    fc.property(makes, fc.nat(), (list, turn) => {
      const ideas = list.map(({ base, places }) => ({
        text: edited(prose(base * 31, 200), places),
      }));
      const cut = turn % ideas.length;
      const turned = [...ideas.slice(cut), ...ideas.slice(0, cut)];
      const named = (clusters: number[][], from: readonly CandidateIdea[]) =>
        clusters
          .map((members) =>
            members.map((at) => ideas.indexOf(from[at] as never)).sort((a, b) => a - b),
          )
          .sort();
      expect(named(clustersOf(turned), turned)).toEqual(named(clustersOf(ideas), ideas));
    }),
    { numRuns: 100 },
  );
});

test('news of another time is another item, even in the same words, and an undated copy goes with the larger group', () => {
  const text = prose(3, 120);
  const news = (day: number | null) => ({ text, kind: 'news', day }) as const;
  expect(clustersOf([news(10), news(400), news(12), news(null), news(401), news(14)])).toEqual([
    [0, 2, 3, 5],
    [1, 4],
  ]);
  const copy = { text: edited(text, [4]), kind: 'news' } as const;
  expect(clustersOf([news(10), { ...copy, day: 200 }])).toEqual([]);
  expect(clustersOf([news(10), { ...copy, day: 12 }])).toEqual([[0, 1]]);
});

test('a dated page under another title is a copy only when its text is nearly equal', () => {
  const text = prose(3, 120);
  const news = (title: string, places: number[]) =>
    ({ text: edited(text, places), kind: 'news', day: 1, title }) as const;
  expect(clustersOf([news('Паводок', []), news('Қыс келді', [3, 40, 80])])).toEqual([]);
  expect(clustersOf([news('Паводок', []), news('Паводок', [3, 40, 80])])).toEqual([[0, 1]]);
  expect(clustersOf([news('Паводок', []), news('Қыс келді', [119])])).toEqual([[0, 1]]);
});

test('what people merged is one cluster whatever it says, and what they split is in none', () => {
  const text = prose(3, 120);
  const ideas: CandidateIdea[] = [
    { text },
    { text },
    { text: 'Байланыс: үй', kind: 'contact' },
    { text: prose(4, 200) },
    { text },
    { text: prose(5, 90), lang: 'kk' },
  ];
  expect(clustersOf(ideas)).toEqual([[0, 1, 4]]);
  expect(clustersOf(ideas, { merge: [], split: [1] })).toEqual([[0, 4]]);
  expect(clustersOf(ideas, { merge: [{ a: 2, b: 3 }], split: [] })).toEqual([
    [0, 1, 4],
    [2, 3],
  ]);
  expect(clustersOf(ideas, { merge: [{ a: 3, b: 1 }], split: [0] })).toEqual([[1, 3, 4]]);
  expect(clustersOf(ideas, { merge: [{ a: 3, b: 1 }], split: [1] })).toEqual([[0, 4]]);
  expect(clustersOf(ideas, { merge: [{ a: 3, b: 5 }], split: [] })).toEqual([[0, 1, 4]]);
});

test('pages of one agency alone, pages under 20 words and kinds of one’s own are no clusters', () => {
  const text = prose(3, 120);
  expect(
    clustersOf([
      { text, agency: 0 },
      { text, agency: 0 },
    ]),
  ).toEqual([]);
  expect(clustersOf([{ text: prose(1, 19) }, { text: prose(1, 19) }])).toEqual([]);
  expect(
    clustersOf([
      { text, kind: 'contact' },
      { text, kind: 'contact' },
    ]),
  ).toEqual([]);
  expect(clustersOf([{ text, lang: 'kk' }, { text }])).toEqual([]);
  expect(clustersOf([{ text: '' }, { text: '' }])).toEqual([]);
  expect(clustersOf([])).toEqual([]);
});

test('the sort is that of numbers, and keeps the order of equal keys', () => {
  const lists = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 50 }),
    fc
      .integer({ min: 2048, max: 5000 })
      .map((length) => Array.from({ length }, (_, at) => Math.imul(at % 977, 0x9e3779b1) >>> 0)),
  );
  fc.assert(
    fc.property(lists, (list) => {
      const keys = Uint32Array.from(list);
      const values = Uint32Array.from(list.keys());
      radixSort(keys, values);
      const rows = list.map((key, at) => ({ key, at })).sort((a, b) => a.key - b.key);
      expect([...keys]).toEqual(rows.map(({ key }) => key));
      expect([...values]).toEqual(rows.map(({ at }) => at));
    }),
  );
});

test('each pair is kept once and only when it is likely, however often it comes', () => {
  const pairs = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 300 });
  fc.assert(
    fc.property(pairs, (list) => {
      const likely = (a: number, b: number) => (a + b) % 3 !== 0;
      const kept = new PairList(21, likely);
      for (const [a, b] of list) if (a !== b) kept.add(a, b);
      const wanted = list
        .filter(([a, b]) => a !== b && likely(a, b))
        .map(([a, b]) => Math.min(a, b) * 21 + Math.max(a, b));
      expect([...kept.pairs()].map(([a, b]) => a * 21 + b)).toEqual(
        [...new Set(wanted)].sort((a, b) => a - b),
      );
    }),
  );
});

import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findClusters } from '../../src/dedupe/find-clusters.ts';
import { CandidateFileWriter } from '../../src/store/candidate-file-writer.ts';
import { CandidateFiles } from '../../src/store/candidate-files.ts';
import { textPrint } from '../../src/text/shingles.ts';
import { CorpusPlan } from '../support/bench-dedupe-plan.ts';
import { scoreClusters } from '../support/bench-dedupe-score.ts';
import { CorpusTexts } from '../support/bench-dedupe-texts.ts';
import { truePairs } from '../support/bench-dedupe-truth.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// The corpus of npm run bench:dedupe at a size that takes seconds, with more planted in it.
const plan = new CorpusPlan({ agencies: 120, pages: 6000, planted: 4000, seed: 11 });
const texts = new CorpusTexts(plan);
const source = writeCandidates(temporaryFolder(afterAll));
const clusters = findClusters(source).map(({ members }) => members.map((at) => source.facts(at)));
const score = scoreClusters(plan, texts, [...truePairs(plan, texts)], clusters);
source.close();

function writeCandidates(folder: string): CandidateFiles {
  const files = plan.pageCounts.map((_, agency) => {
    const file = join(folder, plan.agencyId(agency));
    const writer = new CandidateFileWriter(file);
    plan.pagesOf(agency).forEach((planted, item) => {
      const page = texts.page(agency, item, planted);
      writer.add({ item, ...page, ...textPrint(page.text) });
    });
    writer.close();
    return { agency: plan.agencyId(agency), file };
  });
  return new CandidateFiles(files);
}

test('copies with up to two words edited are found', () => {
  for (const edits of [0, 1, 2]) {
    expect(score.edits.get(edits)?.of).toBeGreaterThan(90);
    expect(score.edits.get(edits)?.rate).toBeGreaterThanOrEqual(0.99);
  }
});

test('pages of a true Jaccard of 0.8 and more are found, whatever was edited', () => {
  expect(score.jaccard80.of).toBeGreaterThan(900);
  expect(score.jaccard80.rate).toBeGreaterThanOrEqual(0.95);
});

test('pages under a true Jaccard of 0.6 are never called copies', () => {
  expect(score.under60.of).toBeGreaterThan(100);
  expect(score.under60.called).toBe(0);
});

test('what is called a copy is one', () => {
  expect(score.verified.of).toBeGreaterThan(1000);
  expect(score.verified.rate).toBeGreaterThanOrEqual(0.99);
});

test('copies with other figures, of forty akimats, of all agencies and beside a second one are found', () => {
  for (const found of [score.figures, score.repost, score.identical, score.twice]) {
    expect(found.of).toBeGreaterThan(20);
    expect(found.rate).toBeGreaterThanOrEqual(0.99);
  }
});

test('texts that a longer one holds with a preface are found', () => {
  expect(score.preface.of).toBeGreaterThan(20);
  expect(score.preface.rate).toBeGreaterThanOrEqual(0.95);
});

test('copies of pages of 20 to 60 words are found, by what they hold of each other', () => {
  expect(score.short.of).toBeGreaterThan(100);
  expect(score.short.rate).toBeGreaterThanOrEqual(0.95);
});

test('pages that only share a quotation, a notice, a menu or a title are no copies', () => {
  for (const kind of ['quotation', 'notice', 'menu', 'same-title']) {
    expect(score.apart.get(kind)?.of, kind).toBeGreaterThan(70);
    expect(score.apart.get(kind)?.called, kind).toBe(0);
  }
});

// A cluster holds copies of its centre: two forms may each be near it and have little in common.
test.fails('announcements of one form with names and figures of their own are no copies while they are as far apart as that', () => {
  expect(score.apart.get('announcement')?.of).toBeGreaterThan(300);
  expect(score.apart.get('announcement')?.called).toBe(0);
});

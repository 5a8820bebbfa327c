import { beforeAll, describe, expect, inject, it } from 'vitest';
import { bundleLines, scoreWorkspace } from '../support/migrated-sites.ts';
import { agencies } from '../support/migration-copy.ts';
import type { MigrationScore } from '../support/score.ts';
import type { Tally } from '../support/scored-site.ts';

const { workspace, run } = inject('migration');
let score: MigrationScore;

beforeAll(async () => {
  score = await scoreWorkspace(workspace);
});

/** The figures of every site, for the message of a floor that is not reached. */
function figures(): string {
  return score.sites
    .map(({ site, items, titles, dates, kinds, languages, bodyF1 }) =>
      [
        `${site}: ${items.truth} items, ${items.output} migrated, ${items.paired} paired`,
        `titles ${titles.right}/${titles.of}`,
        `dates ${dates.right}/${dates.of}`,
        `kinds ${kinds.right}/${kinds.of}`,
        `languages ${languages.right}/${languages.of}`,
        `body F1 ${bodyF1.toFixed(4)}`,
      ].join(', '),
    )
    .join('\n');
}

function sum(of: (site: MigrationScore['sites'][number]) => number): number {
  return score.sites.reduce((total, site) => total + of(site), 0);
}

function share(of: (site: MigrationScore['sites'][number]) => Tally): number {
  return sum((site) => of(site).right) / sum((site) => of(site).of);
}

describe('a migration of the bundled sites', () => {
  it('ends without errors and shows every stage of every agency', () => {
    expect(run.stderr).toContain('Done.');
    expect(run.code, run.stderr).toBe(0);
    for (const agency of agencies) {
      for (const stage of ['crawl', 'extract', 'redirects', 'bundle']) {
        expect(run.stdout).toMatch(new RegExp(`^${agency} +${stage} +written `, 'm'));
      }
    }
    expect(run.stdout).toMatch(/^shared +bundle +written /m);
  });

  it('carries over at least 98 % of the items', () => {
    const recall = sum(({ items }) => items.paired) / sum(({ items }) => items.truth);
    expect(recall, figures()).toBeGreaterThanOrEqual(0.98);
  });

  it('makes at most 2 % items that are none', () => {
    const precision = sum(({ items }) => items.paired) / sum(({ items }) => items.output);
    expect(precision, figures()).toBeGreaterThanOrEqual(0.98);
  });

  it('tells at least 97 % of the kinds', () => {
    expect(
      share(({ kinds }) => kinds),
      figures(),
    ).toBeGreaterThanOrEqual(0.97);
  });

  it('has at least 99 % of the titles to the letter', () => {
    expect(
      share(({ titles }) => titles),
      figures(),
    ).toBeGreaterThanOrEqual(0.99);
  });

  it('has at least 99 % of the dates to the day', () => {
    expect(
      share(({ dates }) => dates),
      figures(),
    ).toBeGreaterThanOrEqual(0.99);
  });

  it('gives at least 99 % of the items exactly their languages', () => {
    expect(
      share(({ languages }) => languages),
      figures(),
    ).toBeGreaterThanOrEqual(0.99);
  });

  it('has bodies with a mean F1 of at least 0.97 over all pages', () => {
    const pages = score.sites.flatMap((site) => site.pages);
    const mean = pages.reduce((total, page) => total + page.f1, 0) / pages.length;
    expect(mean, figures()).toBeGreaterThanOrEqual(0.97);
  });

  it('carries shared items over once, in the bundle of shared items', () => {
    expect(score.shared.items.filter((item) => !item.right)).toEqual([]);
    expect(score.shared.wrong).toEqual([]);
    expect(score.shared.of).toBeGreaterThan(0);
  });

  it('keeps the ids of shared items out of every bundle of an agency', () => {
    const shared = bundleLines<{ id: string }>(workspace, 'shared', 'items.ndjson');
    const ids = new Set(shared.map(({ id }) => id));
    expect(ids.size).toBe(score.shared.of);
    for (const agency of agencies) {
      const own = bundleLines<{ id: string }>(workspace, agency, 'items.ndjson');
      expect(own.length, agency).toBeGreaterThan(0);
      expect(own.filter(({ id }) => ids.has(id))).toEqual([]);
    }
  });

  it('keeps the letters of Kazakh', () => {
    const lines = agencies.flatMap((agency) =>
      bundleLines<{ versions: { lang: string; body_md: string }[] }>(
        workspace,
        agency,
        'items.ndjson',
      ),
    );
    const kazakh = lines
      .flatMap(({ versions }) => versions.filter(({ lang }) => lang === 'kk'))
      .map((version) => version.body_md)
      .join('\n');
    for (const letter of 'әғқңөұүһі') expect(kazakh).toContain(letter);
    expect(kazakh).not.toContain('\ufffd');
  });
});

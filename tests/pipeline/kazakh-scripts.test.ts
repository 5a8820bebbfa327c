import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContent } from '../../fixtures/engine/content.ts';
import { siteFolder } from '../../fixtures/engine/sites.ts';
import { migrateWithOwnMapping, scoreAlone } from '../support/migrate-own-mapping.ts';
import { bundledItems } from '../support/migrated-sites.ts';
import { runKosh } from '../support/run-kosh.ts';
import {
  type LanguageScore,
  scoreLanguages,
  type ToldVersions,
} from '../support/score-languages.ts';
import type { SiteScore } from '../support/score-site.ts';
import type { Tally } from '../support/scored-site.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ID = 'tasjol-tilder';
const ORIGIN = 'http://tilder.tasjol.kz';
const share = ({ right, of }: Tally) => right / of;

let site: SiteScore;
let score: LanguageScore;

beforeAll(async () => {
  const root = join(temporaryFolder(afterAll), 'ws');
  const run = await migrateWithOwnMapping(ID, root);
  expect([0, 3], run.stderr).toContain(run.code);
  site = await scoreAlone(ID, root);
  const content = readContent(new URL('content/', siteFolder(ID)));
  score = scoreLanguages(ORIGIN, content, bundledItems(root, ID), await toldVersions(root));
}, 120_000);

async function toldVersions(root: string): Promise<ToldVersions> {
  const { stdout } = await runKosh(['findings', ID, '-w', root, '--json']);
  const findings: { code: string; address: string; detail: string }[] = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  // What is told of the site as a whole has no address.
  const of = (code: string) =>
    findings.flatMap(({ code: own, address, detail }) =>
      own === code && address !== '' ? [{ address, detail }] : [],
    );
  return {
    untranslated: of('untranslated').map(({ address }) => address),
    missing: of('version-missing').map(({ address, detail }) => ({
      address,
      lang: /\b(kk|ru|en)\b/.exec(detail)?.[1] ?? '',
    })),
  };
}

/** What is reached of each floor, which is given beside it; who gets further raises it. */
const reached = {
  /** 0.98 */
  precision: 0.98,
  /** 0.98 */
  scripts: 0.98,
  /** 0 */
  misread: 0,
  /** 5 */
  untranslated: 5,
  /** 0 */
  wronglyUntranslated: 0,
  /** 7 */
  missing: 7,
  /** 0 */
  wronglyMissing: 0,
};

describe('a site with Kazakh in Cyrillic, in three Latin alphabets and in Arabic script', () => {
  it('comes over whole, with its titles, dates, kinds and bodies', () => {
    const figures = JSON.stringify(site);
    expect(site.items.paired, figures).toBe(site.items.truth);
    expect(share(site.titles), figures).toBeGreaterThanOrEqual(0.98);
    expect(share(site.dates), figures).toBe(1);
    expect(share(site.kinds), figures).toBeGreaterThanOrEqual(0.99);
    expect(site.bodyF1, figures).toBeGreaterThanOrEqual(0.99);
  });

  it('becomes one item of each of the truth', () => {
    const figures = JSON.stringify(site.items);
    expect(site.items.precision, figures).toBeGreaterThanOrEqual(reached.precision);
  });

  it('has its language versions joined', () => {
    expect(share(score.languages), JSON.stringify(score)).toBeGreaterThanOrEqual(0.98);
  });

  it('has pages in another script with their Cyrillic version', () => {
    expect(share(score.scripts), JSON.stringify(score)).toBeGreaterThanOrEqual(reached.scripts);
  });

  it('joins no pages of different items, alike as their addresses may be', () => {
    expect(score.wrong).toEqual([]);
  });

  it('takes neither Uzbek nor a Turkish quotation for Kazakh, nor Kazakh for another language', () => {
    expect(score.misread.length, score.misread.join(' ')).toBeLessThanOrEqual(reached.misread);
  });

  it('tells every page whose text is not in the language of its address, and no other', () => {
    const { right, of, wrong } = score.untranslated;
    expect(of).toBe(5);
    expect(right).toBeGreaterThanOrEqual(reached.untranslated);
    expect(wrong.length, wrong.join(' ')).toBeLessThanOrEqual(reached.wronglyUntranslated);
  });

  it('tells every version that is missing, and no other', () => {
    const { right, of, wrong } = score.missing;
    expect(of).toBe(7);
    expect(right).toBeGreaterThanOrEqual(reached.missing);
    expect(wrong.length, wrong.join(' ')).toBeLessThanOrEqual(reached.wronglyMissing);
  });
});

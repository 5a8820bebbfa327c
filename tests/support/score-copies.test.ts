import { describe, expect, it } from 'vitest';
import { parseContent } from '../../fixtures/engine/content.ts';
import { type FoundCluster, scoreCopies, sharedIds, type TruthPage } from './score-copies.ts';

const bulak = page('bulak', 'kudyk', 'shared: news-wells\noriginal: true');
const aral = page('aral', 'kudyk', 'shared: news-wells');
const kumis = page('kumis', 'kudyk', 'shared: news-wells');
const memo = [page('aral', 'zhadynama', 'apart: memo'), page('kumis', 'zhadynama', 'apart: memo')];
const own = page('aral', 'kopir');
const alone = page('aral', 'tu', 'shared: state-flag');
const truth = [bulak, aral, kumis, ...memo, own, alone];

describe('the score of copies', () => {
  it('counts texts that several sites hold', () => {
    expect(sharedIds(truth)).toEqual(['news-wells']);
  });

  it('is full when each text has one cluster, and look-alikes are at most asked about', () => {
    const wells = cluster('adopt', [bulak, aral, kumis], ['original', 'repost', 'repost']);
    expect(scoreCopies(truth, [wells, cluster('ask', memo)])).toEqual({
      members: { right: 3, of: 3 },
      missing: [],
      wrong: [],
      adopted: { right: 1, of: 1 },
      roles: { right: 3, of: 3 },
    });
  });

  it('names members that are missing or lie in a smaller piece, and tells wrong parts', () => {
    const torn = [
      cluster('ask', [bulak, aral], ['repost', 'original']),
      cluster('adopt', [kumis], ['repost']),
    ];
    expect(scoreCopies(truth, torn)).toMatchObject({
      members: { right: 2, of: 3 },
      missing: ['kumis/kudyk.kk.md'],
      adopted: { right: 0, of: 1 },
      roles: { right: 0, of: 2 },
    });
  });

  it('names pages that are no copies, and look-alikes that were joined', () => {
    const clusters = [
      cluster('adopt', [bulak, aral, own]),
      cluster('adopt', memo),
      cluster('ask', [own, alone]),
    ];
    expect(scoreCopies(truth, clusters).wrong).toEqual([
      '"Құдық" (adopt): aral/kopir.kk.md',
      '"Құдық" (adopt): aral/zhadynama.kk.md',
      '"Құдық" (adopt): kumis/zhadynama.kk.md',
      '"Құдық" (ask): aral/kopir.kk.md',
      '"Құдық" (ask): aral/tu.kk.md',
    ]);
  });
});

function page(site: string, item: string, more = ''): TruthPage {
  const head = `item: ${item}\nlang: kk\nkind: news\naddress: /${item}\ntitle: Құдық\ndate: null`;
  return { site, item: parseContent(`${item}.kk.md`, `---\n${head}\n${more}\n---\nСу шықты.\n`) };
}

function cluster(decision: string, pages: TruthPage[], roles: string[] = []): FoundCluster {
  const members = pages.map((one, at) => ({ page: one, address: '', role: roles[at] ?? 'copy' }));
  return { title: 'Құдық', decision, members };
}

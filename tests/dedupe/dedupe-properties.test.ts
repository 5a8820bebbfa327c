import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DedupeResult, dedupe } from '../../src/dedupe/dedupe.ts';
import type { DedupeAgency } from '../../src/dedupe/dedupe-page.ts';
import { MadeRegistry, MadeSite, type PageIdea } from './made-pages.ts';
import { edited, floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

const texts = {
  kk: prose(librarySentencesKk),
  ru: prose(floodSentencesRu),
};

/** Pages of small sites: texts of two families, edited, cut, under addresses that may be copies of each other. */
const idea = fc.record({
  lang: fc.constantFrom('kk' as const, 'ru' as const),
  path: fc.constantFrom('tu', 'rizashylyq', 'news/12', 'news/14', 'tu/print'),
  cut: fc.nat(9),
  places: fc.array(fc.nat(150), { maxLength: 6 }),
  title: fc.constantFrom('Рәміз', 'Өзен', ''),
  published: fc.constantFrom(null, '2018-03-02', '2019'),
  switchTo: fc.option(fc.constantFrom('tu', 'news/12'), { nil: null }),
});
const sites = fc.array(fc.array(idea, { maxLength: 7 }), { minLength: 2, maxLength: 4 });

function build(ideas: (typeof idea extends fc.Arbitrary<infer T> ? T : never)[][]) {
  const site = new MadeSite();
  const agencies = ideas.map((pages, at) => {
    const host = `s${at}.kz`;
    const made = new Map<string, PageIdea>();
    for (const { lang, path, cut, places, title, published, switchTo } of pages) {
      const key = `${host}/${lang}/${path}`;
      const other = lang === 'kk' ? 'ru' : 'kk';
      const alternates =
        switchTo === null
          ? []
          : [{ lang: other, key: `${host}/${other}/${switchTo}`, source: 'switch' as const }];
      const text = edited(
        texts[lang]
          .split('\n\n')
          .slice(Math.floor(cut / 3))
          .join('\n\n'),
        places,
        'және',
      );
      made.set(key, { key, lang, title, published, alternates, text });
    }
    return site.agency(`s${at}`, [...made.values()]);
  });
  return { site, agencies };
}

function runWith(site: MadeSite, agencies: DedupeAgency[], registry: MadeRegistry): DedupeResult {
  return dedupe({ agencies, texts: site, registry, sharedMinimum: 2 });
}

function plain(result: DedupeResult): string {
  return JSON.stringify([[...result.items], result.shared, [...result.findings]]);
}

test('the order of agencies and pages does not matter', () => {
  fc.assert(
    fc.property(sites, fc.nat(), (ideas, turn) => {
      const { site, agencies } = build(ideas);
      const turned = agencies.map((agency) => {
        const at = agency.pages.length === 0 ? 0 : turn % agency.pages.length;
        const pages = [...agency.pages.slice(at), ...agency.pages.slice(0, at)].reverse();
        return { ...agency, pages };
      });
      const straight = runWith(site, agencies, new MadeRegistry());
      expect(plain(runWith(site, turned.reverse(), new MadeRegistry()))).toBe(plain(straight));
    }),
  );
});

test('running again with what was registered and chosen changes nothing', () => {
  fc.assert(
    fc.property(sites, (ideas) => {
      const { site, agencies } = build(ideas);
      const registry = new MadeRegistry();
      const first = runWith(site, agencies, registry);
      const entries = JSON.stringify([...registry.entries.values()]);
      const input = { agencies, texts: site, registry, sharedMinimum: 2 };
      expect(plain(dedupe({ ...input, previous: first.shared }))).toBe(plain(first));
      expect(JSON.stringify([...registry.entries.values()])).toBe(entries);
    }),
  );
});

/** Which pages stand together, whatever their ids and chosen copies. */
function grouping(result: DedupeResult): string[] {
  const names = (versions: { agency: string; lang: string; key: string; aliases: string[] }[]) =>
    versions.flatMap(({ agency, lang, key, aliases }) =>
      [key, ...aliases].map((one) => `${agency} ${lang} ${one}`),
    );
  const items = [...result.items.values()].flat().map((item) => names(item.versions));
  const shared = result.shared.map(({ members, decision }) => [decision, ...names(members)]);
  return [...items, ...shared].map((group) => group.sort().join('\n')).sort();
}

test('adding one agency gives what a run over all of them gives', () => {
  fc.assert(
    fc.property(sites, (ideas) => {
      const { site, agencies } = build(ideas);
      const registry = new MadeRegistry();
      const before = runWith(site, agencies.slice(1), registry);
      const grown = dedupe({
        agencies,
        texts: site,
        registry,
        sharedMinimum: 2,
        previous: before.shared,
      });
      expect(grouping(grown)).toEqual(grouping(runWith(site, agencies, new MadeRegistry())));
    }),
  );
});

test('no page is lost or stands twice, and no id is given twice', () => {
  fc.assert(
    fc.property(sites, (ideas) => {
      const { site, agencies } = build(ideas);
      const result = runWith(site, agencies, new MadeRegistry());
      const adopted = result.shared.filter(({ decision }) => decision === 'adopt');
      const versions = [
        ...[...result.items.values()].flat().flatMap((item) => item.versions),
        ...adopted.flatMap(({ members }) => members),
      ];
      const found = versions.flatMap(({ agency, key, aliases }) =>
        [key, ...aliases].map((one) => `${agency} ${one}`),
      );
      const given = agencies.flatMap(({ id, pages }) => pages.map(({ key }) => `${id} ${key}`));
      expect(found.sort()).toEqual(given.sort());
      const ids = [
        ...[...result.items.values()].flat().map(({ id }) => id),
        ...result.shared.map(({ item }) => item.id),
      ];
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

test('the item that keeps its anchor page keeps its id, whatever else comes and goes', () => {
  fc.assert(
    fc.property(sites, fc.array(fc.boolean(), { minLength: 28, maxLength: 28 }), (ideas, kept) => {
      const { site, agencies } = build(ideas);
      const registry = new MadeRegistry();
      const first = runWith(site, agencies, registry);
      let at = 0;
      const fewer = agencies.map((agency) => ({
        ...agency,
        pages: agency.pages.filter(() => kept[at++ % kept.length]),
      }));
      runWith(site, fewer, registry);
      const again = runWith(site, agencies, registry);
      const idByAnchor = new Map(
        [...first.items.values()]
          .flat()
          .map(({ id, agency, anchor }) => [`${agency} ${anchor}`, id]),
      );
      for (const { id, agency, anchor } of [...again.items.values()].flat()) {
        expect(idByAnchor.get(`${agency} ${anchor}`)).toBe(id);
      }
    }),
  );
});

test('planted near-duplicates with up to two edited words in 150 are all found, other texts never', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(floodSentencesRu, { minLength: 14 }),
      fc.array(fc.nat(400), { maxLength: 2 }),
      (sentences, places) => {
        const text = prose(sentences);
        const site = new MadeSite();
        const agencies = [
          site.agency('a', [{ key: 'a.kz/pavodok', text }]),
          site.agency('b', [{ key: 'b.kz/zashchita', text: edited(text, places, 'однако') }]),
          site.agency('c', [{ key: 'c.kz/kitaphana', lang: 'kk', text: texts.kk }]),
        ];
        const { shared } = runWith(site, agencies, new MadeRegistry());
        expect(shared.map(({ members }) => members.map(({ agency }) => agency))).toEqual([
          ['a', 'b'],
        ]);
      },
    ),
    { numRuns: 300 },
  );
});

test('different news built from sentences of one office are never folded or shared', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(floodSentencesRu, { minLength: 8, maxLength: 10 }),
      fc.shuffledSubarray(floodSentencesRu, { minLength: 8, maxLength: 10 }),
      (x, y) => {
        const site = new MadeSite();
        const news = (key: string, text: string, title: string, published: string) =>
          ({ key, text, title, published, kind: 'news', lang: 'ru' }) as const;
        const agencies = [
          site.agency('a', [
            news('a.kz/n/1', prose(x), 'Паводок прошёл', '2018-04-02'),
            news('a.kz/n/2', prose(x), 'Учения спасателей', '2018-04-02'),
          ]),
          site.agency('b', [
            news('b.kz/n/1', prose(y), 'Готовность к разливу Өлеңті', '2018-05-20'),
          ]),
        ];
        const result = runWith(site, agencies, new MadeRegistry());
        expect(result.shared).toEqual([]);
        expect(result.items.get('a')).toHaveLength(2);
      },
    ),
  );
});

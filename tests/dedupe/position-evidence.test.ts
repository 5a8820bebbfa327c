import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readContent } from '../../fixtures/engine/content.ts';
import type { CopyGroup, SettledPage } from '../../src/dedupe/dedupe-page.ts';
import { foldCopies } from '../../src/dedupe/fold-copies.ts';
import { pairEvidence } from '../../src/dedupe/pair-evidence.ts';
import { pairLanguages } from '../../src/dedupe/pair-languages.ts';
import { importedKindSchema } from '../../src/model/kind.ts';
import { hash64 } from '../../src/text/hash.ts';
import { MadeSite, type PageIdea } from './made-pages.ts';
import { floodSentencesRu, librarySentencesKk, prose } from './made-texts.ts';

interface Placed extends Omit<PageIdea, 'lang'> {
  lang: 'kk' | 'ru';
  section?: string[];
}

/** Pages of a made site, each a copy of none, as groups. */
function groupsOf(ideas: readonly Placed[]): CopyGroup[] {
  const site = new MadeSite();
  const pages = ideas.map(({ section = [], kind = 'page', ...idea }): SettledPage => {
    const page = site.settled({ title: idea.key, ...idea });
    return { ...page, section, kind: importedKindSchema.parse(kind) };
  });
  return foldCopies(pages, site.texts);
}

function pairsOf(groups: readonly CopyGroup[], lists: string[][] = []) {
  const { drafts } = pairLanguages(groups, pairEvidence(groups, lists));
  return drafts
    .filter(({ versions }) => versions.length > 1)
    .map(({ versions, pairing }) => ({
      keys: versions.map(({ chosen }) => chosen.key),
      by: pairing?.by,
      confidence: pairing?.confidence ?? 0,
    }));
}

const kk = (at: number) =>
  prose([...librarySentencesKk.slice(at), ...librarySentencesKk.slice(0, at)]);
const ru = (at: number) => prose([...floodSentencesRu.slice(at), ...floodSentencesRu.slice(0, at)]);
const news = { kind: 'news' as const };

/** A section of news in both languages: the first `linked` pairs know each other, the others have nothing in common but their day. */
function newsSection(days: number[], linked: number): Placed[] {
  return days.flatMap((day, at): Placed[] => {
    const published = `2019-04-${String(day).padStart(2, '0')}`;
    const kkKey = `a.kz/xabar/jana-${at}`;
    const ruKey = `a.kz/vesti/sobytie-${hash64(String(at))}`;
    const alternates = at < linked ? [{ lang: 'ru', key: ruKey, source: 'switch' as const }] : [];
    return [
      {
        ...news,
        lang: 'kk',
        key: kkKey,
        text: kk(at),
        published,
        alternates,
        section: ['Жаңалықтар'],
      },
      { ...news, lang: 'ru', key: ruKey, text: ru(at), published, section: ['Новости'] },
    ];
  });
}

test('sections that a few pairs join bring the news of one day together, and a person is told', () => {
  const pairs = pairsOf(groupsOf(newsSection([2, 4, 5, 9, 11, 12, 17], 2)));
  expect(pairs).toHaveLength(7);
  const placed = pairs.filter(({ by }) => by === 'position');
  expect(placed).toHaveLength(5);
  for (const { keys, confidence } of placed) {
    const at = Number(keys[0]?.split('-').at(-1));
    expect(keys[1]).toBe(`a.kz/vesti/sobytie-${hash64(String(at))}`);
    expect(confidence).toBeLessThan(0.6);
  }
});

test('where the site itself tells most translations, what it does not tell has none', () => {
  const pairs = pairsOf(groupsOf(newsSection([2, 4, 5, 9, 11, 12, 17], 5)));
  expect(pairs).toHaveLength(5);
});

test('news that each language writes for itself meet on the same days and are not paired', () => {
  const days = [3, 4, 5, 10, 11, 12, 17, 18];
  const own = days.flatMap((day, at): Placed[] => {
    const published = `2019-04-${String(day).padStart(2, '0')}`;
    return [
      {
        ...news,
        lang: 'kk',
        key: `a.kz/xabar/${hash64(`k${at}`)}`,
        text: `${kk(at)} Кітапханаға ${130 + at} кітап пен ${20 + at} үстел келді.`,
        published,
        section: ['Жаңалықтар'],
      },
      {
        ...news,
        lang: 'ru',
        key: `a.kz/vesti/${hash64(`r${at}`)}`,
        text: `${ru(at)} Насыпь длиной ${710 + at} метров укрепили за ${50 + at} дней.`,
        published,
        section: ['Новости'],
      },
    ];
  });
  expect(pairsOf(groupsOf(own))).toEqual([]);
});

test('the n-th pages of two lists between the same pairs belong together', () => {
  const names = ['tarihy', 'basshylyq', 'qurylymy', 'zhospary', 'baylanysy', 'esebi', 'zhobasy'];
  const pages = names.flatMap((name, at): Placed[] => {
    const ruKey = `a.kz/o-nas/${hash64(name)}`;
    const alternates = at % 3 === 0 ? [{ lang: 'ru', key: ruKey, source: 'switch' as const }] : [];
    return [
      { lang: 'kk', key: `a.kz/biz/${name}`, text: kk(at), alternates },
      { lang: 'ru', key: ruKey, text: ru(at) },
    ];
  });
  const lists = [
    names.map((name) => `a.kz/biz/${name}`),
    names.map((name) => `a.kz/o-nas/${hash64(name)}`),
  ];
  const pairs = pairsOf(groupsOf(pages), lists);
  expect(pairs.map(({ keys }) => keys)).toEqual(
    names.map((name) => [`a.kz/biz/${name}`, `a.kz/o-nas/${hash64(name)}`]).sort(),
  );
  const cut = [lists[0] ?? [], (lists[1] ?? []).filter((_, at) => at !== 1)];
  const gone = groupsOf(pages.filter(({ key }) => key !== (lists[1] ?? [])[1]));
  expect(pairsOf(gone, cut).map(({ keys }) => keys[0])).not.toContain('a.kz/biz/qurylymy');
});

test('a place never parts what an address or a link joins', () => {
  const pages = newsSection([2, 4, 5, 9, 11], 2);
  const published = '2019-04-09';
  const linked: Placed[] = [
    { ...news, lang: 'kk', key: 'a.kz/kz/news/70', text: kk(9), published, section: ['Оқиғалар'] },
    { ...news, lang: 'ru', key: 'a.kz/ru/news/70', text: ru(9), published, section: ['Новости'] },
  ];
  const pairs = pairsOf(groupsOf([...pages, ...linked]));
  expect(pairs.map(({ keys }) => keys)).toContainEqual(['a.kz/kz/news/70', 'a.kz/ru/news/70']);
});

/** Pages of every bundled site under addresses that have nothing in common, with or without links between half of the items. */
function unrelated(id: string, linkHalf: boolean) {
  const folder = new URL(`../../fixtures/sites/${id}/content/`, import.meta.url);
  const items = readContent(folder).filter((one) => one.script === null && one.foreign === null);
  const site = new MadeSite();
  const itemOf = new Map<string, string>();
  const isLinked = (item: string) => linkHalf && Number.parseInt(hash64(item).slice(0, 1), 16) < 8;
  const keyOf = ({ item, lang }: { item: string; lang: string }) =>
    `${id}.kz/${lang}x/${hash64(item + lang)}`;
  const pages = items.map((one): SettledPage => {
    const key = keyOf(one);
    itemOf.set(key, one.item);
    const others = items.filter((other) => other.item === one.item && other.lang !== one.lang);
    const page = site.settled({
      key,
      lang: one.lang,
      title: one.title,
      published: one.date,
      text: one.body,
      assets: one.files.map(({ name }) => name),
      alternates: others
        .filter(() => isLinked(one.item))
        .map((other) => ({ lang: other.lang, key: keyOf(other), source: 'switch' as const })),
    });
    return { ...page, kind: importedKindSchema.parse(one.kind), section: one.section };
  });
  return { groups: foldCopies(pages, site.texts), itemOf };
}

function score(linkHalf: boolean, byPlace: boolean) {
  const total = { of: 0, right: 0, wrong: [] as string[] };
  for (const id of readdirSync(new URL('../../fixtures/sites/', import.meta.url))) {
    const { groups, itemOf } = unrelated(id, linkHalf);
    const items = groups.map(({ chosen }) => itemOf.get(chosen.key));
    total.of += items.filter((one, at) => items.indexOf(one) < at).length;
    const evidence = pairEvidence(groups).filter(({ by }) => byPlace || by !== 'position');
    for (const { versions } of pairLanguages(groups, evidence).drafts) {
      const [first, ...others] = versions.map(({ chosen }) => itemOf.get(chosen.key));
      for (const other of others) {
        if (other === first) total.right += 1;
        else total.wrong.push(`${id} ${first} ${other}`);
      }
    }
  }
  return total;
}

test('on the bundled sites, their addresses made unrelated, places find more pairs and none wrong', () => {
  for (const { linkHalf, without, least } of [
    { linkHalf: false, without: 0.65, least: 0.7 },
    { linkHalf: true, without: 0.82, least: 0.82 },
  ]) {
    const before = score(linkHalf, false);
    const after = score(linkHalf, true);
    const figures = JSON.stringify({ linkHalf, before, after });
    expect(after.wrong, figures).toEqual([]);
    expect(before.right / before.of, figures).toBeLessThan(without);
    expect(after.right / after.of, figures).toBeGreaterThanOrEqual(least);
    expect(after.right, figures).toBeGreaterThan(before.right);
  }
});

import { expect, test } from 'vitest';
import { freshId } from '../../src/dedupe/assign-ids.ts';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import type { DedupeAgency } from '../../src/dedupe/dedupe-page.ts';
import { noVerdicts } from '../../src/dedupe/verdicts.ts';
import { itemSchema, sharedItemSchema } from '../../src/model/item.ts';
import { MadeRegistry, MadeSite } from './made-pages.ts';
import {
  edited,
  floodSentencesRu,
  librarySentencesKk,
  prose,
  weatherSentencesEn,
} from './made-texts.ts';

const flag = prose(librarySentencesKk);
const flagRu = prose(floodSentencesRu);
const other = prose([...floodSentencesRu].reverse().slice(0, 9));

function run(site: MadeSite, agencies: DedupeAgency[], registry = new MadeRegistry()) {
  const result = dedupe({ agencies, texts: site, registry, sharedMinimum: 2 });
  for (const item of [...result.items.values()].flat()) itemSchema.parse(item);
  for (const shared of result.shared) sharedItemSchema.parse(shared);
  return result;
}

function codes(result: ReturnType<typeof run>, agency: string): string[] {
  return (result.findings.get(agency) ?? []).map(({ code }) => code);
}

test('a page that two agencies hold becomes one shared item with all its languages', () => {
  const site = new MadeSite();
  const result = run(site, [
    site.agency('oral', [
      { key: 'o.kz/kk/rizashylyq', lang: 'kk', text: flag },
      { key: 'o.kz/ru/rizashylyq', lang: 'ru', text: flagRu },
    ]),
    site.agency('aral', [{ key: 'r.kz/kitap', lang: 'kk', text: edited(flag, [40, 90], 'бірақ') }]),
  ]);
  expect(result.shared).toHaveLength(1);
  const [shared] = result.shared;
  expect(shared?.decision).toBe('adopt');
  expect(shared?.item.versions.map(({ lang }) => lang)).toEqual(['kk', 'ru']);
  expect(shared?.members.map(({ agency, key }) => `${agency} ${key}`)).toEqual([
    'aral r.kz/kitap',
    'oral o.kz/kk/rizashylyq',
    'oral o.kz/ru/rizashylyq',
  ]);
  expect(shared?.reason).toContain('2 agencies');
  expect([...result.items.values()].flat()).toEqual([]);
});

test.each([5, 6, 7])('a page that quotes a notice of %i sentences is no copy of it', (length) => {
  for (const sentences of [floodSentencesRu, librarySentencesKk]) {
    const site = new MadeSite();
    const notice = prose(sentences.slice(0, length));
    const rest = prose(sentences.slice(length));
    const result = run(site, [
      site.agency('a', [{ key: 'a.kz/eskertu', text: notice }]),
      site.agency('b', [{ key: 'b.kz/zhol', text: `${rest} ${notice}` }]),
    ]);
    expect(result.shared).toEqual([]);
    expect([...result.items.values()].flat()).toHaveLength(2);
  }
});

test('the same news of another year is another item, of the same week it is shared', () => {
  const site = new MadeSite();
  const news = (agency: string, published: string) =>
    site.agency(agency, [
      {
        key: `${agency}.kz/n`,
        kind: 'news',
        lang: 'kk',
        title: 'Қош келдің, көктем',
        text: flag,
        published,
      },
    ]);
  expect(run(site, [news('a', '2017-03-21'), news('b', '2018-03-21')]).shared).toEqual([]);
  expect(run(site, [news('a', '2018-03-21'), news('b', '2018-03-23')]).shared).toHaveLength(1);
});

test('a copy in which every third sentence is reworded is still a copy', () => {
  const site = new MadeSite();
  const reworded = floodSentencesRu.map((sentence, at) =>
    at % 3 === 0 ? sentence.replace(/^(\S+) (\S+)/, 'Как правило, $2') : sentence,
  );
  const result = run(site, [
    site.agency('a', [{ key: 'a.kz/su', text: flagRu }]),
    site.agency('b', [{ key: 'b.kz/tasqyn', text: edited(prose(reworded), [22, 61, 97], 'әрі') }]),
  ]);
  expect(result.shared.map(({ decision }) => decision)).toEqual(['adopt']);
  const least = Math.min(...(result.shared[0]?.members ?? []).map(({ similarity }) => similarity));
  expect(least).toBeGreaterThan(0.6);
  expect(least).toBeLessThan(0.75);
});

test('copies that name mail addresses of their own stay with their agencies', () => {
  const site = new MadeSite();
  const made = (mail: string) => `${flag} Сұрақтарыңызды ${mail} мекенжайына жіберіңіз.`;
  const result = run(site, [
    site.agency('a', [{ key: 'a.kz/k', lang: 'kk', text: made('kense@aral.example') }]),
    site.agency('b', [{ key: 'b.kz/k', lang: 'kk', text: made('kense@oral.example') }]),
  ]);
  expect(result.shared.map(({ decision }) => decision)).toEqual(['ask']);
});

test('copies in which each agency names its own people stay with their agencies', () => {
  const site = new MadeSite();
  const made = (one: string, two: string) =>
    `${flag} Кітапхананы жазушы ${one} ашып, мұғалім ${two} ұзақ жыл басқарды.`;
  const result = run(site, [
    site.agency('a', [{ key: 'a.kz/k', lang: 'kk', text: made('Мұқанғали', 'Шәкірова') }]),
    site.agency('b', [{ key: 'b.kz/k', lang: 'kk', text: made('Жаппарберген', 'Төлепова') }]),
  ]);
  expect(result.shared.map(({ decision }) => decision)).toEqual(['ask']);
});

test('copies that name telephones of their own stay with their agencies until a person decides', () => {
  const site = new MadeSite();
  const made = (phone: string) => `${flagRu} Телефон дежурного: ${phone}.`;
  const agencies = [
    site.agency('a', [{ key: 'a.kz/dezhurny', text: made('8 (7172) 31-20-44') }]),
    site.agency('b', [{ key: 'b.kz/dezhurny', text: made('8 (7112) 50-61-17') }]),
  ];
  const registry = new MadeRegistry();
  const result = run(site, agencies, registry);
  expect(result.shared.map(({ decision }) => decision)).toEqual(['ask']);
  expect([...result.items.values()].flat()).toHaveLength(2);
  expect(codes(result, 'a')).toEqual(['shared-undecided']);
  const id = result.shared[0]?.item.id ?? '';
  const adopted = dedupe({
    agencies,
    texts: site,
    registry,
    sharedMinimum: 2,
    verdicts: { ...noVerdicts, adopt: new Set([id]) },
  });
  expect(adopted.shared.map(({ item, decision }) => [item.id, decision])).toEqual([[id, 'adopt']]);
  expect([...adopted.items.values()].flat()).toEqual([]);
});

test('an agency with figures of its own stays apart while the others share', () => {
  const site = new MadeSite();
  const made = (a: number, b: number) => `${flag} Ауданда ${a} кітап қоры, ${b} оқырман бар.`;
  const result = run(site, [
    site.agency('a', [{ key: 'a.kz/k', lang: 'kk', text: flag }]),
    site.agency('b', [{ key: 'b.kz/k', lang: 'kk', text: made(41_200, 9_350) }]),
    site.agency('c', [{ key: 'c.kz/k', lang: 'kk', text: made(17_800, 2_140) }]),
    site.agency('d', [{ key: 'd.kz/k', lang: 'kk', text: made(41_200, 9_350) }]),
  ]);
  const adopted = result.shared.find(({ decision }) => decision === 'adopt');
  expect(adopted?.members.map(({ agency }) => agency)).toEqual(['a', 'b', 'd']);
  expect(result.items.get('c')).toHaveLength(1);
  expect(codes(result, 'c')).toContain('copy-differs');
});

test('an agency whose mapping refuses keeps its page, and its id', () => {
  const site = new MadeSite();
  const ideas = (host: string) => [{ key: `${host}/tu`, lang: 'kk' as const, text: flag }];
  const registry = new MadeRegistry();
  const before = run(site, [site.agency('c', ideas('c.kz'))], registry);
  const result = run(
    site,
    [
      site.agency('a', ideas('a.kz')),
      site.agency('b', ideas('b.kz')),
      site.agency('c', ideas('c.kz'), { refuse: ['/tu'] }),
    ],
    registry,
  );
  expect(result.shared[0]?.members.map(({ agency }) => agency)).toEqual(['a', 'b']);
  expect(result.items.get('c')).toEqual(before.items.get('c'));
  expect(result.items.get('c')?.[0]?.id).toBe(freshId('c', 'c.kz/tu'));
});

test('an id that went into a shared item says so, and comes back when the agency refuses later', () => {
  const site = new MadeSite();
  const registry = new MadeRegistry();
  const a = site.agency('a', [{ key: 'a.kz/tu', lang: 'kk', text: flag }]);
  const b = site.agency('b', [{ key: 'b.kz/tu', lang: 'kk', text: flag }]);
  const alone = run(site, [a], registry);
  const id = alone.items.get('a')?.[0]?.id ?? '';
  const together = run(site, [a, b], registry);
  expect(registry.entries.get(id)?.sameAs).toBe(together.shared[0]?.item.id);
  const apart = run(site, [{ ...a, refuse: ['a.kz/tu'] }, b], registry);
  expect(apart.items.get('a')?.[0]?.id).toBe(id);
  expect(apart.shared.map(({ decision }) => decision)).toEqual(['apart']);
  expect(registry.entries.get(id)?.sameAs).toBeNull();
});

test('a chosen copy stays when a fuller one arrives, which a person is told', () => {
  const site = new MadeSite();
  const registry = new MadeRegistry();
  const a = site.agency('a', [{ key: 'a.kz/tu', lang: 'kk', text: flag }]);
  const b = site.agency('b', [{ key: 'b.kz/tu', lang: 'kk', text: flag }]);
  const first = run(site, [a, b], registry);
  const c = site.agency('c', [
    { key: 'c.kz/tu', lang: 'kk', text: `${flag} Көрмеге бәрін шақырамыз.` },
  ]);
  const next = { agencies: [c, b, a], texts: site, registry, sharedMinimum: 2 };
  const second = dedupe({ ...next, previous: first.shared });
  expect(second.shared[0]?.item).toEqual(first.shared[0]?.item);
  expect((second.findings.get('a') ?? []).map(({ code }) => code)).toEqual(['better-copy']);
  expect(dedupe(next).shared[0]?.item.versions[0]?.agency).toBe('c');
});

test('the English address with the Russian text becomes an alias of the Russian version', () => {
  const site = new MadeSite();
  const result = run(site, [
    site.agency('a', [
      { key: 'a.kz/ru/pavodok', lang: 'ru', text: flagRu, title: 'Паводок' },
      { key: 'a.kz/en/pavodok', lang: 'en', text: flagRu, title: 'Flood' },
      { key: 'a.kz/en/weather', lang: 'en', text: prose(weatherSentencesEn), title: 'Weather' },
    ]),
  ]);
  const items = result.items.get('a') ?? [];
  expect(items.map(({ anchor }) => anchor)).toEqual(['a.kz/en/weather', 'a.kz/ru/pavodok']);
  expect(items[1]?.versions).toEqual([
    { lang: 'ru', agency: 'a', key: 'a.kz/ru/pavodok', aliases: ['a.kz/en/pavodok'] },
  ]);
  expect(codes(result, 'a')).toContain('untranslated');
});

test('a few missing versions are named, many are counted', () => {
  const site = new MadeSite();
  const pages = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      key: `a.kz/kk/xabar-${at}`,
      lang: 'kk' as const,
      title: `Хабар ${at}`,
      text: prose(librarySentencesKk.slice(at % 12)),
    }));
  const ru = { key: 'a.kz/ru/vest', lang: 'ru' as const, text: other };
  const few = run(site, [site.agency('a', [...pages(6), ru])]);
  expect(codes(few, 'a').filter((code) => code === 'version-missing')).toHaveLength(7);
  const ruMany = [0, 1, 2].map((at) => ({
    ...ru,
    key: `a.kz/ru/vest-${at}`,
    title: `Весть ${at}`,
  }));
  const many = run(site, [site.agency('a', [...pages(30), ...ruMany])]);
  const details = (many.findings.get('a') ?? []).filter(({ subject }) => subject === 'ru');
  expect(details.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('30 of 33 items have no version in ru'),
  ]);
});

test('lists, front pages, searches and feeds never become items', () => {
  const site = new MadeSite();
  const kinds = ['listing', 'home', 'search', 'feed'] as const;
  const ideas = kinds.map((kind) => ({
    key: `a.kz/${kind}`,
    kind,
    lang: 'kk' as const,
    text: flag,
  }));
  expect(run(site, [site.agency('a', ideas)]).items.get('a')).toEqual([]);
});

test('a page of unknown language takes the default of its mapping, else what its letters say', () => {
  const site = new MadeSite();
  const ideas = [{ key: 'a.kz/x', lang: 'und' as const, text: flag }];
  const lang = (result: ReturnType<typeof run>) => result.items.get('a')?.[0]?.versions[0]?.lang;
  expect(lang(run(site, [site.agency('a', ideas)]))).toBe('kk');
  const set = run(site, [site.agency('a', ideas, { fallbackLang: 'ru' })]);
  expect(lang(set)).toBe('ru');
  expect(codes(set, 'a')).toEqual(['language-unsure']);
});

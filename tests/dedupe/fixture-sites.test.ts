import { expect, test } from 'vitest';
import { type ContentItem, readContent } from '../../fixtures/engine/content.ts';
import { loadSites } from '../../fixtures/engine/sites.ts';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import { importedKindSchema } from '../../src/model/kind.ts';
import { keyRules, urlKey } from '../../src/text/url-key.ts';
import { MadeRegistry, MadeSite } from './made-pages.ts';

const folder = new URL('../../fixtures/sites/', import.meta.url);
const ids = (await loadSites()).map(({ id }) => id);

/** Dedupe over the truth of the bundled sites: every address an item has, with its text but without its links. */
function dedupeFixtures() {
  const site = new MadeSite();
  const truth = new Map<string, ContentItem>();
  const agencies = ids.map((id) => {
    const host = `${id}.example`;
    const rules = keyRules({
      hosts: [{ host, aliases: [] }],
      ignoredParameters: [],
      caseInsensitive: id === 'tasjol-department',
    });
    const pages = readContent(new URL(`${id}/content`, folder)).flatMap((item) => {
      const addresses = [item.address, ...item.aliases].filter((one) => !one.startsWith('http'));
      const keys = new Set(addresses.map((one) => urlKey(`http://${host}${one}`, rules)));
      return [...keys].map((key) => {
        truth.set(`${id} ${item.lang} ${key}`, item);
        return {
          key,
          lang: item.lang,
          kind: importedKindSchema.parse(item.kind),
          title: item.title,
          published: item.date,
          text: item.body,
        };
      });
    });
    return site.agency(id, pages);
  });
  const registry = new MadeRegistry();
  const result = dedupe({ agencies, texts: site, registry, sharedMinimum: 2 });
  return { result, truth };
}

const { result, truth } = dedupeFixtures();

function truthOf(versions: { agency: string; lang: string; key: string; aliases: string[] }[]) {
  return versions.flatMap(({ agency, lang, key, aliases }) =>
    [key, ...aliases].flatMap((one) => truth.get(`${agency} ${lang} ${one}`) ?? []),
  );
}

test('the texts that the bundled sites copied from one another are shared, with every language they have', () => {
  const found = result.shared.map(({ item, members, decision }) => ({
    decision,
    ids: [...new Set(truthOf(members).map(({ shared }) => shared))],
    langs: item.versions.map(({ lang }) => lang),
  }));
  found.sort((a, b) => (a.ids.join() < b.ids.join() ? -1 : 1));
  expect(found).toEqual([
    { decision: 'adopt', ids: ['country-profile'], langs: ['kk', 'ru', 'en'] },
    { decision: 'adopt', ids: ['state-anthem'], langs: ['kk', 'ru', 'en'] },
    { decision: 'adopt', ids: ['state-emblem'], langs: ['kk', 'ru'] },
    { decision: 'adopt', ids: ['state-flag'], langs: ['kk', 'ru', 'en'] },
  ]);
});

test('every other item of the bundled sites comes out once, with its addresses and languages together', () => {
  for (const [agency, items] of result.items) {
    const expected = new Set(
      [...truth].filter(([name]) => name.startsWith(`${agency} `)).map(([, { item }]) => item),
    );
    const sharedItems = truthOf(
      result.shared.flatMap(({ members }) => members.filter((one) => one.agency === agency)),
    ).map(({ item }) => item);
    for (const item of sharedItems) expected.delete(item);
    const found = items.map(({ versions }) => [
      ...new Set(truthOf(versions).map(({ item }) => item)),
    ]);
    expect(found.map((names) => names.join('+')).sort()).toEqual([...expected].sort());
  }
});

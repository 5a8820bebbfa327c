import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dedupe } from '../../src/dedupe/dedupe.ts';
import { noVerdicts, type Verdicts } from '../../src/dedupe/verdicts.ts';
import { openAgency, siteDbFile } from '../../src/pipeline/agency-session.ts';
import { dedupeAgencyOf } from '../../src/pipeline/dedupe-pages.ts';
import { dedupeSteps, portalDbFile, runDedupe } from '../../src/pipeline/dedupe-stage.ts';
import type { SharedWords } from '../../src/pipeline/shared-verdicts.ts';
import { listFindings } from '../../src/store/findings.ts';
import { IdFile } from '../../src/store/id-registry.ts';
import { chosenPage } from '../../src/store/pages.ts';
import { openPortalDb, portalGeneration } from '../../src/store/portal-db.ts';
import { agencyItems, listSharedItems } from '../../src/store/portal-items.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { MadeRegistry } from '../dedupe/made-pages.ts';
import { edited, floodSentencesRu, librarySentencesKk, prose } from '../dedupe/made-texts.ts';
import { type ExtractedPage, MadeWorkspace } from '../dedupe/made-workspace.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const library = prose(librarySentencesKk);
const flood = prose(floodSentencesRu);

function page(agency: string, name: string, text: string, lang: 'kk' | 'ru' = 'kk'): ExtractedPage {
  return { key: `${agency}.gov.kz/${lang}/${name}`, lang, text, title: 'Өңір кітапханасы' };
}

/** Three agencies; the first two hold one text. */
function threeAgencies(): MadeWorkspace {
  const made = new MadeWorkspace(temporaryFolder());
  made.agency('aqsu', [page('aqsu', 'kitap', library), page('aqsu', 'su', flood, 'ru')]);
  made.agency('bulak', [page('bulak', 'kitap', edited(library, [12], 'және'))]);
  made.agency('kokjar', [page('kokjar', 'ozen', prose(floodSentencesRu.slice(0, 6)), 'ru')]);
  return made;
}

/** Words of people. */
function said(verdicts: Partial<Verdicts>): SharedWords {
  const hash = JSON.stringify(verdicts, (_, value) => (value instanceof Set ? [...value] : value));
  return { verdicts: { ...noVerdicts, ...verdicts }, known: [], blocks: new Map(), said: [], hash };
}

/** What portal.db says, and how often its results were replaced. */
function stored(made: MadeWorkspace) {
  const portal = openPortalDb(portalDbFile(made.workspace));
  try {
    const items = made.mappings.map(({ id }) => [id, [...agencyItems(portal, id)]] as const);
    return {
      generation: portalGeneration(portal),
      shared: listSharedItems(portal),
      items: Object.fromEntries(items),
    };
  } finally {
    portal.close();
  }
}

function registryOf(made: MadeWorkspace): string {
  return readFileSync(join(made.workspace.dataFolder, 'ids.ndjson'), 'utf8');
}

test('an agency that was busy gets its findings with the next dedupe, which runs again for it', () => {
  const made = threeAgencies();
  made.agency('aqsu', [
    page('aqsu', 'kitap', library),
    { ...page('aqsu', 'x', flood), lang: 'und' },
  ]);
  const [aqsu] = made.mappings;
  if (!aqsu) throw new Error('no mapping');
  const findings = () => {
    const db = openSiteDb(siteDbFile(made.workspace, 'aqsu'));
    const codes = listFindings(db, { stage: 'dedupe' }).map(({ code }) => code);
    db.close();
    return codes;
  };
  const busy = openAgency(made.workspace, aqsu);
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(true);
  busy.close();
  expect(findings()).toEqual([]);
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(true);
  expect(findings()).toContain('language-unsure');
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(false);
});

test('a site.db that was made anew gets its findings again', () => {
  const made = new MadeWorkspace(temporaryFolder());
  const pages = [{ ...page('aqsu', 'x', flood), lang: 'und' as const }];
  made.agency('aqsu', pages);
  runDedupe(made.workspace, made.mappings);
  rmSync(join(made.workspace.dataFolder, 'aqsu'), { recursive: true });
  made.agency('aqsu', pages);
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(true);
  const db = openSiteDb(siteDbFile(made.workspace, 'aqsu'));
  expect(listFindings(db, { stage: 'dedupe' })).toHaveLength(1);
  db.close();
});

test('a run in which nothing changed leaves every file as it is', () => {
  const made = threeAgencies();
  runDedupe(made.workspace, made.mappings);
  const first = stored(made);
  const registry = registryOf(made);
  expect(first.shared.map(({ decision }) => decision)).toEqual(['adopt']);
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(false);
  expect(stored(made).generation).toBe(first.generation);
  // Other settings that come to the same are compared anew, and write as little.
  expect(
    runDedupe(made.workspace, made.mappings, said({ refuse: new Set(['nobody']) })).changed,
  ).toBe(false);
  expect(stored(made).generation).toBe(first.generation);
  expect(registryOf(made)).toBe(registry);
});

test('only agencies whose pages changed are read again', () => {
  const made = threeAgencies();
  runDedupe(made.workspace, made.mappings);
  // Unreadable pages of an agency that did not change are not missed.
  const db = openSiteDb(siteDbFile(made.workspace, 'bulak'));
  db.exec("UPDATE page_data SET data = x'00'");
  db.close();
  made.agency('kokjar', [page('kokjar', 'kitap', edited(library, [40], 'бірақ'))]);
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(true);
  const { shared } = stored(made);
  expect(shared[0]?.members.map(({ agency }) => agency)).toEqual(['aqsu', 'bulak', 'kokjar']);
});

test('an agency that left is forgotten, and has its ids again when it is back', () => {
  const made = threeAgencies();
  runDedupe(made.workspace, made.mappings);
  const before = stored(made);
  const pages = [page('bulak', 'kitap', edited(library, [12], 'және'))];
  made.remove('bulak');
  expect(runDedupe(made.workspace, made.mappings).changed).toBe(true);
  const folder = join(made.workspace.dataFolder, 'dedupe');
  expect(readdirSync(folder).filter((name) => name.startsWith('bulak'))).toEqual([]);
  expect(stored(made).shared).toEqual([]);
  expect(stored(made).items.aqsu).toHaveLength(2);
  made.agency('bulak', pages);
  runDedupe(made.workspace, made.mappings);
  expect(stored(made).shared).toEqual(before.shared);
  expect(stored(made).items).toEqual(before.items);
});

test('an id that became shared points to the shared item, and is its own again when that is refused', () => {
  const made = threeAgencies();
  made.remove('bulak');
  runDedupe(made.workspace, made.mappings);
  const own = stored(made).items.aqsu?.find(({ anchor }) => anchor.endsWith('kitap'));
  made.agency('bulak', [page('bulak', 'kitap', library)]);
  runDedupe(made.workspace, made.mappings);
  const [shared] = stored(made).shared;
  const ids = () => new IdFile(join(made.workspace.dataFolder, 'ids.ndjson')).of('aqsu');
  expect(ids().find(own?.id ?? '')?.sameAs).toBe(shared?.item.id);
  const refuse = new Set([shared?.item.id ?? '']);
  runDedupe(made.workspace, made.mappings, said({ refuse }));
  expect(ids().find(own?.id ?? '')?.sameAs).toBeNull();
  expect(stored(made).items.aqsu).toContainEqual(own);
});

test('people merge and split pages of different agencies, whatever the texts', () => {
  const made = threeAgencies();
  const ref = (agency: string, name: string, lang: 'kk' | 'ru') =>
    ({ agency, key: `${agency}.gov.kz/${lang}/${name}`, lang }) as const;
  const run = (verdicts: Partial<Verdicts>) => {
    runDedupe(made.workspace, made.mappings, said(verdicts));
    return stored(made).shared.map(({ members }) => members.map(({ key }) => key));
  };
  const kitap = ['aqsu.gov.kz/kk/kitap', 'bulak.gov.kz/kk/kitap'];
  const merge = [{ a: ref('kokjar', 'ozen', 'ru'), b: ref('aqsu', 'su', 'ru') }];
  expect(run({ split: [ref('bulak', 'kitap', 'kk')] })).toEqual([]);
  expect(run({ merge })).toEqual([kitap, ['aqsu.gov.kz/ru/su', 'kokjar.gov.kz/ru/ozen']]);
  expect(run({ merge, split: [ref('kokjar', 'ozen', 'ru')] })).toEqual([kitap]);
  expect(run({})).toEqual([kitap]);
});

test('a run that is stopped at any step leaves the results of the last, and the next one ends as if it had not been', () => {
  fc.assert(
    fc.property(fc.nat(14), (stop) => {
      const made = threeAgencies();
      const other = threeAgencies();
      for (const one of [made, other]) runDedupe(one.workspace, one.mappings);
      const before = stored(made);
      const change = (one: MadeWorkspace) => {
        one.agency('kokjar', [page('kokjar', 'kitap', library)]);
        one.agency('aqsu', [page('aqsu', 'su', flood, 'ru')]);
      };
      change(made);
      change(other);
      const steps = dedupeSteps(made.workspace, made.mappings);
      for (let step = 0; step < stop; step++) steps.next();
      steps.return({ changed: false, agencies: 0, items: 0, shared: 0 });
      const between = stored(made);
      if (between.generation === before.generation) {
        expect(between.items).toEqual(before.items);
        expect(between.shared).toEqual(before.shared);
      }
      for (const one of [made, other]) runDedupe(one.workspace, one.mappings);
      const { items, shared } = stored(other);
      expect(stored(made)).toMatchObject({ items, shared });
      expect(registryOf(made)).toBe(registryOf(other));
      expect(existsSync(join(made.workspace.dataFolder, 'ids.ndjson.changed'))).toBe(false);
    }),
    { numRuns: 12 },
  );
});

/** What agencies hold: which text, how much edited, under which name. */
const holding = fc.record({
  text: fc.constantFrom(library, flood, prose(librarySentencesKk.slice(0, 9))),
  places: fc.array(fc.nat(90), { maxLength: 3 }),
  name: fc.constantFrom('kitap', 'su', 'news/7', 'news/7?print=1'),
});
const holdings = fc.array(fc.array(holding, { maxLength: 4 }), { minLength: 2, maxLength: 4 });

test('a workspace is deduped as its pages are in memory, step by step and at once', () => {
  fc.assert(
    fc.property(holdings, holdings, (first, second) => {
      const made = new MadeWorkspace(temporaryFolder());
      const fill = (ideas: typeof first) => {
        for (const [at, ideasOfOne] of ideas.entries()) {
          const id = `ucu-${at}`;
          const pages = ideasOfOne.map(({ text, places, name }) =>
            page(id, name, edited(text, places, 'өңір')),
          );
          made.agency(id, [...new Map(pages.map((one) => [one.key, one])).values()]);
        }
      };
      fill(first);
      runDedupe(made.workspace, made.mappings);
      const before = stored(made);
      const registry = new MadeRegistry();
      const file = new IdFile(join(made.workspace.dataFolder, 'ids.ndjson'));
      for (const agency of file.agencies()) {
        for (const line of file.of(agency).lines()) {
          const { same_as: sameAs = null, keys = [], ...rest } = JSON.parse(line);
          registry.register({ ...rest, keys, sameAs });
        }
      }
      fill(second);
      runDedupe(made.workspace, made.mappings);
      const databases = new Map(
        made.mappings.map(({ id }) => [id, openSiteDb(siteDbFile(made.workspace, id))]),
      );
      const dbOf = (id: string) => databases.get(id) ?? openSiteDb(':memory:');
      const whole = dedupe({
        agencies: made.mappings.map((mapping) => dedupeAgencyOf(dbOf(mapping.id), mapping)),
        texts: { text: (id, key, lang) => chosenPage(dbOf(id), key, lang)?.page.text ?? '' },
        registry,
        sharedMinimum: 2,
        previous: before.shared,
      });
      const after = stored(made);
      expect(after.shared).toEqual(whole.shared);
      const byId = (items: readonly { id: string }[] = []) =>
        [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
      for (const [id, items] of whole.items) {
        expect(after.items[id]).toEqual(byId(items));
        expect(listFindings(dbOf(id), { stage: 'dedupe' })).toEqual(whole.findings.get(id));
      }
      for (const db of databases.values()) db.close();
    }),
    { numRuns: 10 },
  );
});

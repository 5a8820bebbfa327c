import { describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan.ts';
import type { Finding } from '../../src/model/finding.ts';
import {
  agencyInput,
  ids,
  items,
  order,
  pageOf,
  pages,
  photo,
  planned,
  rows,
  sharedId,
} from './agency-input.ts';

const files = planned(planBundle(agencyInput()));
const [school, rules, decree] = rows(files, 'data/items.ndjson') as unknown as {
  id: string;
  versions: { lang: string; [key: string]: unknown }[];
}[];
const references = {
  photo: `../../../assets/${photo.sha256.slice(0, 2)}/${photo.sha256}.png`,
  order: `../../../assets/${order.sha256.slice(0, 2)}/${order.sha256}.pdf`,
};

describe('planning a bundle', () => {
  it('puts an item with all its language versions on one line, sorted by id', () => {
    expect([school?.id, rules?.id, decree?.id]).toEqual([ids.school, ids.symbols, ids.order]);
    expect(school?.versions.map(({ lang, slug }) => [lang, slug])).toEqual([
      ['kk', 'koktal-auylynda-zhana-mektep-ashyldy'],
      ['ru', 'v-sele-koktal-otkryli-novuiu-shkolu'],
    ]);
  });

  it('leads every link to where its target went and lists each', () => {
    const links = rows(files, 'data/links.ndjson');
    expect(links.map(({ class: kind, target }) => [kind, target])).toEqual([
      ['internal', `kosh:item/${ids.symbols}?lang=kk#2`],
      ['asset', references.photo],
      ['asset', references.order],
      ['dead', null],
      ['other-agency', 'kosh:item/c1a2c3d4-e5f6-5a7b-8c9d-0a1b2c3d4e5f?lang=kk'],
      ['shared', `kosh:item/${sharedId}?lang=kk`],
      ['portal', 'https://www.gov.kz/memleket/entities/koktal?lang=kk'],
      ['external', 'https://adilet.zan.kz/kaz/docs/K950001000_'],
      ['external', 'mailto:akimat@koktal.example.kz'],
      ['unsafe', null],
    ]);
    expect(school?.versions[0]?.body_md).toContain('ескі бет енді жоқ');
    expect(school?.versions[0]?.body_html).not.toContain('/kz/gone');
  });

  it('names the files and pictures of a version, those that only the body links to included', () => {
    const version = school?.versions[0];
    expect(version?.images).toEqual([
      { asset: photo.sha256, reference: references.photo, alt: 'Мектептің жаңа ғимараты' },
    ]);
    expect(version?.files).toEqual([
      {
        asset: order.sha256,
        reference: references.order,
        title: 'қаулысын',
        name: 'қаулы №12.pdf',
      },
    ]);
  });

  it('flags what a person should look at', () => {
    expect(school?.versions[0]?.flags).toEqual(['asset-missing', 'html-removed', 'link-dead']);
    expect(rules?.versions[0]?.flags).toEqual(['low-confidence', 'title-missing']);
    expect(rules?.versions[0]?.title).toMatch(/^Ішкі тәртіп/);
  });

  it('reports what it noticed, and carries the findings of earlier stages', () => {
    const reported: Finding[] = [];
    for (const _ of planBundle(agencyInput()).writes((one) => reported.push(one)));
    expect(reported.map(({ code, detail }) => `${code} ${detail}`)).toEqual([
      'link-dead kk: http://koktal.example.kz/kz/gone',
      'html-removed kk: javascript:void(0)',
      'asset-missing kk: http://koktal.example.kz/img/lost.jpg',
    ]);
    expect(rows(files, 'data/messages.ndjson').map(({ code }) => code)).toEqual([
      'http-error',
      'link-dead',
      'html-removed',
      'asset-missing',
    ]);
  });

  it('gives the same bytes twice, and in any order of a version list', () => {
    const turned = items.map((one) => ({ ...one, versions: [...one.versions].reverse() }));
    expect([...planned(planBundle(agencyInput()))]).toEqual([...files]);
    expect([...planned(planBundle(agencyInput({ items: () => turned })))]).toEqual([...files]);
  });

  it('keeps times out of everything but provenance, so that a second crawl changes that alone', () => {
    const facts = agencyInput().capture;
    const later = planned(
      planBundle(
        agencyInput({
          capture: (agency, address) => {
            const known = facts(agency, address);
            return known && { ...known, fetchedAt: '2026-04-01T00:00:00.000Z' };
          },
        }),
      ),
    );
    const changed = [...files].filter(([path, text]) => later.get(path) !== text);
    expect(changed.map(([path]) => path)).toEqual(['data/provenance.ndjson']);
  });

  it('changes its id with its content', () => {
    const changed = pages.map((one) => ({
      ...one,
      markdown: `${one.markdown}\nТағы бір сөйлем.\n`,
    }));
    const other = planned(
      planBundle(
        agencyInput({
          pages: { page: (_, key, lang) => changed.find((p) => p.key === key && p.lang === lang) },
        }),
      ),
    );
    expect(other.get('data/bundle.json')).not.toBe(files.get('data/bundle.json'));
  });

  it('lists what the previous bundle held and this one does not, whole items and versions', () => {
    const gone = '00000000-0000-5000-8000-000000000001';
    const merged = 'ffffffff-0000-5000-8000-000000000001';
    const plan = planBundle(
      agencyInput({
        previous: {
          id: '0123456789abcdef',
          items: () => [
            { id: gone, kind: 'faq', langs: ['kk'] },
            { id: ids.school, kind: 'news', langs: ['kk', 'en'] },
            { id: ids.order, kind: 'document', langs: ['kk'] },
            { id: merged, kind: 'page', langs: ['kk', 'ru'] },
          ],
          replacement: (id) => (id === merged ? sharedId : undefined),
        },
      }),
    );
    expect(rows(planned(plan), 'data/tombstones.ndjson')).toEqual([
      { id: gone, kind: 'faq', langs: ['kk'], whole: true, replaced_by: null },
      { id: ids.school, kind: 'news', langs: ['en'], whole: false, replaced_by: null },
      { id: merged, kind: 'page', langs: ['kk', 'ru'], whole: true, replaced_by: sharedId },
    ]);
  });

  it('lists its pages that became shared, and shared items it only links to, sorted together', () => {
    const mine = (itemId: string, key: string) => ({
      itemId,
      members: [{ agency: 'koktal', lang: 'kk' as const, key, aliases: [], similarity: 0.97 }],
    });
    const [before, after] = [
      'a0000000-0000-5000-8000-000000000001',
      'd0000000-0000-5000-8000-000000000001',
    ];
    const plan = planBundle(
      agencyInput({ shared: () => [mine(before, 'k/tu'), mine(after, 'k/anuran')] }),
    );
    const shared = rows(planned(plan), 'data/shared.ndjson');
    expect(shared.map(({ item, members }) => [item, (members as unknown[]).length])).toEqual([
      [before, 1],
      [sharedId, 0],
      [after, 1],
    ]);
  });

  it('puts assets into the bag that only a redirect leads to', () => {
    const [redirect] = agencyInput().redirects();
    if (!redirect) throw new Error('no redirect');
    const input = agencyInput({
      items: () => [],
      redirects: () => [{ ...redirect, itemId: photo.sha256, lang: null }],
    });
    const made = planned(planBundle(input));
    expect(rows(made, 'data/assets.ndjson').map(({ sha256 }) => sha256)).toEqual([photo.sha256]);
    expect(rows(made, 'data/redirects.ndjson')[0]).toMatchObject({
      item: null,
      asset: photo.sha256,
    });
  });

  it('leaves out pictures over http and keeps their words', () => {
    const page = pageOf({
      key: 'koktal.example.kz/kz/rules?id=3',
      title: 'Күн тәртібі',
      markdown:
        '![Қала суреті](http://other.example.kz/a.png) ![Ту](https://other.example.kz/b.png)\n',
    });
    const input = agencyInput({
      items: () => items.slice(1, 2),
      pages: { page: () => page },
      redirects: () => [],
    });
    const [row] = rows(planned(planBundle(input)), 'data/items.ndjson');
    expect(row).toMatchObject({
      versions: [{ body_md: 'Қала суреті ![Ту](https://other.example.kz/b.png)\n' }],
    });
  });

  it('takes unsorted items, or an item without a page, as a bug', () => {
    const unsorted = planBundle(agencyInput({ items: () => [...items].reverse() }));
    expect(() => planned(unsorted)).toThrow('not sorted');
    const lost = planBundle(agencyInput({ pages: { page: () => undefined } }));
    expect(() => planned(lost)).toThrow('no page');
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { renderAgency } from '../../src/report/agency-page.ts';
import { renderIndex } from '../../src/report/index-page.ts';
import { html } from '../../src/report/markup.ts';
import { agencyFile, type ItemReport } from '../../src/report/migration-report.ts';
import { sharedMember } from '../support/shared-member.ts';
import { agency, item, report } from './sample-report.ts';

const attack = `"><script>alert('қ')</script><img src=x onerror=alert(1)><svg/onload=alert(2)>\u202e&amp;</title></style>`;

const hostileItem: ItemReport = {
  ...item,
  anchor: attack,
  pairing: { confidence: 0.5, by: attack },
  versions: [
    {
      lang: 'kk',
      title: `Ғылым ${attack}`,
      date: attack,
      address: `javascript:alert(1)//${attack}`,
      words: 1,
      confidence: 0.2,
      html: `<p onclick="alert(1)" style="x">Өзен${attack}<a href="javascript:alert(1)">бұйрық</a><a href="//host/share">ү</a></p><iframe src="https://x.example"></iframe>`,
      removed: [{ step: attack, rule: attack, reason: attack, text: attack }],
    },
  ],
};

const hostileReport = {
  generatedFor: attack,
  agencies: [{ ...agency, names: { kk: `Әкімдік ${attack}`, ru: attack }, hosts: [attack] }],
  shared: report.shared.map((one) => ({
    ...one,
    titles: { kk: `Мемлекеттік Ту ${attack}` },
    agencies: [attack],
    reason: attack,
    copies: [{ lang: 'kk' as const, reason: attack }],
    since: { date: attack, agency: attack, key: attack },
    members: [
      sharedMember({
        ...{ agency: attack, key: attack, address: `javascript:${attack}`, title: attack },
        ...{ published: attack, role: 'repost' as const, roleReason: attack },
        diff: {
          ...{ common: 0.5, added: 1, removed: 1, more: 1, whole: false },
          changes: [{ change: 'changed' as const, here: attack, there: `ө${attack}` }],
        },
      }),
    ],
  })),
};

const hostileAgency = {
  ...agency,
  names: { kk: attack, ru: attack, en: attack },
  refusedBy: { [attack]: 4 },
  findings: agency.findings.map((one) => ({
    ...one,
    samples: [{ address: `vbscript:${attack}`, detail: attack }],
  })),
};

const pages = {
  'the index': renderIndex(hostileReport),
  'an agency page': [...renderAgency(hostileAgency, [hostileItem])].join(''),
};

test.each(Object.entries(pages))('nothing of a legacy site acts on %s', (_, page) => {
  const { document } = parseHTML(page);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^(?:on|style$|src$|srcset$|action$|formaction$)/i);
      if (name === 'href') expect(value).toMatch(/^(?:https?:\/\/|#|[a-z0-9.-]+\.html)/);
    }
  }
  expect(document.querySelectorAll('iframe, object, embed, img, base').length).toBe(0);
  expect(document.querySelectorAll('style').length).toBe(1);
  expect(page).not.toContain('<img');
});

test.each(Object.entries(pages))(
  'the policy of %s names its own style and script only',
  (_, page) => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const allowed = policy.match(/sha256-[^&']+/g);
    const own = [...page.matchAll(/<(?:style|script)>(.*?)<\/(?:style|script)>/gs)].map(
      ([, text]) =>
        `sha256-${createHash('sha256')
          .update(text ?? '')
          .digest('base64')}`,
    );
    expect(own).toEqual(allowed);
    expect(policy).toMatch(/^default-src &#39;none&#39;;/);
  },
);

test('every text goes into HTML and comes out as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&; әғқңөұүһі/=a#') }), (text) => {
      const { document } = parseHTML(`<html>${html`<p title="${text}">${text}</p>`.markup}</html>`);
      expect(document.querySelector('p')?.textContent).toBe(text);
      expect(document.querySelector('p')?.getAttribute('title')).toBe(text);
    }),
  );
});

test('a reviewer finds each language with its old address, its text and what was left out', () => {
  const { document } = parseHTML([...renderAgency(agency, [item])].join(''));
  const versions = [...document.querySelectorAll('.version')];
  expect(versions.map((one) => one.querySelector('h3')?.textContent)).toEqual([
    'Ауыл кітапханасы күрделі жөндеуден кейін ашылды',
    'Сельская библиотека открылась после капитального ремонта',
  ]);
  expect(versions[0]?.querySelector('.facts a')?.getAttribute('href')).toBe(
    'https://aqbulaq.example/kk/news/1447',
  );
  expect(versions[0]?.querySelector('.body .picture')?.textContent).toBe('Picture: Оқу залы');
  expect(versions[0]?.querySelector('.body .reference')?.textContent).toBe('Бұйрық');
  expect(versions[0]?.querySelector('.body .heading')?.textContent).toBe('Жұмыс уақыты');
  expect(versions[0]?.querySelector('.left-out')?.textContent).toContain(
    'stands on 97 % of the pages',
  );
  expect(versions[1]?.textContent).toContain('Nothing of the page was left out.');
});

test('a date is shown as far as it is known, an instant to the minute', () => {
  const versions = ['2018-03-23T17:10:00+06:00', '2019-03', null].flatMap((date) =>
    item.versions.slice(0, 1).map((version) => ({ ...version, date })),
  );
  const page = [...renderAgency(agency, [{ ...item, versions }])].join('');
  expect([...page.matchAll(/Date: (.*?) ·/g)].map(([, date]) => date)).toEqual([
    '2018-03-23 17:10',
    '2019-03',
    '<span class="quiet">–</span>',
  ]);
});

test('an item is as sure as its least sure language', () => {
  const { document } = parseHTML([...renderAgency(agency, [item])].join(''));
  const section = document.querySelector('details.item');
  expect(section?.getAttribute('data-sure')).toBe('low');
  expect(section?.querySelector('summary')?.textContent).toContain('42\u00a0% sure');
});

test('findings say what to do, and how many are not shown', () => {
  const { document } = parseHTML([...renderAgency(agency, [])].join(''));
  const first = document.querySelector('.finding.error');
  expect(first?.textContent).toContain('Try again with: kosh crawl --retry-failed');
  expect(first?.textContent).toContain(
    'and 1 more: kosh findings aqbulaq-akimat --code fetch-failed',
  );
  expect(first?.hasAttribute('open')).toBe(true);
});

test('items are taken one at a time, as the page is written', () => {
  let taken = 0;
  function* items(): Iterable<ItemReport> {
    for (; taken < 5; ) {
      taken++;
      yield item;
    }
  }
  const chunks = renderAgency(agency, items())[Symbol.iterator]();
  let chunk = chunks.next();
  while (!chunk.done && !chunk.value.includes('id="item-')) chunk = chunks.next();
  expect(taken).toBe(1);
});

test('figures stand on the first part only, and the parts name each other', () => {
  const second = [...renderAgency(agency, [item], { number: 2, of: 3 })].join('');
  expect(second).not.toContain('id="findings"');
  const { document } = parseHTML(second);
  const links = [...document.querySelectorAll('a')].map((one) => one.getAttribute('href'));
  expect(links).toContain('aqbulaq-akimat.html#items');
  expect(links).toContain('aqbulaq-akimat.3.html#items');
  expect(agencyFile('aqbulaq-akimat', 3)).toBe('aqbulaq-akimat.3.html');
});

test('the index adds up all agencies', () => {
  const { document } = parseHTML(renderIndex(report));
  const chart = (title: string) =>
    [...document.querySelectorAll('.chart')]
      .find((one) => one.querySelector('figcaption')?.textContent === title)
      ?.textContent?.replaceAll(/\s+/g, ' ');
  expect(chart('Items by language')).toContain('Қазақша196');
  expect(chart('Addresses by outcome')).toContain('out of scope1 320');
  expect(chart('Redirects by decision')).toContain('unresolved8');
  expect(document.querySelectorAll('table.shared > tbody').length).toBe(1);
  expect(chart('Shared items by number of agencies')).toContain('22');
  expect(chart('Shared items by decision')).toContain('waits for a person1');
  const changes = document.querySelector('.changes');
  expect(changes?.querySelector('del')?.textContent).toBe('көгілдір');
  expect(changes?.querySelector('ins')?.textContent).toBe('көк түсті');
  expect(changes?.textContent).toContain('and 3 more');
});

test('of the agencies that share an item the first five are shown, the others folded away', () => {
  const shared = report.shared.slice(0, 1).map((one) => ({
    ...one,
    agencies: ['a', 'b', 'c', 'd', 'e', 'f', 'aqbulaq-akimat'],
  }));
  const { document } = parseHTML(renderIndex({ ...report, shared }));
  const folded = document.querySelector('td details');
  expect(folded?.querySelector('summary')?.textContent).toBe('2 more');
  expect(folded?.querySelector('a')?.getAttribute('href')).toBe('aqbulaq-akimat.html');
});

test('an empty workspace has a report too', () => {
  const { document } = parseHTML(renderIndex({ generatedFor: 'бос', agencies: [], shared: [] }));
  expect(document.body.textContent).toContain('No item is held by several agencies.');
  expect(document.body.textContent).not.toContain('NaN');
});

test('the same report gives the same bytes', () => {
  expect(renderIndex(report)).toBe(renderIndex(structuredClone(report)));
});

test('the page of an agency tells where its cutover stands and what to do next', () => {
  const text = parseHTML([...renderAgency(agency, [])].join('')).document.body.textContent;
  expect(text).toContain('71 %');
  expect(text).toContain('nginx 2026-05-01 provisional');
  expect(text).toContain('kosh redirects build aqsu-akimat');
});

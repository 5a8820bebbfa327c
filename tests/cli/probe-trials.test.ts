import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type FixtureServer, startFixtureServer } from '../../fixtures/engine/server.ts';
import type { FixtureRequest, FixtureResponse } from '../../fixtures/engine/site.ts';
import { mappingSchema } from '../../src/model/mapping.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const texts = {
  kk: 'Аудан тұрғындары көктемгі сенбілікке шықты, өзен жағасы тазартылып, жас көшеттер отырғызылды.',
  ru: 'Жители района вышли на весенний субботник, очистили берег реки и посадили молодые деревья.',
};
const asked: FixtureRequest[] = [];
let server: FixtureServer;

/** A site that shows its language by cookie, with a skin parameter that changes nothing and a pager of 40 pages. */
function respond(request: FixtureRequest): FixtureResponse {
  asked.push(request);
  const query = new URLSearchParams(request.query);
  const path = request.path.toLowerCase();
  const lang = /til=kaz/.test(request.headers.cookie ?? '') ? 'kk' : 'ru';
  if (path === '/robots.txt') return answer('User-agent: *\nDisallow: /secret/\n', 'text/plain');
  if (path === '/til') {
    const headers = { Location: '/', 'Set-Cookie': `til=${query.get('to')}; path=/` };
    return { status: 302, headers, body: new Uint8Array() };
  }
  if (path === '/')
    return page(lang, 'Басты', ['/news', '/til?to=kaz', '/til?to=rus', '/secret/x']);
  if (path === '/news') {
    const number = Number(query.get('page') ?? '1');
    const items = [0, 1, 2, 3, 4].map((at) => `/item?id=${number * 10 + at}&skin=blue`);
    return page(lang, `Жаңалықтар ${number}`, [...items, '/news?page=2', '/news?page=40']);
  }
  if (path === '/item') {
    const id = query.get('id');
    const others = ['red', 'blue'].map((skin) => `/item?id=${id}&skin=${skin}`);
    return page(lang, `Хабар ${id}`, others);
  }
  return { ...answer('жоқ', 'text/plain; charset=utf-8'), status: 404 };
}

function page(lang: 'kk' | 'ru', title: string, links: readonly string[]): FixtureResponse {
  const list = links.map((href) => `<li><a href="${href.replaceAll('&', '&amp;')}">${href}</a>`);
  const name = lang === 'kk' ? 'Көкөзек ауданының әкімдігі' : 'Акимат Кокозекского района';
  const body = `<title>${title} | ${name}</title><h1>${title}</h1><p>${texts[lang]} ${title}</p><ul>${list.join('')}</ul>`;
  return answer(body, 'text/html; charset=utf-8');
}

function answer(text: string, type: string): FixtureResponse {
  return { status: 200, headers: { 'Content-Type': type }, body: Buffer.from(text) };
}

beforeAll(async () => {
  server = await startFixtureServer([{ id: 'kokozek', hosts: ['kokozek.kz'], respond }]);
});
afterAll(() => server.close());

test('trials tell a language cookie, noise, letter case and the reach of a pager; robots.txt is kept', async () => {
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  const place = ['--connect-to', `kokozek.kz=127.0.0.1:${server.port}`, '--rate', '1000'];
  const run = await runKosh(['agencies', 'probe', 'kokozek.kz', '-w', root, '--json', ...place]);
  expect(run.code, run.stderr).toBe(0);
  const { yaml, facts } = JSON.parse(run.stdout);
  const draft = mappingSchema.parse(parse(yaml));
  expect(draft.languages).toEqual([{ lang: 'kk', cookie: { name: 'til', value: 'kaz' } }]);
  expect(draft.defaultLanguage).toBe('ru');
  expect(draft.ignoredParameters).toEqual(['skin']);
  expect(draft.caseInsensitive).toBe(true);
  expect(draft.hosts).toEqual([{ host: 'kokozek.kz', aliases: [] }]);
  expect(facts.notes.join('\n')).toContain('www.kokozek.kz answers with HTTP 421');
  const significant = facts.parameters.filter(
    (one: { verdict: string }) => one.verdict === 'significant',
  );
  expect(significant.map((one: { name: string }) => one.name).sort()).toEqual(['id', 'page']);
  expect(facts.estimate.basis).toBe('pagers');
  // 40 list pages of 5 items, a home page; 240 with a margin of a third.
  expect(facts.estimate.pages.likely).toBeGreaterThan(160);
  expect(facts.estimate.pages.likely).toBeLessThan(320);
  expect(asked.some(({ path }) => path.toLowerCase().startsWith('/secret'))).toBe(false);
  expect(draft.names.ru).toBe('Акимат Кокозекского района');
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { chosenPages } from '../../src/store/pages.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { type FaultServer, type Route, startFaultServer } from '../support/fault-server.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let server: FaultServer;
afterEach(() => server.close());

const news = {
  kz: [
    'Ауданда жаңа мектеп ашылды',
    'Ауылда үш жүз орындық жаңа мектеп ашылды, оқу жылы бүгін басталды. Оқушылар кең әрі жарық сыныптарға кірді, шеберханалар мен асхана жұмыс істеп тұр. Мұғалімдер ата-аналарды салтанатты жиынға шақырды.',
  ],
  ru: [
    'В районе открылась новая школа',
    'В селе открылась новая школа на триста мест, учебный год начался сегодня. Ученики вошли в просторные и светлые классы, работают мастерские и столовая. Учителя пригласили родителей на торжественное собрание.',
  ],
};
const water = {
  kz: [
    'Су құбыры жөнделді',
    'Жөндеушілер көше бойындағы су құбырын ауыстырып бітірді, тұрғындарға су қайта берілді. Жұмыс екі аптаға созылды, ескі құбырлар толық алынып тасталды. Енді қысым бұрынғыдан жоғары болады.',
  ],
  ru: [
    'Водопровод отремонтирован',
    'Ремонтники закончили замену водопровода вдоль улицы, воду жителям снова подали. Работы длились две недели, старые трубы полностью убрали. Теперь напор станет выше прежнего.',
  ],
};

/** An old site that keeps the language in a cookie: all addresses are the same in both. */
const site: Route = (answer, request) => {
  const lang = request.headers.cookie?.includes('lang=kz') ? 'kz' : 'ru';
  const texts: Record<string, string[]> = { '/news/1': news[lang], '/news/2': water[lang] };
  const [title = '', text = ''] = texts[request.url ?? ''] ?? [
    lang === 'kz' ? 'Аудан әкімдігі' : 'Акимат района',
    '',
  ];
  const menu =
    lang === 'kz' ? ['Бірінші жаңалық', 'Екінші жаңалық'] : ['Первая новость', 'Вторая новость'];
  const links = menu.map((name, i) => `<li><a href="/news/${i + 1}">${name}</a></li>`).join('');
  answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  answer.end(
    `<!doctype html><html><head><title>${title}</title></head><body><ul class="menu">${links}</ul>` +
      `<div class="content"><h1>${title}</h1><p>${text}</p></div></body></html>`,
  );
};

/** The news of a workspace that has only the archive of another one. */
async function fromArchive(origin: string, mapping: string): Promise<string[]> {
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  writeFileSync(join(root, 'mappings', 'qala.yaml'), mapping);
  const archive = join(origin, 'data', 'qala', 'archive', 'qala-00001.warc.gz');
  await runKosh(['ingest', 'qala', archive, '-w', root]);
  await runKosh(['extract', 'qala', '-w', root]);
  const db = openSiteDb(join(root, 'data', 'qala', 'site.db'));
  const pages = chosenPages(db, undefined).map(({ page }) => page);
  db.close();
  return pages
    .filter(({ kind }) => kind === 'news')
    .map(({ key, lang, title }) => `${key} ${lang} ${title}`);
}

test('a language chosen by cookie gives each page its version in that language', async () => {
  server = await startFaultServer({}, (target) =>
    /(robots|sitemap)/.test(target) ? undefined : site,
  );
  const root = join(temporaryFolder(), 'ws');
  await runKosh(['init', root]);
  const file = join(root, 'mappings', 'qala.yaml');
  const mapping = `id: qala
entity: aqmola
names: { kk: Қала әкімдігі, ru: Акимат города }
hosts: [{ host: qala.kz }]
connectTo: { qala.kz: "${server.to}" }
languages:
  - { lang: kk, cookie: { name: lang, value: kz } }
defaultLanguage: ru
crawl: { ratePerSecond: 50 }
rules:
  - { match: /news/*, kind: news }
`;
  writeFileSync(file, mapping);
  expect((await runKosh(['crawl', 'qala', '-w', root])).code).toBe(0);
  const extract = () => runKosh(['extract', 'qala', '-w', root]);
  const pagesNow = () => {
    const db = openSiteDb(join(root, 'data', 'qala', 'site.db'));
    const pages = chosenPages(db, undefined).map(({ page }) => page);
    db.close();
    return pages.filter(({ kind }) => kind === 'news');
  };
  await extract();
  const named = () => pagesNow().map(({ key, lang, title }) => `${key} ${lang} ${title}`);
  const both = [
    `qala.kz/news/1 kk ${news.kz[0]}`,
    `qala.kz/news/1 ru ${news.ru[0]}`,
    `qala.kz/news/2 kk ${water.kz[0]}`,
    `qala.kz/news/2 ru ${water.ru[0]}`,
  ];
  expect(named()).toEqual(both);
  expect(pagesNow()[0]?.text).toContain('Мұғалімдер ата-аналарды салтанатты жиынға шақырды');
  await runKosh(['dedupe', '-w', root]);
  const ids = readFileSync(join(root, 'data', 'ids.ndjson'), 'utf8')
    .trim()
    .split('\n');
  // Two news items, each with both languages, not four.
  expect(ids.filter((line) => line.includes('/news/'))).toHaveLength(2);
  expect((await extract()).stdout).toContain('as before');
  const { stdout: story } = await runKosh(['explain', 'qala.kz/news/1', '-w', root]);
  expect(story).toContain('also captured with cookie:lang=kz: 200');
  expect(await fromArchive(root, mapping)).toEqual(both);
  writeFileSync(file, mapping.replace(/languages:\n.*\n/, ''));
  await extract();
  expect(named()).toEqual(both.filter((one) => one.includes(' ru ')));
});

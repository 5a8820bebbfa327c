import { gzipSync } from 'node:zlib';
import { failing, page, type Route, redirect, text } from './fault-server.ts';

const count = 120;
const words = ['мектеп', 'аурухана', 'жол', 'су құбыры', 'кітапхана', 'балабақша', 'саябақ'];

/**
 * A site for `qala.kz` and its alias with everything that could make a crawl depend on the order of answers:
 * pages linked from many others, a calendar, redirects, a circle, faults, sessions, a sitemap, print copies.
 */
export function madeSite(target: string): Route | undefined {
  const path = target.replace(/^(?:www\.)?qala\.kz/, '');
  const fixed = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (fixed !== undefined) return fixed;
  const month = /^\/cal\?m=(-?\d+)/.exec(path)?.[1];
  if (month !== undefined) return page(menu, [`/cal?m=${Number(month) + 1}`, '/']);
  const news = Number(/^\/news\/(\d+)(?:\?print=1)?$/.exec(path)?.[1] ?? Number.NaN);
  if (news <= count) return newsPage(news, path.includes('print'));
  return undefined;
}

const menu = 'Қала әкімдігінің сайты: жаңалықтар, құжаттар, байланыс және күнтізбе';

function newsPage(id: number, isPrint: boolean): Route {
  const subject = `${words[id % 7]} ${'тағы '.repeat(id % 11)}${words[(id * 3) % 7]} ${'және '.repeat(id % 13)}`;
  const next = [id * 2 + 1, id * 2 + 2, (id * 7) % count, (id * 13) % count]
    .filter((one) => one <= count)
    .map((one) => `/news/${one}${id % 5 === 0 ? `?PHPSESSID=f${id}` : ''}`);
  const links = isPrint
    ? []
    : [...next, `/news/${id}?print=1`, '/cal?m=1', `http://www.qala.kz/news/${id % 9}`];
  return page(`${subject} туралы толық мәлімет осы бетте берілген, оқып шығыңыз`, links);
}

const routes: Record<string, Route> = {
  '/': page(menu, [
    '/news/0',
    '/moved',
    '/circle-b',
    '/weak',
    '/broken',
    '/doc.pdf',
    '/missing',
    '/kk/kk/kk/',
    'http://egov.example/',
  ]),
  '/robots.txt': text(200, 'User-agent: *\nDisallow: /news/77\nSitemap: http://qala.kz/map.xml.gz'),
  '/map.xml.gz': (answer) => {
    answer.writeHead(200, { 'Content-Type': 'application/gzip' });
    answer.end(gzipSync('<urlset><url><loc>http://qala.kz/news/50</loc></url></urlset>'));
  },
  '/moved': redirect('/news/3', 301),
  '/circle-a': redirect('/circle-b'),
  '/circle-b': redirect('/circle-a'),
  '/weak': failing(1, 503, page('Қалпына келген бет осында тұр, енді бәрі жақсы жұмыс істейді')),
  '/broken': text(500, 'қате'),
  '/doc.pdf': (answer) => {
    answer.writeHead(200, { 'Content-Type': 'application/pdf' });
    answer.end(Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(1_500_000, 0x41)]));
  },
};

import type { Redirect } from '../../src/model/redirect.ts';
import { checkTarget } from '../../src/redirects/target.ts';
import { byKey, mappingWith, redirectRow, settingsWith } from './redirect-plan.ts';

/** A site of an old host and a young one, of one that answers as a whole with the path, and of one that is archived. */
export const mapping = mappingWith({
  hosts: [
    { host: 'sarkol.gov.kz', aliases: ['www.sarkol.gov.kz', 'sarkol.kz'] },
    { host: 'old.sarkol.kz' },
    {
      host: 'eski.sarkol.kz',
      hostWide: { to: 'https://www.gov.kz/eski', appendPath: true, reason: 'көшті' },
    },
    { host: 'muragat.sarkol.kz', hostWide: { archive: true, reason: 'мұрағатта' } },
    { host: 'bir.sarkol.kz', hostWide: { to: 'https://www.gov.kz/bir?a=$b', reason: 'көшті' } },
  ],
  significantParameters: ['id', 'lang', 'q', 'section-code'],
  queryCharset: 'windows-1251',
});
/** The same without hosts that answer as a whole. */
export const decidedMapping = mappingWith({ ...mapping, hosts: mapping.hosts.slice(0, 2) });

/** The agency's home on the portal. */
export const portal = 'https://www.gov.kz/memleket/entities/sarkol';
/** The old site. */
export const host = 'http://sarkol.gov.kz';
const long = `/ru/${'ochen-dlinnoe-nazvanie-novosti-o-'.repeat(6)}obshchestvennom-sovete`;

/** Decisions that every trap of the languages of servers is in. */
export const trapRows: Redirect[] = byKey([
  row([`${host}/`, `${host}/index.php`, 'https://www.sarkol.gov.kz/'], `${portal}?lang=kk`),
  row(
    [`${host}/page.php?id=15&lang=1`, `${host}/page.php?lang=1&id=15&utm_source=mail`],
    `${portal}/documents/details/1?lang=ru`,
  ),
  row([`http://sarkol.kz${long}`], `${portal}/press/news/details/2?lang=ru`),
  row([`${host}/a%22b'c;d{e}f$host~g`], `${portal}/page/3?x=$host&y={z};#k`),
  row([`${host}/~akim`, `${host}/%7Eakim`], `${portal}/about/structure/people/4?lang=kk`),
  row([`${host}/a%20b%20c`], `${portal}/page/5`),
  row(
    [`${host}/ru/%CD%EE%E2%EE%F1%F2%E8/`, `${host}/ru/%cd%ee%e2%ee%f1%f2%e8`],
    `${portal}/press/news?lang=ru`,
  ),
  row([`${host}/${encodeURI('қаулылар/әкімнің-өкімі')}`], `${portal}/documents/details/6?lang=kk`),
  row([`${host}/s?q=%D0%96%D0%B0%D2%A3%D0%B0%D3%A9%D0%B7%D0%B5%D0%BD`], `${portal}/page/7`),
  row([`${host}/s?q=a\\b`, `${host}/s?q=a%5Cb`], `${portal}/page/8`),
  row([`${host}/default`, `${host}/default/`], `${portal}/page/9`),
  row([`${host}/list?section-code=13&id=1`], `${portal}/page/10`),
  row([`${host}/list?id=1`], `${portal}/page/11`),
  row([`${host}/p%2Fq`], `${portal}/page/12`),
  row([`${host}/p/q`], `${portal}/page/13`),
  row([`${host}/About`], `${portal}/page/14`),
  row([`${host}/Әкім/Құжат.html`], `${portal}/page/17?a='b'&c="d"`),
  row([`${host}/list?id=1&id=2`], `${portal}/page/18`),
  row([`${host}/list?id=`], `${portal}/page/19`),
  row([`${host}/list?q=a%26b%2Bc`], `${portal}/page/20`),
  row([`${host}/list?q=%D0%B0%20%D0%B1`], `${portal}/page/21`),
  row([`${host}/é/É`], `${portal}/page/22`),
  row([`${host}/a%25b%252Fc`], `${portal}/page/23`),
  row([`${host}/x%0Ay`], `${portal}/page/24`),
  row([`${host}/gone`], `${portal}/page/25`),
  row([`${host}/none`], `${portal}/page/26`),
  row([`${host}/?id=5`], `${portal}/page/27`),
  row([`${host}/p;v=1/q,w`], `${portal}/page/28`),
  row([`http://old.sarkol.kz/`], `${portal}/page/15`, { provisional: true }),
  row([`http://old.sarkol.kz/p/q`], null, { decision: 'unresolved' }),
  row([`${host}/otkryto.html`], null, { decision: 'gone' }),
  row([`${host}/arkhiv/2009`], null, { decision: 'archive' }),
  row([`${host}/search`], null, { decision: 'unresolved', source: 'crawl' }),
  row([`${host}/search?id=3`], `${portal}/page/16`),
]);

function row(
  spellings: readonly [string, ...string[]],
  target: string | null,
  parts: Partial<Redirect> = {},
): Redirect {
  return redirectRow(mapping, spellings, { target, ...parts });
}

/** What a decision is to be answered: a target, 404 or 410. */
export function expectedAnswer({ decision, target }: Redirect): string {
  const { allowedHosts } = settingsWith().portal;
  if (decision === 'unresolved') return '404';
  if (decision === 'gone' || decision === 'archive') return '410';
  return checkTarget(target ?? '', allowedHosts).target ?? '404';
}

/** Requests at hosts that answer as a whole: name, target, answer. */
export const wholeHosts = [
  ['eski.sarkol.kz', '/a/b?c=%D3%99&d', '302 https://www.gov.kz/eski/a/b?c=%D3%99&d'],
  ['eski.sarkol.kz', '//evil.example/', '302 https://www.gov.kz/eski//evil.example/'],
  ['eski.sarkol.kz', '/@evil.example', '302 https://www.gov.kz/eski/@evil.example'],
  ['bir.sarkol.kz', '/%0d%0aX:%20y?z', '302 https://www.gov.kz/bir?a=$b'],
  ['muragat.sarkol.kz', '/a', '410'],
] as const;

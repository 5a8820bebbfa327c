import type { Link, SitePage } from './pages.ts';
import type { Dice } from './prose.ts';

/** One request as the site understood it. */
export interface Visit {
  /** Path and query as asked for. */
  url: string;
  /** Path and query without what sticks: sessions, versions, nests. */
  path: string;
  dice: Dice;
  /** Name of the trap whose address this is, the page apart. */
  alias: string;
  /** A version that is never the page itself: print, mobile, nested languages. */
  copy: string;
  session: SitePage['session'];
  isMobile: boolean;
}

const patterns: [name: string, pattern: RegExp, session: SitePage['session']][] = [
  ['aspnet', /\/\(S\([a-z0-9]+\)\)/, 'aspnet'],
  ['coldfusion', /(?<=[?&])CFID=\d+&CFTOKEN=[0-9a-f]+&?/, 'coldfusion'],
  ['own-session', /(?<=[?&])kiru=[0-9a-f]+&?/, 'own'],
  ['cache-buster', /(?<=[?&])rnd=0\.\d+&?/, ''],
  ['tracking', /(?<=[?&])utm_source=rss&?/, ''],
  ['itemid', /(?<=[?&])Itemid=\d+&?/, ''],
];
const copies: [name: string, pattern: RegExp][] = [
  ['print', /(?<=[?&])tmpl=component&print=1&?/],
  ['print-folder', /^\/print(?=\/)/],
  ['like', /(?<=[?&])(?:like|voted)=\d+&?/],
  ['mobile', /(?<=[?&])mobile=1&?/],
  ['return-copy', /(?<=[?&])back_url=[^&]*&?/],
];

/** Reads a request: takes off what never chooses content, and remembers it. */
export function visitOf(url: string, dice: Dice): Visit {
  let path = url;
  const visit: Visit = { url, path, dice, alias: '', copy: '', session: '', isMobile: false };
  const strip = (pattern: RegExp) => {
    const had = pattern.test(path);
    if (had) path = path.replace(pattern, '').replace(/[?&]$/, '');
    return had;
  };
  for (const [name, pattern, session] of patterns) {
    if (!strip(pattern)) continue;
    visit.alias = name;
    visit.session = session || visit.session;
  }
  for (const [name, pattern] of copies) if (strip(pattern)) visit.copy = name;
  visit.isMobile = visit.copy === 'mobile';
  // `?lang=` nests: the last one counts, each switch adds one more.
  const asked = path.match(/(?<=[?&])lang=\w+/g) ?? [];
  if (asked.length > 1 || (asked.length === 1 && !path.startsWith('/index.php'))) {
    visit.copy = 'language-nest';
    const last = path.startsWith('/index.php') ? asked.at(-1) : undefined;
    path = path.replace(/(?<=[?&])lang=\w+&?/g, '').replace(/[?&]$/, '');
    if (last !== undefined) path += `&${last}`;
  }
  visit.path = path;
  return visit;
}

/** Makes the links of a page: the session it was asked in, or starts one, sticks to them. */
export function linkOf(visit: Visit, starts: SitePage['session']): Link {
  const session = visit.session || starts;
  return (path, text) => {
    let href = path;
    const add = (pair: string) => {
      href += `${href.includes('?') ? '&' : '?'}${pair}`;
    };
    if (session === 'aspnet' && href.startsWith('/tel/'))
      href = `/(S(${visit.dice.hex(24)}))${href}`;
    if (session === 'coldfusion') add(`CFID=${visit.dice.int(1e6)}&CFTOKEN=${visit.dice.hex(16)}`);
    if (session === 'own') add(`kiru=${visit.dice.hex(10)}`);
    if (visit.isMobile) add('mobile=1');
    return `<a href="${href.replaceAll('&', '&amp;')}">${text}</a>`;
  };
}

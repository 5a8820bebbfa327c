import type { Told } from '../model/site-facts.ts';
import type { ProbePage } from './probe-page.ts';

/** What tells a content management system: generator meta, markup of its paths, response fields. */
interface Signature {
  /** As `cms` of a mapping names it. */
  id: string;
  generator: RegExp | null;
  markup: RegExp;
  field: RegExp | null;
}

/** Paths and names that the systems' default templates and scripts put into every page. */
const signatures: readonly Signature[] = [
  {
    id: 'bitrix',
    generator: /bitrix/i,
    markup: /\/bitrix\/(?:templates|js|cache|components|panel)\//i,
    field: /^(?:x-powered-cms: bitrix|set-cookie: bitrix_sm_)/i,
  },
  {
    id: 'wordpress',
    generator: /wordpress/i,
    markup: /\/wp-(?:content|includes)\//i,
    field: /^link:.*api\.w\.org/i,
  },
  {
    id: 'drupal',
    generator: /drupal/i,
    markup: /\/sites\/(?:default|all)\/|Drupal\.settings/,
    field: /^x-(?:generator: drupal|drupal-)/i,
  },
  {
    id: 'joomla',
    generator: /joomla/i,
    markup: /option=com_\w+|\/media\/(?:system|jui)\/js\/|\/components\/com_/i,
    field: null,
  },
  {
    id: 'aspnet',
    generator: null,
    markup: /name="__VIEWSTATE"|WebResource\.axd/,
    field: /^x-aspnet-version:/i,
  },
  {
    id: 'oracle-portal',
    generator: null,
    markup: /\/portal\/page\/portal\/|\/pls\/portal\/|_adf\.ctrl-state/i,
    field: /^server: oracle-application-server/i,
  },
  {
    id: 'sharepoint',
    generator: /sharepoint/i,
    markup: /\/_layouts\/|\/_catalogs\//i,
    field: null,
  },
  { id: 'dle', generator: /datalife/i, markup: /\/engine\/classes\/|dle_root/i, field: null },
  { id: 'typo3', generator: /typo3/i, markup: /\/typo3(?:conf|temp)\//i, field: null },
  { id: 'modx', generator: /modx/i, markup: /\/assets\/(?:components|snippets)\//i, field: null },
];

/** The system most of its pages show signs of; null when none is seen on half of them. */
export function tellCms(pages: readonly ProbePage[]): Told<string> | null {
  let best: { id: string; count: number; reason: string } | undefined;
  for (const signature of signatures) {
    const signs = pages.flatMap((page) => signOf(page, signature));
    const count = signs.length;
    if (count * 2 < pages.length || count === 0 || (best && best.count >= count)) continue;
    const reason = `${signs[0]} on ${count} of ${pages.length} pages`;
    best = { id: signature.id, count, reason };
  }
  return best ? { value: best.id, reason: best.reason } : null;
}

function signOf(page: ProbePage, { generator, markup, field }: Signature): string[] {
  if (generator?.test(page.generator)) return [`generator "${page.generator}"`];
  const found = markup.exec(page.html)?.[0];
  if (found !== undefined) return [`"${found}" in the markup`];
  const told = page.fields
    .map(([name, value]) => `${name}: ${value}`)
    .find((one) => field?.test(one));
  return told === undefined ? [] : [`field "${told.slice(0, 60)}"`];
}

import type { BundlePlan } from '../../src/bundle/plan.ts';
import type { BundleInput, LinkTarget } from '../../src/bundle/plan-input.ts';
import type { Asset } from '../../src/model/asset.ts';
import type { Item } from '../../src/model/item.ts';
import type { Language } from '../../src/model/language.ts';
import type { Page } from '../../src/model/page.ts';
import { sha256Hex } from '../../src/text/hash.ts';

/** Ids as the registry gives them, in order. */
export const ids = {
  school: '0f0e5c5e-4a0b-5b6e-9c8f-1a2b3c4d5e6f',
  symbols: '3a9b1c2d-5e6f-5a7b-8c9d-0e1f2a3b4c5d',
  order: '7c1d2e3f-6a5b-5c4d-9e8f-7a6b5c4d3e2f',
} as const;

const host = 'http://koktal.example.kz';

const bytes = {
  photo: Buffer.from('\x89PNG жаңа мектептің суреті'),
  order: Buffer.from('%PDF-1.4 әкімдіктің қаулысы'),
};

/** An asset over some bytes. */
function assetOf(content: Buffer, mediaType: string, name: string, address: string): Asset {
  return {
    sha256: sha256Hex(content),
    bytes: content.length,
    mediaType,
    declaredType: mediaType,
    name,
    addresses: [address],
  };
}

export const photo = assetOf(bytes.photo, 'image/png', 'мектеп.png', `${host}/img/mektep.png`);
export const order = assetOf(
  bytes.order,
  'application/pdf',
  '../../etc/қаулы №12.pdf',
  `${host}/files/12.pdf`,
);

/** A page with everything that a test does not care about filled in. */
export function pageOf(page: Partial<Page> & Pick<Page, 'key' | 'title' | 'markdown'>): Page {
  return {
    address: `http://${page.key}`,
    parts: [`http://${page.key}`],
    lang: 'kk',
    kind: 'news',
    kindConfidence: 0.9,
    published: null,
    updated: null,
    section: [],
    lead: null,
    text: page.markdown.replace(/[[\]()*#|]/g, ''),
    blockHashes: [],
    blockLines: [],
    removed: [],
    links: [],
    assets: [],
    alternates: [],
    canonical: null,
    template: 'novost',
    siteModel: 'm1',
    confidence: 0.93,
    author: null,
    credit: null,
    tags: [],
    picture: null,
    act: null,
    personal: [],
    ...page,
  };
}

const school = 'koktal.example.kz/kz/news/14';
const schoolRu = 'koktal.example.kz/ru/news/14';
const symbols = 'koktal.example.kz/kz/rules?id=3';
const orderKey = 'koktal.example.kz/files/12.pdf';

export const pages: Page[] = [
  pageOf({
    key: school,
    title: 'Көктал ауылында жаңа мектеп ашылды',
    published: { value: '2019-09-01', precision: 'day', source: 'text' },
    section: ['Басты бет', 'Жаңалықтар'],
    markdown: `Бүгін Көктал ауылында үш жүз орындық **мектеп** ашылды. Салтанатты жиынға [ауыл тұрғындары](${host}/kz/rules?id=3#2) келді.

![Мектептің жаңа ғимараты](${host}/img/mektep.png)

Әкімдіктің [қаулысын](${host}/files/12.pdf "PDF, 1 бет") оқыңыз, [ескі бет](${host}/kz/gone) енді жоқ, [көрші аудан](http://aqsu.example.kz/kz/7), [рәміздер](${host}/kz/symbols), [жаңалықтар тізімі](${host}/kz/news), [Әділет](https://adilet.zan.kz/kaz/docs/K950001000_), [хат](mailto:akimat@koktal.example.kz), [батырма](javascript:void(0)).

| Сынып | Оқушы |
|:------|------:|
| 1 «Ә» | 24 |
`,
    assets: [
      {
        address: `${host}/img/mektep.png`,
        role: 'image',
        text: 'Мектептің жаңа ғимараты',
        name: 'mektep.png',
      },
      { address: `${host}/img/lost.jpg`, role: 'image', text: 'Тойхана', name: 'lost.jpg' },
    ],
  }),
  pageOf({
    key: schoolRu,
    lang: 'ru',
    title: 'В селе Коктал открыли новую школу',
    markdown: 'Сегодня в селе Коктал открыли школу на триста мест.\n',
    published: { value: '2019-09-01', precision: 'day', source: 'text' },
  }),
  pageOf({
    key: symbols,
    title: '',
    kind: 'page',
    confidence: 0.3,
    markdown: 'Ішкі тәртіп ережелері: жұмыс уақыты тоғыздан он сегізге дейін.\n',
  }),
  pageOf({
    key: orderKey,
    title: 'Өңірді көгалдандыру туралы қаулы',
    kind: 'document',
    markdown: 'Ауыл көшелеріне 500 түп ағаш отырғызылсын.\n',
    assets: [
      { address: `${host}/files/12.pdf`, role: 'document', text: 'Қаулы №12', name: '12.pdf' },
    ],
  }),
];

function itemOf(id: string, kind: Item['kind'], versions: [Language, string, string[]?][]): Item {
  return {
    id,
    agency: 'koktal',
    kind,
    anchor: versions[0]?.[1] ?? '',
    versions: versions.map(([lang, key, aliases]) => ({
      lang,
      agency: 'koktal',
      key,
      aliases: aliases ?? [],
    })),
    pairing: versions.length > 1 ? { confidence: 0.95, by: 'hreflang' } : null,
  };
}

export const items: Item[] = [
  itemOf(ids.school, 'news', [
    ['kk', school, ['koktal.example.kz/kz/print/14']],
    ['ru', schoolRu],
  ]),
  itemOf(ids.symbols, 'page', [['kk', symbols]]),
  itemOf(ids.order, 'document', [['kk', orderKey]]),
];

export const sharedId = 'b1a2c3d4-e5f6-5a7b-8c9d-0a1b2c3d4e5f';
const neighbourId = 'c1a2c3d4-e5f6-5a7b-8c9d-0a1b2c3d4e5f';

const targets: Record<string, LinkTarget> = {
  [`${host}/kz/rules?id=3`]: { itemId: ids.symbols, agency: 'koktal', lang: 'kk' },
  [`${host}/files/12.pdf`]: { sha256: order.sha256 },
  [`${host}/img/mektep.png`]: { sha256: photo.sha256 },
  [`${host}/kz/gone`]: { dead: true },
  [`${host}/img/lost.jpg`]: { dead: true },
  'http://aqsu.example.kz/kz/7': { itemId: neighbourId, agency: 'aqsu', lang: 'kk' },
  [`${host}/kz/symbols`]: { itemId: sharedId, agency: 'shared', lang: 'kk' },
  [`${host}/kz/news`]: { portal: 'https://www.gov.kz/memleket/entities/koktal?lang=kk' },
};

/** The input of a small agency: four pages, three items, two assets; parts can be replaced. */
export function agencyInput(change: Partial<BundleInput> = {}): BundleInput {
  const assets = [photo, order];
  const stored = new Map([
    [photo.sha256, bytes.photo],
    [order.sha256, bytes.order],
  ]);
  return {
    agency: 'koktal',
    mapping: {
      entity: 'zhetysu-koktal',
      names: { kk: 'Көктал ауылдық округінің әкімдігі', ru: 'Аппарат акима Коктальского округа' },
      rules: [{ match: '/kz/news/**', portalSection: 'press/news', remove: [] }],
    },
    portalHosts: ['www.gov.kz', 'gov.kz'],
    koshVersion: '0.1.0',
    items: () => items,
    redirects: () => [
      {
        agency: 'koktal',
        key: 'koktal.example.kz/kz/news/14',
        spellings: [`${host}/kz/news/14`],
        moreSpellings: 0,
        decision: 'redirect',
        target: `https://www.gov.kz/memleket/entities/zhetysu-koktal/press/news/details/${ids.school}?lang=kk`,
        itemId: ids.school,
        lang: 'kk',
        provisional: true,
        source: 'item',
        reason: 'жаңалық көшірілді',
      },
    ],
    findings: () => [
      {
        stage: 'crawl',
        code: 'http-error',
        severity: 'warning',
        address: `${host}/kz/gone`,
        subject: '',
        detail: '404',
      },
    ],
    shared: () => [],
    pages: { page: (_, key, lang) => pages.find((one) => one.key === key && one.lang === lang) },
    assets: {
      at: (_, address) => assets.find((one) => one.addresses.includes(address)),
      get: (sha256) => assets.find((one) => one.sha256 === sha256),
      open: async function* (sha256) {
        const content = stored.get(sha256) ?? Buffer.alloc(0);
        yield content.subarray(0, 5);
        yield content.subarray(5);
      },
    },
    capture: (_, address) => ({
      fetchedAt: '2026-03-02T08:15:00.000Z',
      status: 200,
      declaredType: 'text/html; charset=windows-1251',
      encoding: 'windows-1251',
      payloadDigest: `sha256:${sha256Hex(address)}`,
    }),
    targetOf: (address) => targets[address] ?? { external: true },
    verdictOf: () => undefined,
    previous: null,
    ...change,
  };
}

/** A plan's text by path, as the writer would put it together; assets by their hash. */
export function planned(plan: BundlePlan): Map<string, string> {
  const files = new Map<string, string>();
  for (const write of plan.writes()) {
    if (write.type === 'info') continue;
    const text = write.type === 'asset' ? write.sha256 : write.text;
    if (write.type !== 'append' && files.has(write.path)) throw new Error(`twice: ${write.path}`);
    files.set(write.path, (files.get(write.path) ?? '') + text);
  }
  return files;
}

/** Rows of a planned NDJSON file. */
export function rows(files: ReadonlyMap<string, string>, path: string): Record<string, unknown>[] {
  const text = files.get(path) ?? '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

import { findingCodes } from '../../src/model/finding-codes.ts';
import type {
  AgencyReport,
  ItemReport,
  MigrationReport,
} from '../../src/report/migration-report.ts';
import { sharedMember } from '../support/shared-member.ts';

/** An agency as a crawl of a district site leaves it. */
export const agency: AgencyReport = {
  id: 'aqbulaq-akimat',
  names: { kk: 'Ақбұлақ ауданының әкімдігі', ru: 'Акимат Акбулакского района' },
  hosts: ['aqbulaq.example'],
  addresses: { done: 412, failed: 3, refused: 1280, queued: 0 },
  refusedBy: { 'foreign-host': 940, 'trap:calendar': 310, exclude: 30 },
  captures: 420,
  bytes: 18_400_000,
  pagesByKind: { news: 120, document: 40, page: 22, person: 6, listing: 31 },
  itemsByKind: { news: 64, document: 22, page: 12, person: 3 },
  itemsByLanguage: { kk: 98, ru: 90, en: 14 },
  assets: { count: 77, bytes: 9_120_000 },
  redirects: { redirect: 188, shared: 6, archive: 12, gone: 48, unresolved: 4 },
  provisional: 194,
  cutover: {
    crawled: { addresses: 512, open: 0 },
    extracted: 240,
    bundle: true,
    named: { final: 6, all: 200 },
    decided: { decided: 300, all: 420 },
    lintFaults: 0,
    tables: [
      {
        server: 'nginx',
        checksum: 'ab',
        at: '2026-05-01T10:00:00Z',
        provisional: true,
        confirmed: false,
      },
    ],
    check: null,
    confirmation: null,
    dns: null,
    next: 'kosh redirects build aqsu-akimat',
  },
  findings: [
    {
      code: 'fetch-failed',
      ...findingCodes['fetch-failed'],
      count: 3,
      samples: [
        { address: 'https://aqbulaq.example/kk/news/1502', detail: 'no answer within 60 s' },
        { address: 'https://aqbulaq.example/kk/news/1503', detail: 'no answer within 60 s' },
      ],
    },
    {
      code: 'low-confidence',
      ...findingCodes['low-confidence'],
      count: 2,
      samples: [
        { address: 'https://aqbulaq.example/ru/structure', detail: 'confidence 0.41' },
        {
          address: 'https://aqbulaq.example/%D2%9B%D2%B1%D0%B6%D0%B0%D1%82',
          detail: 'confidence 0.38',
        },
      ],
    },
    {
      code: 'copy-differs',
      ...findingCodes['copy-differs'],
      count: 1,
      samples: [{ address: 'https://aqbulaq.example/print/1447', detail: '1 block of 9 differs' }],
    },
  ],
};

/** An item with two languages, one of them chosen with low confidence. */
export const item: ItemReport = {
  id: '0d2f6b0e-5a0c-5c69-9d3e-3f6f2b1a9c11',
  kind: 'news',
  anchor: 'aqbulaq.example/kk/news/1447',
  pairing: { confidence: 0.98, by: 'switch link both ways' },
  versions: [
    {
      lang: 'kk',
      title: 'Ауыл кітапханасы күрделі жөндеуден кейін ашылды',
      date: '2019-03-14',
      address: 'https://aqbulaq.example/kk/news/1447',
      words: 212,
      confidence: 0.93,
      html:
        '<p>Өңірдегі ең үлкен ауыл кітапханасы қайта ашылды. Оқу залы <strong>қырық орынға</strong> есептелген, жаңа жиһаз бен интернет бар.</p>' +
        '<p><img src="../../../assets/ab/cd.jpg" alt="Оқу залы"></p><h2>Жұмыс уақыты</h2><ul><li>дүйсенбі–жұма: 9:00–18:00</li><li>сенбі: 10:00–15:00</li></ul>' +
        '<p><a href="kosh:item/0d2f6b0e-5a0c-5c69-9d3e-3f6f2b1a9c12?lang=kk">Бұйрық</a>, <a href="https://adilet.zan.kz/kaz" target="_blank" rel="noopener noreferrer">Әділет</a></p>',
      removed: [
        {
          step: 'furniture',
          rule: 'site-frequency',
          reason: 'stands on 97 % of the pages',
          text: 'Басты бет Жаңалықтар Құжаттар Байланыс',
        },
        {
          step: 'pattern',
          rule: 'share-buttons',
          reason: 'links that share the page',
          text: 'Бөлісу: Facebook ВКонтакте Telegram',
        },
      ],
    },
    {
      lang: 'ru',
      title: 'Сельская библиотека открылась после капитального ремонта',
      date: null,
      address: 'https://aqbulaq.example/ru/news/1447',
      words: 230,
      confidence: 0.42,
      html: '<p>Самая большая сельская библиотека района снова принимает читателей. Читальный зал рассчитан на сорок мест.</p><table><tbody><tr><th>День</th><th>Часы</th></tr><tr><td>понедельник–пятница</td><td>9:00–18:00</td></tr></tbody></table>',
      removed: [],
    },
  ],
};

/** A workspace of two agencies with a shared item and one that waits. */
export const report: MigrationReport = {
  generatedFor: 'migration-2020',
  agencies: [
    agency,
    {
      ...agency,
      id: 'tasjol-department',
      names: { kk: 'Тасжол құрылыс басқармасы', ru: 'Управление строительства Тасжол' },
      hosts: ['tasjol.example', 'stroy.tasjol.example'],
      addresses: { done: 96, failed: 0, refused: 40, queued: 12 },
      refusedBy: { 'foreign-host': 40 },
      findings: [],
    },
  ],
  shared: [
    {
      id: '7b0c9c1e-1111-5222-8333-944455566677',
      titles: {
        kk: 'Қазақстан Республикасының Мемлекеттік Туы',
        ru: 'Государственный Флаг Республики Казахстан',
      },
      kind: 'page',
      agencies: ['aqbulaq-akimat', 'tasjol-department'],
      similarity: 0.97,
      common: 0.9,
      since: { date: '2016-04-02', agency: 'aqbulaq-akimat', key: 'aqbulaq.example/kk/tu' },
      copies: [{ lang: 'kk', reason: 'it is complete and has no additions' }],
      members: [
        sharedMember({ agency: 'aqbulaq-akimat', key: 'aqbulaq.example/kk/tu' }),
        sharedMember({
          agency: 'tasjol-department',
          key: 'tasjol.example/kk/tu',
          similarity: 0.97,
          diff: {
            ...{ common: 0.98, added: 2, removed: 1, more: 3, whole: true },
            changes: [{ change: 'changed', here: 'көк түсті', there: 'көгілдір' }],
          },
        }),
      ],
      moreMembers: 0,
      known: 'state-flag',
      decidedBy: 'known',
      decision: 'adopt',
      reason: 'known shared text, held by 2 agencies',
    },
    {
      id: '7b0c9c1e-1111-5222-8333-944455566678',
      titles: { ru: 'Порядок рассмотрения обращений' },
      kind: 'page',
      agencies: ['aqbulaq-akimat', 'tasjol-department'],
      similarity: 0.74,
      common: 0.4,
      since: null,
      copies: [],
      members: [],
      moreMembers: 12,
      known: null,
      decidedBy: 'detection',
      decision: 'ask',
      reason: 'similarity below 0.8',
    },
  ],
};

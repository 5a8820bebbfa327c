import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host, sitePage } from './select-site.ts';

const title = 'Қарғалы өзеніндегі көпір жөндеуден өтті';
const text = `<p>Қарғалы өзеніндегі ағаш көпір толық жөнделді, енді ол жүк көліктерін де көтере алады деп хабарлады құрылысшылар.</p>
<p>Жұмысқа екі ай кетті, осы уақытта тұрғындар айналма жолмен жүрді, ал мектеп автобусының бағыты уақытша өзгертілді.</p>
<p>Келесі жылы өзеннің арғы бетіндегі жолға асфальт төселеді, оған қаражат аудандық бюджетте қаралған.</p>`;

/** The dates of a page with the given head and lines around its headline. */
function datesOf(parts: {
  head?: string;
  before?: string;
  after?: string;
  end?: string;
  path?: string;
  capturedAt?: number;
}) {
  const { head = '', before = '', after = '', end = '', path = '/news/77', ...rest } = parts;
  const body = `${before}<h1>${title}</h1>${after}${text}${end}`;
  const html = sitePage(title, body).replace('<head>', `<head>${head}`);
  const segment = segmentPage(html, host + path, { encoding: 'utf-8' });
  const [page] = selectPage(segment, contextFor(path, rest)).pages;
  return { published: page?.published ?? null, updated: page?.updated ?? null };
}

const jsonLd = (value: object) =>
  `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const published = (parts: Parameters<typeof datesOf>[0]) => datesOf(parts).published;

describe('The date of a page is read from its head', () => {
  it('by the element that names the publication, not by one that names the last change', () => {
    const head = `<meta property="article:modified_time" content="2020-03-09T10:00:00+06:00">
      <meta property="article:published_time" content="2020-03-05T04:35:00Z">`;
    expect(datesOf({ head })).toEqual({
      published: { value: '2020-03-05T10:35:00+06:00', precision: 'minute', source: 'meta' },
      updated: { value: '2020-03-09T10:00:00+06:00', precision: 'minute', source: 'meta' },
    });
  });

  it('by the JSON-LD object that is the page, not by those that list, review or picture others', () => {
    const article = (headline: string, path: string, day: string) => ({
      '@type': 'NewsArticle',
      headline,
      url: host + path,
      datePublished: day,
    });
    const head = [
      { '@type': 'ItemList', itemListElement: [article('Егін жинау', '/news/80', '2020-05-20')] },
      { '@type': 'ImageObject', uploadDate: '2019-01-01' },
      article('Егін жинау басталды, бидай шықты', '/news/80', '2020-05-20'),
      {
        ...article(title, '/news/77', '2020-03-05T09:10:00+06:00'),
        comment: [{ '@type': 'Comment', dateCreated: '2020-04-01' }],
        dateModified: '2020-03-06T09:10:00+06:00',
      },
    ];
    const found = datesOf({ head: head.map(jsonLd).join('') });
    expect(found.published?.value).toBe('2020-03-05T09:10:00+06:00');
    expect(found.updated?.value).toBe('2020-03-06T09:10:00+06:00');
  });

  it('to the day where midnight stands for a time that was not known, to the minute where a line tells it', () => {
    const head = '<meta itemprop="datePublished" content="2020-03-05T00:00:00+00:00">';
    expect(published({ head })).toEqual({ value: '2020-03-05', precision: 'day', source: 'meta' });
    expect(published({ head, after: '<p>2020 жылғы 5 наурыз, 09:35</p>' })).toEqual({
      value: '2020-03-05T09:35:00+06:00',
      precision: 'minute',
      source: 'text',
    });
  });

  it('but not where the server writes the day of the answer and a line at the headline another', () => {
    const head = '<meta name="date" content="2020-06-01T11:59:00+06:00">';
    const after = '<p>Жарияланған күні: 5 наурыз 2020 ж.</p>';
    expect(published({ head, after })?.value).toBe('2020-03-05');
    expect(published({ head })?.value).toBe('2020-06-01T11:59:00+06:00');
  });

  it('never before the web, after the capture, or as an update before the publication', () => {
    const meta = (name: string, day: string) => `<meta property="${name}" content="${day}">`;
    expect(published({ head: meta('article:published_time', '1970-01-01T00:00:00Z') })).toBeNull();
    expect(published({ head: meta('article:published_time', '0001-01-01T00:00:00Z') })).toBeNull();
    expect(published({ head: meta('article:published_time', '2031-01-01T00:00:00Z') })).toBeNull();
    const head =
      meta('article:published_time', '2020-03-05') + meta('article:modified_time', '2019-01-01');
    expect(datesOf({ head }).updated).toBeNull();
  });
});

describe('The date of a page is read from what it shows', () => {
  it('near the headline, not beside other news or in comments', () => {
    const before =
      '<div class="sidebar"><p>28.05.2020</p><p><a href="/news/80">Егін жинау басталды</a></p></div>';
    const end = `<div class="comments"><h3>Пікірлер</h3><p>Айша, <time datetime="2020-05-29T10:00">29 мамыр</time></p>
      <p>Көпір жақсы болыпты, енді жол жөнделсе дейміз.</p></div>`;
    expect(published({ before, after: '<p>5 наурыз 2020 ж.</p>', end })).toEqual({
      value: '2020-03-05',
      precision: 'day',
      source: 'text',
    });
    expect(published({ before, end })).toBeNull();
  });

  it('in a bar with its counter right below the headline, whatever the bar is called', () => {
    const after = '<ul class="nav meta"><li>5 наурыз 2020 18:29</li><li>1479</li></ul>';
    expect(published({ after })?.value).toBe('2020-03-05T18:29:00+06:00');
  });

  it('in the time element that is marked as publication, not in that of the update or of an event', () => {
    const after = `<p><time class="updated" datetime="2020-03-09">9 наурыз</time>
      <time class="entry-date published" datetime="2020-03-05">5 наурыз</time></p>`;
    expect(datesOf({ after })).toEqual({
      published: { value: '2020-03-05', precision: 'day', source: 'time' },
      updated: { value: '2020-03-09', precision: 'day', source: 'time' },
    });
    const event = '<p><time itemprop="startDate" datetime="2020-04-01">ашылуы</time></p>';
    expect(published({ after: event })).toBeNull();
  });

  it('and an update that is named alone is no publication', () => {
    expect(datesOf({ after: '<p>Соңғы жаңарту: 09.03.2020</p>' })).toEqual({
      published: null,
      updated: { value: '2020-03-09', precision: 'day', source: 'text' },
    });
  });

  it('relative to the capture', () => {
    const capturedAt = Date.parse('2019-11-02T00:30:00+06:00');
    expect(published({ after: '<p>кеше, 14:05</p>', capturedAt })?.value).toBe(
      '2019-11-01T14:05:00+06:00',
    );
    expect(published({ after: '<p>2 ай бұрын</p>', capturedAt })).toEqual({
      value: '2019-09',
      precision: 'month',
      source: 'text',
    });
  });
});

describe('The date that an address names', () => {
  it('counts where nothing else tells one', () => {
    const value = (path: string) => published({ path })?.value;
    expect(value('/2020/03/05/kopir')).toBe('2020-03-05');
    expect(value('/news/05-03-2020-kopir')).toBe('2020-03-05');
    expect(value('/news?id=20200305')).toBe('2020-03-05');
    expect(published({ path: '/2020/03/kopir' })).toEqual({
      value: '2020-03',
      precision: 'month',
      source: 'address',
    });
    expect(value('/news/20201340')).toBeUndefined();
    expect(value('/2031/03/05/kopir')).toBeUndefined();
  });

  it('gives way to the line at the headline', () => {
    const path = '/2020/03/09/kopir';
    expect(published({ path, after: '<p>Жарияланды: 05.03.2020</p>' })?.value).toBe('2020-03-05');
  });
});

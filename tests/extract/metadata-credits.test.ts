import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host } from './select-site.ts';

const text = `<p>Ауданда жаңа кітапхана ашылды, оған мектеп оқушылары мен зейнеткерлер көп келді.</p>
<p>Кітапхананың қоры он мың кітаптан асады, оның жартысы қазақ тілінде, қалғаны орыс және ағылшын тілдерінде.</p>`;

function select(body: string, head = '') {
  const html = `<html><head><title>Кітапхана ашылды</title>${head}</head><body><div id="content"><h1>Кітапхана ашылды</h1>${body}</div></body></html>`;
  const [page] = selectPage(segmentPage(html, `${host}/news/5`, {}), contextFor('/news/5')).pages;
  if (!page) throw new Error('no page');
  return page;
}

describe('author and source', () => {
  it.each([
    ['Дереккөз: «Көктөбе тынысы» газеті', '«Көктөбе тынысы» газеті'],
    ['Источник: пресс-служба акима района', 'пресс-служба акима района'],
    ['Source: press office of the district', 'press office of the district'],
  ])('are read from a labelled line: %s', (line, credit) => {
    expect(select(`${text}<p>${line}</p>`).credit).toBe(credit);
  });

  it('are read in three languages', () => {
    expect(select(`<p>Автор: Гүлнәр Әбенова</p>${text}`).author).toBe('Гүлнәр Әбенова');
    expect(select(`${text}<p>Author: Gulnar Abenova.</p>`).author).toBe('Gulnar Abenova');
  });

  it('come from the head when no line names them, but not the name of an account', () => {
    const meta = (name: string) => `<meta name="author" content="${name}">`;
    expect(select(text, meta('Ерлан Қуанышев')).author).toBe('Ерлан Қуанышев');
    expect(select(text, meta('admin')).author).toBeNull();
    const ld = '{"@type":"NewsArticle","author":{"@type":"Person","name":"Әсел Нұрланова"}}';
    expect(select(text, `<script type="application/ld+json">${ld}</script>`).author).toBe(
      'Әсел Нұрланова',
    );
  });

  it('are null where the page says nothing, and a sentence about an author is none', () => {
    const page = select(`${text}<p>Кітаптың авторы туралы кеш өтті, оған жұрт көп жиналды.</p>`);
    expect([page.author, page.credit]).toEqual([null, null]);
  });
});

describe('tags', () => {
  it('are the links of a labelled line, or its words', () => {
    const links = '<p>Тегтер: <a href="/t/1">кітапхана</a>, <a href="/t/2">мәдениет</a></p>';
    expect(select(text + links).tags).toEqual(['кітапхана', 'мәдениет']);
    expect(select(`${text}<p>Метки: культура, библиотека</p>`).tags).toEqual([
      'культура',
      'библиотека',
    ]);
  });

  it('of the head count too, each once', () => {
    const head =
      '<meta property="article:tag" content="Мәдениет"><meta property="article:tag" content="мәдениет">';
    expect(select(text, head).tags).toEqual(['Мәдениет']);
  });
});

describe('the lead picture', () => {
  it('is the one that the head names when the page shows it', () => {
    const body = `<p><img src="/i/a.jpg" width="600"></p>${text}<p><img src="/i/b.jpg" width="600"></p>`;
    const head = '<meta property="og:image" content="https://audan.example.kz/i/b.jpg">';
    expect(select(body, head).picture).toBe(`${host}/i/b.jpg`);
    expect(select(body).picture).toBe(`${host}/i/a.jpg`);
  });

  it('is no icon and no logo that only the head names', () => {
    const head = '<meta property="og:image" content="https://audan.example.kz/logo.png">';
    expect(
      select(`<p><img src="/i/icon.gif" width="16" height="16">Ескерту</p>${text}`, head).picture,
    ).toBeNull();
  });
});

it('requisites of an act stand in its metadata', () => {
  const body = `<p>Көктөбе ауданы әкімдігінің 2018 жылғы 12 наурыздағы № 123 қаулысы</p>${text}<p>Аудан әкімі Ә. Сейітқали</p>`;
  expect(select(body).act).toMatchObject({
    kind: 'resolution',
    number: '123',
    signedDate: '2018-03-12',
    signer: 'Ә. Сейітқали',
  });
});

import { describe, expect, it } from 'vitest';
import { tellProfile } from '../../src/extract/profiles/tell-profile.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host, rulesOf } from './select-site.ts';

const text = 'Ауылда жаңа кітапхана ашылды, оған мектеп оқушылары мен зейнеткерлер келді.';
const told = (html: string, named?: string) =>
  tellProfile(segmentPage(`<html><body>${html}</body></html>`, `${host}/x`, {}), named)?.id;

describe('the system of a page is told', () => {
  it.each([
    ['wordpress', `<p><img src="/wp-content/uploads/2014/05/ashylu.jpg">${text}</p>`],
    ['drupal', `<div class="field-name-body"><p>${text}</p></div><a href="/node/12">Толығырақ</a>`],
    [
      'joomla',
      `<a href="/index.php?option=com_content&view=article&id=4">Құжаттар</a><p>${text}</p>`,
    ],
    ['bitrix', `<p><img src="/upload/iblock/3f1/kitap.jpg">${text}</p>`],
    [
      'dotnetnuke',
      `<div id="dnn_ContentPane"><p>${text}</p></div><a href="/tabid/53/default.aspx">Басты</a>`,
    ],
    ['sharepoint', `<div class="ms-rtestate-field"><p>${text}</p></div>`],
    ['aspnet', `<form id="aspnetForm"><a href="/news.aspx?id=4">Жаңалық</a><p>${text}</p></form>`],
    ['dle', `<div id="dle-content"><p>${text}</p></div>`],
    ['typo3', `<p><img src="/fileadmin/user_upload/kitap.jpg">${text}</p>`],
    ['ucoz', `<div class="eMessage"><p>${text}</p></div>`],
    ['instantcms', `<div class="con_heading">Кітапхана</div><div class="con_text">${text}</div>`],
  ])('as %s by its addresses and markup', (id, html) => {
    expect(told(html)).toBe(id);
  });

  it('by its generator before everything else', () => {
    const head = '<meta name="generator" content="Drupal 7 (http://drupal.org)">';
    expect(told(`${head}<p><img src="/wp-content/uploads/a.jpg">${text}</p>`)).toBe('drupal');
  });

  it('by the mapping, whatever the page says', () => {
    expect(told(`<div id="dle-content">${text}</div>`, 'joomla')).toBe('joomla');
  });

  it('not by pictures of other sites, nor on a page like any other', () => {
    expect(
      told(`<p><img src="https://basqa.example/wp-content/a.jpg">${text}</p>`),
    ).toBeUndefined();
    expect(told(`<div id="main"><p>${text}</p></div>`)).toBeUndefined();
  });
});

describe('the profile of the told system', () => {
  const node = (inner: string) =>
    `<html><head><title>Сайт</title><meta name="generator" content="Drupal 7"></head><body>
<ul class="menu"><li><a href="/a">Әкімдік</a></li><li><a href="/b">Құжаттар</a></li></ul>
<div class="node">${inner}</div></body></html>`;
  const body = `<div class="submitted">Жіберілді: 12.03.2015</div><div class="field-name-body"><p>${text} ${text} ${text}</p>
<ul class="links"><li>Пікір қалдыру үшін кіріңіз</li></ul></div>`;
  const select = (html: string, rules = rulesOf()) =>
    selectPage(segmentPage(html, `${host}/node/4`, {}), contextFor('/node/4', { rules }));

  it('takes its own parts out of the text and says so', () => {
    const [page] = select(node(body)).pages;
    expect(page?.text).toContain('кітапхана ашылды');
    expect(page?.text).not.toContain('Пікір қалдыру');
    expect(page?.removed.find((one) => one.text.includes('Пікір'))).toBeDefined();
  });

  it('gives way to selectors of the mapping', () => {
    const rules = rulesOf({ match: '/node/*', body: '.field-name-body' });
    const [page] = select(node(body), rules).pages;
    expect(page?.text).toContain('Пікір қалдыру');
  });

  it('gives way when the site uses its names for the text itself', () => {
    const html = node(`<div class="field-name-body links"><p>${text} ${text} ${text}</p></div>`);
    expect(select(html).pages[0]?.text).toContain('кітапхана ашылды');
  });
});

it('a selector whose first step is on the page says so, and what to do', () => {
  const html = `<html><body><div id="content"><p>${text} ${text}</p></div></body></html>`;
  const rules = rulesOf({ match: '/**', body: '#content .text' });
  const { findings } = selectPage(segmentPage(html, `${host}/x`, {}), contextFor('/x', { rules }));
  const detail = findings.find((one) => one.code === 'selector-empty')?.detail ?? '';
  expect(detail).toMatch(/^WHAT CHANGED: .* EXPECTED: .* ACTUAL: none \(its first 1 of 2 steps/);
  expect(detail).toMatch(/ACTION: correct the selector/);
});

import { runInNewContext } from 'node:vm';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { renderAgency } from '../../src/report/agency-page.ts';
import { itemFilterScript } from '../../src/report/item-filter.ts';
import type { ItemReport } from '../../src/report/migration-report.ts';
import { agency, item } from './sample-report.ts';

const [kazakh, russian] = item.versions;

/** Three items: both languages (low), Kazakh alone (high), Russian alone (low). */
const items: ItemReport[] = [
  item,
  { ...item, id: 'b', kind: 'document', versions: kazakh ? [kazakh] : [] },
  { ...item, id: 'c', kind: 'page', versions: russian ? [russian] : [] },
];

/** Opens the page, runs its script and gives a function that filters and names the items left. */
function openPage(): (values: Record<string, string>) => string[] {
  const { document, Event } = parseHTML([...renderAgency(agency, items)].join(''));
  const form = document.querySelector('form.filter');
  if (!form) throw new Error('no filter on the page');
  // linkedom knows neither form.elements nor the value of a select.
  const elements: Record<string, { value: string }> = {};
  Object.defineProperty(form, 'elements', { value: elements });
  const fill = (values: Record<string, string>) => {
    for (const name of ['text', 'kind', 'language', 'sure', 'order']) {
      elements[name] = { value: values[name] ?? '' };
    }
  };
  fill({});
  runInNewContext(itemFilterScript, { document, location: { hash: '' } });
  return (values) => {
    fill(values);
    form.dispatchEvent(new Event('input'));
    const left = [...document.querySelectorAll('details.item')].filter(
      (one) => !one.hasAttribute('hidden'),
    );
    expect(form.querySelector('output')?.textContent).toBe(`${left.length} of 3 shown`);
    return left.map((one) => one.id.replace('item-', '').replace(item.id, 'a'));
  };
}

test('every field of the filter is on the page, hidden until the script runs', () => {
  const { document } = parseHTML([...renderAgency(agency, items)].join(''));
  const names = [...document.querySelectorAll('form.filter [name]')].map((one) =>
    one.getAttribute('name'),
  );
  expect(names).toEqual(['text', 'kind', 'language', 'sure', 'order']);
  expect(document.querySelector('form.filter')?.hasAttribute('hidden')).toBe(true);
});

test('without a choice all items are shown', () => {
  expect(openPage()({})).toEqual(['a', 'b', 'c']);
});

test('items are found by a part of a title in any letter case, in Kazakh too', () => {
  const filter = openPage();
  expect(filter({ text: ' АУЫЛ КІТАПХАНАСЫ КҮРДЕЛІ ЖӨНДЕУ' })).toEqual(['a', 'b']);
  expect(filter({ text: 'ғарыш' })).toEqual([]);
});

test('items are found by kind, by language and by a language they lack', () => {
  const filter = openPage();
  expect(filter({ kind: 'page' })).toEqual(['c']);
  expect(filter({ language: 'kk' })).toEqual(['a', 'b']);
  expect(filter({ language: 'no-kk' })).toEqual(['c']);
  expect(filter({ language: 'no-ru', kind: 'document' })).toEqual(['b']);
});

test('items are found by how sure the choice of content is', () => {
  const filter = openPage();
  expect(filter({ sure: 'low' })).toEqual(['a', 'c']);
  expect(filter({ sure: 'low fair' })).toEqual(['a', 'c']);
});

test('items are put in order of confidence, and back', () => {
  const filter = openPage();
  expect(filter({ order: 'sure' })).toEqual(['a', 'c', 'b']);
  expect(filter({ order: 'sure', language: 'kk' })).toEqual(['a', 'b']);
  expect(filter({})).toEqual(['a', 'b', 'c']);
});

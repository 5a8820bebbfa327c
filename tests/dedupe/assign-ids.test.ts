import { expect, test } from 'vitest';
import { assignIds, freshId } from '../../src/dedupe/assign-ids.ts';
import { MadeRegistry } from './made-pages.ts';

const claim = (anchor: string, ...more: string[]) => ({ anchor, keys: [anchor, ...more] });

test('a new item gets the id of its agency and anchor', () => {
  const [id] = assignIds('aral', [claim('a.kz/өзен')], new MadeRegistry());
  expect(id).toBe(freshId('aral', 'a.kz/өзен'));
  expect(id).not.toBe(freshId('oral', 'a.kz/өзен'));
});

test('an item keeps its id when a smaller key becomes its anchor', () => {
  const registry = new MadeRegistry();
  const [id] = assignIds('a', [claim('a.kz/ru/мост')], registry);
  expect(assignIds('a', [claim('a.kz/kk/көпір', 'a.kz/ru/мост')], registry)).toEqual([id]);
});

test('an item keeps its id when its anchor page is gone', () => {
  const registry = new MadeRegistry();
  const [id] = assignIds('a', [claim('a.kz/kk/көпір', 'a.kz/ru/мост')], registry);
  expect(assignIds('a', [claim('a.kz/ru/мост')], registry)).toEqual([id]);
});

test('of two halves of an item the one with the anchor keeps the id, the other gets one of its own', () => {
  const registry = new MadeRegistry();
  const [id] = assignIds('a', [claim('a.kz/ү', 'a.kz/қ')], registry);
  const [other, same] = assignIds('a', [claim('a.kz/қ'), claim('a.kz/ү')], registry);
  expect(same).toBe(id);
  expect(other).toBe(freshId('a', 'a.kz/қ'));
});

test('two items that become one keep one id, and the other says which', () => {
  const registry = new MadeRegistry();
  const [first = '', second = ''] = assignIds('a', [claim('a.kz/ғ'), claim('a.kz/ң')], registry);
  expect(assignIds('a', [claim('a.kz/ғ', 'a.kz/ң')], registry)).toEqual([first]);
  expect(registry.entries.get(second)?.sameAs).toBe(first);
  expect(assignIds('a', [claim('a.kz/ғ'), claim('a.kz/ң')], registry)).toEqual([first, second]);
  expect(registry.entries.get(second)?.sameAs).toBeNull();
});

test('a key whose own id lives on in another item gets a second id, never the same', () => {
  const registry = new MadeRegistry();
  const [id = ''] = assignIds('a', [claim('a.kz/і')], registry);
  assignIds('a', [claim('a.kz/һ', 'a.kz/і')], registry);
  registry.register({ id, agency: 'a', anchor: 'a.kz/і', keys: ['a.kz/һ'], sameAs: null });
  const ids = assignIds('a', [claim('a.kz/һ'), claim('a.kz/і')], registry);
  expect(new Set(ids).size).toBe(2);
  expect(ids[1]).toBe(id);
});

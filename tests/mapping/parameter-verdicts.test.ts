import { expect, test } from 'vitest';
import {
  type ParameterEvidence,
  parameterRow,
  proposeParameters,
} from '../../src/mapping/parameter-verdicts.ts';
import { wordOnParameter } from '../../src/text/cms-parameters.ts';

type Lists = Parameters<typeof proposeParameters>[1];

function evidence(name: string, shown: ParameterEvidence['shown'], same = 0): ParameterEvidence {
  const examples = { sameExample: null, differsExample: null };
  return {
    name,
    addresses: 9,
    values: 3,
    folds: 2,
    same,
    differs: 0,
    unclear: 0,
    ...examples,
    shown,
  };
}

function changes(lists: Lists, cms: string | null, ...all: ParameterEvidence[]) {
  const rows = all.map((one) => parameterRow(one, lists, cms));
  return {
    changes: Object.fromEntries(rows.map((row) => [row.name, row.change])),
    proposal: proposeParameters(rows, lists),
  };
}

test('a profile speaks for names in any letter case, and for groups of them', () => {
  expect(wordOnParameter('PAGEN_12', 'bitrix')).toEqual({ says: 'content', by: 'bitrix' });
  expect(wordOnParameter('ELEMENT_ID', 'bitrix')?.says).toBe('content');
  expect(wordOnParameter('Itemid', 'joomla')).toEqual({ says: 'noise', by: 'joomla' });
  expect(wordOnParameter('tx_news_pi1[news]', 'typo3')?.says).toBe('content');
  expect(wordOnParameter('utm_source', null)).toEqual({ says: 'noise', by: 'known noise' });
  expect(wordOnParameter('ID', null)).toEqual({ says: 'content', by: 'common use' });
  expect(wordOnParameter('constructor', 'constructor')).toBeNull();
});

test('a list that was written with capitals is the same list', () => {
  const lists = { significantParameters: ['MonthYe', 'ID'], ignoredParameters: [] };
  const { changes: told, proposal } = changes(
    lists,
    null,
    evidence('monthye', 'content'),
    evidence('id', 'noise', 5),
    evidence('qn', 'content'),
  );
  // The common word on `id` and the pages contradict each other: a person decides.
  expect(told).toEqual({ monthye: null, id: 'confirm-drop', qn: 'keep' });
  expect(proposal).toEqual({ significantParameters: ['MonthYe', 'ID', 'qn'] });
});

test('without a list what is proven noise is ignored, and what a person ignored by mistake is kept again', () => {
  const lists = { ignoredParameters: ['Skin', 'doc'] };
  const { proposal } = changes(
    lists,
    null,
    evidence('doc', 'content'),
    evidence('menu', 'noise', 4),
  );
  expect(proposal).toEqual({ ignoredParameters: ['Skin', 'menu'] });
});

test('known noise that chooses content asks for a list of all that counts; a profile alone changes nothing', () => {
  const { changes: told, proposal } = changes(
    { ignoredParameters: [] },
    'joomla',
    evidence('version', 'content'),
    evidence('view', 'open'),
    evidence('itemid', 'open'),
    evidence('1521532344', 'open'),
    evidence('skin', 'noise', 3),
  );
  expect(told).toMatchObject({ version: 'keep', view: null, itemid: 'confirm-drop', skin: 'drop' });
  expect(proposal).toEqual({ significantParameters: ['view', 'itemid', 'version'] });
  const unsure = changes({ ignoredParameters: [] }, null, evidence('from', 'content', 1));
  expect(unsure).toEqual({ changes: { from: 'confirm-keep' }, proposal: {} });
});

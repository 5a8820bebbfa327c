import { expect, it } from 'vitest';
import { mappingSchema } from '../../src/model/mapping.ts';
import { languageRoots } from '../../src/pipeline/language-roots.ts';
import { keyRules } from '../../src/text/url-key.ts';

it('gives the home page of every language that is told by a path, on the hosts it is told for', () => {
  const mapping = mappingSchema.parse({
    id: 'tilder',
    entity: 'tilder',
    names: { kk: 'Тіл басқармасы', ru: 'Управление языков' },
    kind: 'department',
    wave: '2020-local',
    hosts: [{ host: 'tilder.example' }, { host: 'til-tarihy.example' }],
    languages: [
      { lang: 'kk', path: '/қаз/**' },
      { lang: 'kk', path: '/qaz/**', host: 'tilder.example' },
      { lang: 'ru', path: '/**/ru/**' },
      { lang: 'en', parameter: { name: 'lang', value: 'en' } },
    ],
  });
  expect(languageRoots(mapping, keyRules(mapping))).toEqual([
    'til-tarihy.example/қаз',
    'tilder.example/qaz',
    'tilder.example/қаз',
  ]);
});

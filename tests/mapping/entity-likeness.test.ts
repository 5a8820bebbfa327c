import { expect, test } from 'vitest';
import { entityCodes } from '../../src/mapping/entity-codes.ts';
import { likelyEntities } from '../../src/mapping/entity-likeness.ts';
import { foldRomanisation, transliterate } from '../../src/text/transliterate.ts';

test.each([
  ['kokshetau.aqmola.gov.kz', 'Көкшетау қаласының әкімдігі', 'aqmola-kokshetau'],
  ['karaganda-region.gov.kz', 'Қарағанды облысының әкімдігі', 'karaganda'],
  ['edu.aqmola.gov.kz', 'Ақмола облысының білім басқармасы', 'aqmola-edu'],
  ['sport.kostanay.gov.kz', 'Қостанай облысының спорт басқармасы', 'kostanai-sport'],
  ['dsm.gov.kz', 'Денсаулық сақтау министрлігі', 'dsm'],
  ['shymkent.gov.kz', 'Акимат города Шымкент', 'shymkent'],
  ['uzh-almaty.kz', 'Управление жилья города Алматы', 'almaty-uzh'],
  ['kgd.gov.kz', 'Комитет государственных доходов', 'kgd'],
  ['almaty-culture.kz', 'Алматы қаласының мәдениет басқармасы', 'almaty-madeniet'],
])('%s, «%s», is likeliest %s', (host, name, code) => {
  const [best] = likelyEntities(host, [name], entityCodes);
  expect(best?.code).toBe(code);
  expect(best?.score).toBeGreaterThan(0.75);
});

test('an invented agency is likest to no code, and says so by its score', () => {
  const [best] = likelyEntities('aqsengir.gov.kz', ['Ақсеңгір ауданының әкімдігі'], entityCodes);
  expect(best?.score ?? 0).toBeLessThan(0.5);
});

test('romanisations of one Kazakh name meet when they are folded', () => {
  expect(transliterate('Қызылорда, Ғабит Мүсірепов')).toBe('qyzylorda, gabit musirepov');
  expect(foldRomanisation('qyzylorda')).toBe(foldRomanisation('kyzylorda'));
  expect(foldRomanisation('zhambyl')).toBe(foldRomanisation('jambyl'));
});

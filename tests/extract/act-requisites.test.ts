import { describe, expect, it } from 'vitest';
import { findActRequisites } from '../../src/extract/act-requisites.ts';

const find = (title: string, text = '') =>
  findActRequisites({
    title,
    text,
    now: Date.parse('2024-01-01T00:00:00Z'),
    timeZone: 'Asia/Almaty',
  });

describe('requisites of a legal act in one line', () => {
  it.each([
    [
      'Қазақстан Республикасы Үкіметінің 2018 жылғы 12 наурыздағы № 123 қаулысы',
      ['resolution', '123', '2018-03-12', 'Қазақстан Республикасы Үкіметінің'],
    ],
    [
      'Қазақстан Республикасы Денсаулық сақтау министрінің 2020 жылғы 5 қазандағы № ҚР ДСМ-12/2020 бұйрығы',
      [
        'order',
        'ҚР ДСМ-12/2020',
        '2020-10-05',
        'Қазақстан Республикасы Денсаулық сақтау министрінің',
      ],
    ],
    [
      'Көктөбе аудандық мәслихатының 2016 жылғы 23 желтоқсандағы № 8/1-VI шешімі.',
      ['decision', '8/1-VI', '2016-12-23', 'Көктөбе аудандық мәслихатының'],
    ],
    [
      'Көктөбе ауданы әкімінің 2019 жылғы 1 шілдедегі № 14-ө өкімі',
      ['instruction', '14-ө', '2019-07-01', 'Көктөбе ауданы әкімінің'],
    ],
    [
      'Приказ Министра здравоохранения Республики Казахстан от 12 марта 2018 года № 123',
      ['order', '123', '2018-03-12', 'Министра здравоохранения Республики Казахстан'],
    ],
    [
      'Постановление акимата Коктобинского района от «5» июня 2014 г. №187-п',
      ['resolution', '187-п', '2014-06-05', 'акимата Коктобинского района'],
    ],
    [
      'Решение Коктобинского районного маслихата № 16-3 от 21.12.2015 г.',
      ['decision', '16-3', '2015-12-21', 'Коктобинского районного маслихата'],
    ],
    [
      'Закон Республики Казахстан от 24 ноября 2015 года № 418-V ЗРК',
      ['law', '418-V ЗРК', '2015-11-24', 'Республики Казахстан'],
    ],
    [
      'Утверждены приказом Министра культуры Республики Казахстан от 3 мая 2017 года № 45',
      ['order', '45', '2017-05-03', 'Министра культуры Республики Казахстан'],
    ],
    [
      'Көктөбе ауданы әкімдігінің 2019 жылғы 7 мамырдағы № 65 қаулысына 1-қосымша',
      ['resolution', '65', '2019-05-07', 'Көктөбе ауданы әкімдігінің'],
    ],
    [
      'Order of the Minister of Education of the Republic of Kazakhstan dated March 12, 2018 No. 123',
      ['order', '123', '2018-03-12', 'Minister of Education of the Republic of Kazakhstan'],
    ],
    [
      'Resolution of the Government of the Republic of Kazakhstan No. 77 of 9 February 2021',
      ['resolution', '77', '2021-02-09', 'Government of the Republic of Kazakhstan'],
    ],
  ])('%s', (line, [kind, number, signedDate, issuer]) => {
    expect(find(line)).toMatchObject({ kind, number, signedDate, issuer });
    expect(find('Ереже', `Ережені бекіту туралы\n${line}\nМәтін.`)).toMatchObject({ kind, number });
  });
});

it('requisites that are spread over lines belong together', () => {
  const text =
    'ҚАУЛЫ\nКөктөбе ауданының әкімдігі\n2017 жылғы 3 ақпан № 31\nКөктөбе ауылы\nАудан әкімдігі ҚАУЛЫ ЕТЕДІ:';
  expect(find('Жер учаскелері туралы', text)).toMatchObject({
    kind: 'resolution',
    number: '31',
    signedDate: '2017-02-03',
  });
  expect(find('Об учете', 'П Р И К А З\nот 14 мая 2012 года\n№ 45-О')).toMatchObject({
    kind: 'order',
    number: '45-О',
    signedDate: '2012-05-14',
  });
});

describe('registration and signer', () => {
  it('are read in Russian', () => {
    const text = [
      'Приказ Министра здравоохранения Республики Казахстан от 12 марта 2018 года № 123. Зарегистрирован в Министерстве юстиции Республики Казахстан 5 апреля 2018 года № 16789',
      'В соответствии с законом ПРИКАЗЫВАЮ:',
      'Министр здравоохранения',
      'Республики Казахстан Н. Оспанбекова',
    ].join('\n');
    expect(find('Об утверждении правил', text)).toEqual({
      kind: 'order',
      issuer: 'Министра здравоохранения Республики Казахстан',
      number: '123',
      signedDate: '2018-03-12',
      signer: 'Н. Оспанбекова',
      regNumber: '16789',
      regDate: '2018-04-05',
    });
  });

  it('are read in Kazakh', () => {
    const text = [
      'Қазақстан Республикасы Қаржы министрінің 2018 жылғы 12 наурыздағы № 123 бұйрығы. Қазақстан Республикасының Әділет министрлігінде 2018 жылғы 5 сәуірде № 16789 болып тіркелді',
      'БҰЙЫРАМЫН:',
      'Қазақстан Республикасының Қаржы министрі Ә. Жұмағұлов',
    ].join('\n');
    expect(find('Қағидаларды бекіту туралы', text)).toMatchObject({
      kind: 'order',
      number: '123',
      signer: 'Ә. Жұмағұлов',
      regNumber: '16789',
      regDate: '2018-04-05',
    });
  });

  it('are read in English', () => {
    const text =
      'Order of the Minister of Justice dated April 2, 2019 No. 180. Registered in the Ministry of Justice of the Republic of Kazakhstan on April 5, 2019 under No. 18450\nMinister A. Zhumagulov';
    expect(find('On approval', text)).toMatchObject({
      number: '180',
      regNumber: '18450',
      regDate: '2019-04-05',
      signer: 'A. Zhumagulov',
    });
  });
});

describe('a text that only speaks of an act', () => {
  it.each([
    'Қазақстан Республикасы Үкіметінің 2018 жылғы 12 наурыздағы № 123 қаулысы қабылданғаннан кейін жұмыс басталды',
    'Постановлением Правительства от 12 марта 2018 года № 123 выделены средства на дорогу',
    'О внесении изменений в приказ Министра финансов от 12 марта 2018 года № 123',
    'Кеше облыс әкімі № 5 мектепте болды, 2018 жылғы 12 наурызда',
    'Решение проблемы найдено: 12 марта 2018 года открыт дом № 123',
  ])('has no requisites: %s', (line) => {
    expect(find('Жаңалық', line)).toBeNull();
  });
});

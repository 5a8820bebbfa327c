import { describe, expect, it } from 'vitest';
import { contentDoubts } from '../../src/extract/content-doubts.ts';
import { findPersonalData, type PersonalFacts } from '../../src/extract/personal-data.ts';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host, rulesOf, sitePage } from './select-site.ts';

function sorts(text: string, facts: Partial<PersonalFacts> = {}): string[] {
  const page = { kind: 'page' as const, title: 'Бет', section: [], text, ...facts };
  return findPersonalData(page).map(({ sort, count }) => `${sort} ${count}`);
}

describe('personal data', () => {
  it('is an identification number, never the number of an organisation', () => {
    expect(sorts('Тұрғын үй кезегі: 900101300017, 991231300013')).toEqual(['iin 2']);
    expect(sorts('Мекеменің БСН-і 990540000011, ЖСК KZ12ABCD0000000000')).toEqual([]);
  });

  it('is a mobile phone beside a person, not one of an office', () => {
    expect(sorts('Жоғалған құжатты тапқан азамат 8 701 000 11 22 нөміріне хабарласқан')).toEqual([
      'phone 1',
    ]);
    expect(sorts('Заявитель Сейітов А.Б., тел. +7 701 000 11 22')).toEqual(['phone 1']);
    expect(sorts('Қабылдау бөлмесі: 8 701 000 11 22')).toEqual([]);
    expect(sorts('Пресс-қызмет, баспасөз хатшысы, +7 701 000 11 22')).toEqual([]);
    expect(sorts('Ұялы телефон: +7 701 000 11 22', { kind: 'contact' })).toEqual([]);
  });

  it('is a question with the name of who asked it, not the name of who answers', () => {
    const asked = [
      'Сұрақ: Ауылымызға көгілдір отын қашан тартылады?',
      'Автор: Гүлнәр Сәрсенова',
      'Жауап: Құрылыс келесі жылы басталады.',
      'Ермек Қасымов',
    ].join('\n');
    expect(sorts(asked)).toEqual(['question 1']);
    expect(sorts(asked.replace('Автор: Гүлнәр Сәрсенова\n', ''))).toEqual([]);
  });

  it('knows signed questions in Russian and English', () => {
    const russian =
      'Вопрос-ответ\nКогда отремонтируют дорогу?\nАйгуль Омарова, г. Сарколь\nОтвет: в мае.';
    expect(sorts(russian, { title: 'Вопрос - ответ' })).toEqual(['question 1']);
    const english = 'Aigul Omarova asked: when will the road be mended?\nAnswer: in May.';
    expect(sorts(english, { kind: 'faq' })).toEqual(['question 1']);
  });

  it('is not the name of a department that answers, nor questions without names', () => {
    const faq = 'Какие документы нужны?\nОтвет: удостоверение личности.\nОтдел занятости';
    expect(sorts(faq, { kind: 'faq' })).toEqual([]);
    expect(sorts('Вопрос от: Отдел образования\nОтвет: да', { kind: 'faq' })).toEqual([]);
  });

  it('is veiled in what is reported', () => {
    const [found] = findPersonalData({
      kind: 'page',
      title: '',
      section: [],
      text: 'ЖСН: 900101300017',
    });
    expect(found?.sample).toBe('90••••••••••');
  });
});

describe('a page with personal data', () => {
  const body = `<h1>Баспана кезегі</h1><p>Кезекте тұрған азаматтардың тізімі жаңартылды, тізім бойынша құжаттар қайта тексеріледі.</p>
<table><tr><th>Аты-жөні</th><th>ЖСН</th></tr><tr><td>Бірінші өтініш</td><td>900101300017</td></tr><tr><td>Екінші өтініш</td><td>991231300013</td></tr></table>`;
  const select = (rules = rulesOf()) =>
    selectPage(
      segmentPage(sitePage('Баспана кезегі', body), `${host}/kezek`, {}),
      contextFor('/kezek', { rules }),
    ).pages[0];

  it('carries what was found, and is doubted', () => {
    const page = select();
    expect(page?.personal).toEqual([{ sort: 'iin', count: 2, sample: '90••••••••••' }]);
    const doubts = page ? contentDoubts(page) : [];
    expect(doubts.map((doubt) => doubt.code)).toContain('personal-data');
    expect(JSON.stringify(doubts)).not.toContain('900101300017');
  });

  it('is free when the mapping says that a person allowed it', () => {
    const rules = rulesOf({
      match: '/kezek',
      personalData: { allow: true, reason: 'ашық тізім, заң бойынша жарияланады' },
    });
    expect(select(rules)?.personal).toEqual([]);
  });
});

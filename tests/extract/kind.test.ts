import { describe, expect, it } from 'vitest';
import { segmentPage } from '../../src/extract/segment.ts';
import { selectPage } from '../../src/extract/select.ts';
import { contextFor, host } from './select-site.ts';

const text = `<p>Ауылдың алғашқы үйлері өзен жағасында салынған, сол кезде мұнда жиырма шақты отбасы тұрған екен.</p>
<p>Қазір ауылда мектеп, емхана және мәдениет үйі бар, олардың бәрі соңғы он жылда жөндеуден өтті.</p>`;

/** The kind of a page under a plain address that says nothing. */
function kindOf(title: string, date = ''): string | undefined {
  const html = `<html><head><title>${title}</title></head><body><div><a href="/">Ақбұлақ ауданы</a></div>
<ul><li><a href="/about">Аудан туралы</a></li><li><a href="/docs">Құжаттар</a></li></ul>
<div><h1>${title}</h1>${date && `<p>${date}</p>`}${text}</div></body></html>`;
  const segment = segmentPage(html, `${host}/b12.htm`, { encoding: 'utf-8' });
  return selectPage(segment, contextFor('/b12.htm')).pages[0]?.kind;
}

describe('the kind of a page by its title', () => {
  it.each([
    'Қарғалы ауылының тарихы',
    'История села Каргалы',
    'Из истории ведомства',
    'History of the district',
  ])('is an article for what tells of the past: %s', (title) => {
    expect(kindOf(title)).toBe('article');
  });

  it.each([
    'Әкімдіктен анықтама алу тәртібі',
    'Порядок получения справки',
    'Жер учаскесі қалай алынады',
    'Как получить разрешение на строительство',
    'How to apply for a permit',
  ])('is a service for what says how something is got: %s', (title) => {
    expect(kindOf(title)).toBe('service');
  });

  it('is news when a date stands with such a title', () => {
    expect(kindOf('Порядок получения справки изменился', '12 марта 2018 года')).toBe('news');
    expect(kindOf('Қарғалы ауылының тарихы', '2018 жылғы 12 наурыз')).toBe('news');
  });

  it('stays a page for the duties of a department', () => {
    expect(kindOf('Бөлімнің ережесі мен міндеттері')).toBe('page');
  });
});

describe('the kind of a page by its place', () => {
  const kindAt = (path: string, head: string, extra = {}) => {
    const html = `<html><head><title>Тіл басқармасы</title></head><body><ul class="breadcrumb"><li><a href="/">Басты бет</a></li><li>${head}</li></ul>
<div><h1>Тілді тегін үйрету</h1>${text}</div></body></html>`;
    const segment = segmentPage(html, host + path, { encoding: 'utf-8' });
    return selectPage(segment, contextFor(path, extra)).pages[0]?.kind;
  };

  it('is a service in the section of services, and no service below a word that only begins so', () => {
    expect(kindAt('/b12.htm', 'Қызметтер')).toBe('service');
    expect(kindAt('/b12.htm', 'Қызметтердің тарихи мұрағаты')).not.toBe('service');
  });

  it('is home at the root of a language that the mapping names, whatever it is called', () => {
    expect(kindAt('/latyn/', 'Қазақша', { languageRoots: ['/latyn/'] })).toBe('home');
    expect(kindAt('/latyn/', 'Қазақша')).not.toBe('home');
  });
});

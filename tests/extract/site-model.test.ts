import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteModelSchema } from '../../src/extract/site-model.ts';
import { hex, shortHash } from '../../src/extract/site-model-record.ts';
import { learn, newsPages, sitePage } from './select-site.ts';

const pages = newsPages();

describe('site model', () => {
  it('is the same value for the same pages in any order', () => {
    const { version } = learn(pages);
    fc.assert(
      fc.property(fc.shuffledSubarray(pages, { minLength: pages.length }), (shuffled) => {
        return learn(shuffled).version === version;
      }),
      { numRuns: 10 },
    );
  });

  it('is plain JSON that its schema accepts', () => {
    const model = learn(pages);
    expect(siteModelSchema.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  it('counts one page under two addresses once', () => {
    const twice: [string, string][] = [
      ...pages,
      ...pages.map(([path, html]): [string, string] => [`/print${path}`, html]),
    ];
    const model = learn(twice);
    expect(model.pages).toBe(pages.length * 2);
    expect(model.distinctPages).toBe(pages.length);
  });

  it('learns names from links and the name of the site from titles', () => {
    const model = learn(pages);
    expect(model.hints[hex(shortHash('/news/2'))]?.names).toContain('Көпір жөндеуден өтті');
    expect(model.siteNames).toEqual(['ақбұлақ ауданы']);
  });

  it('learns dates and leads from entries of lists', () => {
    const entries = pages
      .map(
        ([path], index) =>
          `<li>${10 + index}.03.2019 <a href="${path}">Хабар атауы ${'абвгдежзи'[index]}</a><br>Бұл хабардың қысқаша мазмұны осы жолда берілген еді.</li>`,
      )
      .join('');
    const model = learn([
      ...pages,
      ['/news', sitePage('Жаңалықтар', `<h1>Жаңалықтар</h1><ul>${entries}</ul>`)],
    ]);
    expect(model.hints[hex(shortHash('/news/3'))]?.date).toBe('2019-03-12');
    expect(model.lists).toContain(hex(shortHash('/news')));
  });
});

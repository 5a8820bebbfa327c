import type { Language } from '../../model/language.ts';

/** What the pages of a closed site name: the portal's search page in each language. */
export type SearchPages = Record<Language, string>;

const languageOrder: readonly Language[] = ['kk', 'ru', 'en'];

interface Copy {
  heading: string;
  text: string;
  link: string;
}

const notFound: Record<Language, Copy> = {
  kk: {
    heading: 'Бет табылмады',
    text: 'Бұл сайт Қазақстан Республикасы мемлекеттік органдарының бірыңғай порталына көшті. Сіз ашқан мекенжайға сәйкес бет порталда жоқ.',
    link: 'Керек ақпаратты порталдан іздеу',
  },
  ru: {
    heading: 'Страница не найдена',
    text: 'Этот сайт переехал на единый портал государственных органов Республики Казахстан. Страницы, соответствующей этому адресу, на портале нет.',
    link: 'Найти нужное на портале',
  },
  en: {
    heading: 'Page not found',
    text: 'This site has moved to the single portal of the state bodies of the Republic of Kazakhstan. The portal has no page for this address.',
    link: 'Search the portal',
  },
};

const gone: Record<Language, Copy> = {
  kk: {
    heading: 'Бет жойылды',
    text: 'Бұл сайт Қазақстан Республикасы мемлекеттік органдарының бірыңғай порталына көшті. Ескірген бұл бет порталға көшірілмеді.',
    link: 'Өзекті ақпаратты порталдан іздеу',
  },
  ru: {
    heading: 'Страница удалена',
    text: 'Этот сайт переехал на единый портал государственных органов Республики Казахстан. Эта страница устарела и на портал не перенесена.',
    link: 'Найти действующие сведения на портале',
  },
  en: {
    heading: 'Page removed',
    text: 'This site has moved to the single portal of the state bodies of the Republic of Kazakhstan. This page was out of date and was not moved.',
    link: 'Search the portal for current information',
  },
};

/** The page for addresses without a decision (404), in all languages at once, since the request tells none. */
export function notFoundPage(search: SearchPages): string[] {
  return page(notFound, search);
}

/** The page for addresses that were left behind on purpose (410). */
export function gonePage(search: SearchPages): string[] {
  return page(gone, search);
}

function page(copy: Record<Language, Copy>, search: SearchPages): string[] {
  const headings = languageOrder.map((lang) => copy[lang].heading).join(' · ');
  return [
    '<!DOCTYPE html>',
    '<html lang="kk">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${headings}</title>`,
    '<style>body{font:1rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>',
    '</head>',
    '<body>',
    '<main>',
    ...languageOrder.flatMap((lang) => [
      `<section lang="${lang}">`,
      `<h1>${copy[lang].heading}</h1>`,
      `<p>${copy[lang].text}</p>`,
      `<p><a href="${escapeAttribute(search[lang])}">${copy[lang].link}</a></p>`,
      '</section>',
    ]),
    '</main>',
    '</body>',
    '</html>',
  ];
}

function escapeAttribute(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

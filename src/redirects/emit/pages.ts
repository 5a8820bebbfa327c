import type { Language } from '../../model/language.ts';

/** What the pages of a closed site name: the portal's search page in each language. */
export type SearchPages = Record<Language, string>;

const languageOrder: readonly Language[] = ['kk', 'ru', 'en'];

interface Copy {
  heading: string;
  text: string;
  link: string;
  /** Words of the link to the archived copy. */
  archive?: string;
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
    archive: 'Беттің мұрағаттағы көшірмесі',
  },
  ru: {
    heading: 'Страница удалена',
    text: 'Этот сайт переехал на единый портал государственных органов Республики Казахстан. Эта страница устарела и на портал не перенесена.',
    link: 'Найти действующие сведения на портале',
    archive: 'Копия страницы в архиве',
  },
  en: {
    heading: 'Page removed',
    text: 'This site has moved to the single portal of the state bodies of the Republic of Kazakhstan. This page was out of date and was not moved.',
    link: 'Search the portal for current information',
    archive: 'Archived copy of the page',
  },
};

/** The page for addresses without a decision (404), in all languages at once, since the request tells none. */
export function notFoundPage(search: SearchPages): string[] {
  return page(notFound, search);
}

/**
 * The page for addresses that were left behind on purpose (410). With a template for archived copies it leads to them:
 * a static page is not told its address by the server, so a script completes the link, which else leads to the archive.
 */
export function gonePage(search: SearchPages, archiveTemplate?: string): string[] {
  return page(gone, search, archiveTemplate);
}

function page(
  copy: Record<Language, Copy>,
  search: SearchPages,
  archiveTemplate?: string,
): string[] {
  const headings = languageOrder.map((lang) => copy[lang].heading).join(' · ');
  const archive = archiveTemplate === undefined ? undefined : archiveOf(archiveTemplate);
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
      ...(archive && copy[lang].archive
        ? [`<p><a class="archive" ${archive}>${copy[lang].archive}</a></p>`]
        : []),
      '</section>',
    ]),
    '</main>',
    ...(archive ? [archiveScript] : []),
    '</body>',
    '</html>',
  ];
}

/** Where the archive is, and what stands before and after an address in its links. */
function archiveOf(template: string): string {
  const [before = '', after = ''] = template.split('{address}');
  const home = new URL(before).origin;
  return [
    `href="${escapeAttribute(home)}/"`,
    `data-before="${escapeAttribute(before)}"`,
    `data-after="${escapeAttribute(after)}"`,
  ].join(' ');
}

const archiveScript =
  "<script>for (const a of document.querySelectorAll('a.archive')) a.href = a.dataset.before + location.href + a.dataset.after;</script>";

function escapeAttribute(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

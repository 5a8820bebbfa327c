import { seeded } from './bench-extract-quality.ts';
import { learnedProse } from './charset-prose.ts';

/** Menu entries on each page, links of its list of other news, and paragraphs of its text. */
const menuEntries = 60;
const teasers = 20;
const paragraphs = 14;

/** Pages of a made news site, the same each time: tables for layout, a menu, a body of the fixtures' sentences, other news. */
export function* madePages(count: number): Generator<{ url: string; html: string }> {
  const random = seeded(4);
  const sentences = learnedProse()
    .map(({ text }) => text)
    .filter((text) => text.length > 40);
  const pick = () => sentences[Math.floor(random() * sentences.length)] ?? '';
  const menu = Array.from({ length: menuEntries }, (_, i) =>
    link(`/menu/${i}`, pick().slice(0, 40)),
  );
  for (let page = 0; page < count; page++) {
    const title = `${pick().slice(0, 70)} ${page}`;
    const body = Array.from({ length: paragraphs }, () => `<p>${pick()} ${pick()}</p>`);
    const other = Array.from({ length: teasers }, (_, i) =>
      link(`/news/${(page + i + 1) % count}`, pick().slice(0, 60)),
    );
    yield {
      url: `http://bench.example.kz/news/${page}`,
      html: pageOf(title, menu, body, other, page),
    };
  }
}

/** The same, all at once. */
export function madeSitePages(count: number): { url: string; html: string }[] {
  return [...madePages(count)];
}

function pageOf(
  title: string,
  menu: readonly string[],
  body: readonly string[],
  other: readonly string[],
  page: number,
): string {
  const date = `${String((page % 28) + 1).padStart(2, '0')}.${String((page % 12) + 1).padStart(2, '0')}.2018`;
  return `<!DOCTYPE html><html lang="ru"><head><title>${title}</title><meta charset="utf-8"></head><body>
<table width="100%" cellpadding="0"><tr><td colspan="3"><div id="header"><a href="/"><img src="/logo.gif" alt="Елтаңба"></a></div></td></tr>
<tr><td width="200" valign="top"><ul class="menu">${menu.map((entry) => `<li class="item">${entry}</li>`).join('\n')}</ul></td>
<td valign="top"><div id="content"><h1>${title}</h1><div class="date">${date}</div>
${body.join('\n')}<div class="share"><a href="/share?p=${page}">Бөлісу</a></div></div></td>
<td width="200" valign="top"><div class="other"><h3>Басқа жаңалықтар</h3>${other.map((entry) => `<div class="teaser">${entry}</div>`).join('\n')}</div></td></tr>
<tr><td colspan="3"><div id="footer">© 2018 Қала әкімдігі. Барлық құқықтар қорғалған. Қаралды: ${page * 7}</div></td></tr></table></body></html>`;
}

function link(href: string, text: string): string {
  return `<a href="${href}">${text}</a>`;
}

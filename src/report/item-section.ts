import { percent } from './figures.ts';
import { itemBody } from './item-body.ts';
import { html, type Markup } from './markup.ts';
import type { ItemReport, VersionReport } from './migration-report.ts';
import { foreign, oldAddress, unknown } from './page-shell.ts';
import { languageNames, sureness } from './report-words.ts';

/** One item of the list: closed it shows titles and chips, open its languages side by side. */
export function itemSection(item: ItemReport): Markup {
  const least = Math.min(1, ...item.versions.map((version) => version.confidence));
  const languages = item.versions.map((version) => version.lang);
  return html`<details class="item" id="item-${item.id}" data-kind="${item.kind}" data-languages="${languages.join(' ')}" data-sure="${sureness(least)}" data-confidence="${least}"><summary><span>${item.versions.map((version) => foreign(version.title === '' ? '(no title)' : version.title, version.lang))}</span><span class="chips"><span class="chip">${item.kind}</span>${languages.map((lang) => html`<span class="chip">${lang}</span>`)}<span class="chip ${sureness(least)}">${percent(least)} sure</span></span></summary>
<p class="facts">${pairingLine(item)}</p>
<div class="versions">${item.versions.map(versionPanel)}</div>
<p class="facts quiet">Item <span class="mono">${item.id}</span>, made from <span class="mono">${foreign(item.anchor)}</span></p></details>
`;
}

function pairingLine(item: ItemReport): Markup {
  if (item.pairing === null) return html`<span class="quiet">One language version.</span>`;
  return html`Language versions joined by <b>${foreign(item.pairing.by)}</b>, ${percent(item.pairing.confidence)} sure.`;
}

function versionPanel(version: VersionReport): Markup {
  return html`<section class="version"><span class="tag">${languageNames[version.lang]}</span>
<h3>${foreign(version.title === '' ? '(no title)' : version.title, version.lang)}</h3>
<p class="facts">${oldAddress(version.address)}</p>
<p class="facts">Date: ${version.date === null ? unknown : readableDate(version.date)} · ${version.words} words · <span class="chip ${sureness(version.confidence)}">${percent(version.confidence)} sure</span></p>
<div class="body" lang="${version.lang}">${itemBody(version.html)}</div>
${leftOut(version)}</section>`;
}

/** An instant as local day and minute of its offset: `2018-03-23 17:10`. */
function readableDate(date: string): string {
  return date.slice(0, 16).replace('T', ' ');
}

function leftOut({ removed, lang }: VersionReport): Markup {
  if (removed.length === 0)
    return html`<p class="facts quiet">Nothing of the page was left out.</p>`;
  return html`<details class="left-out"><summary>What was left out, and why (${removed.length})</summary>
<table><thead><tr><th>Why</th><th>Text</th></tr></thead><tbody>${removed.map((one) => html`<tr><td>${foreign(one.reason)}<br><span class="quiet mono">${one.step}: ${foreign(one.rule)}</span></td><td lang="${lang}">${foreign(one.text)}</td></tr>`)}</tbody></table></details>`;
}

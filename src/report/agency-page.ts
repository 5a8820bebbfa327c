import { lowConfidence } from '../model/confidence.ts';
import { importedKinds } from '../model/kind.ts';
import { languages } from '../model/language.ts';
import { barChart } from './bars.ts';
import { checkText, share, tablesText } from './cutover-words.ts';
import { byteSize, count, percent, total } from './figures.ts';
import { findingCount, findingsSection } from './findings-section.ts';
import { itemFilterScript } from './item-filter.ts';
import { itemSection } from './item-section.ts';
import { html, type Markup } from './markup.ts';
import { type AgencyReport, agencyFile, type ItemReport } from './migration-report.ts';
import { foreign, pageEnd, pageStart, written } from './page-shell.ts';
import {
  addressBars,
  decisionBars,
  kindBars,
  languageBars,
  languageNames,
} from './report-words.ts';
import { trafficSection } from './traffic-section.ts';

/** Which part of an agency's items a page holds: `number` from 1 to `of`. */
export interface PagePart {
  number: number;
  of: number;
}

/**
 * Page of an agency in chunks to be written one after the other; items are taken one at a time. Many items
 * are spread over parts (see `itemsPerPage` and `agencyFile`); figures and findings stand on the first.
 */
export function* renderAgency(
  agency: AgencyReport,
  items: Iterable<ItemReport>,
  part: PagePart = { number: 1, of: 1 },
): Iterable<string> {
  yield pageStart(`${agency.id}: migration report`, itemFilterScript);
  yield written(heading(agency));
  if (part.number === 1) {
    yield written(figures(agency));
    if (agency.traffic) yield written(trafficSection(agency.traffic));
    yield written(findingsSection(agency.id, agency.findings));
  }
  yield written(listStart(agency, part));
  for (const item of items) yield itemSection(item).markup;
  yield '</div>\n';
  yield written(pager(agency, part));
  yield pageEnd(itemFilterScript);
}

function heading(agency: AgencyReport): Markup {
  const { names } = agency;
  return html`<p class="trail"><a href="index.html">Migration report</a> › ${agency.id}</p>
<h1>${foreign(names.kk, 'kk')}</h1>
<p>${foreign(names.ru, 'ru')}${names.en === undefined ? undefined : html`<br>${foreign(names.en, 'en')}`}</p>
<p class="quiet">${agency.hosts.join(', ')}</p>`;
}

function figures(agency: AgencyReport): Markup {
  const facts: [string, string][] = [
    ['Captured', `${count(agency.captures)} answers, ${byteSize(agency.bytes)}`],
    ['Pages', count(total(agency.pagesByKind))],
    ['Items', count(total(agency.itemsByKind))],
    ['Pictures and files', `${count(agency.assets.count)}, ${byteSize(agency.assets.bytes)}`],
    ['Errors', count(findingCount(agency.findings, 'error'))],
    ['Provisional redirects', count(agency.provisional)],
  ];
  return html`${strip(facts)}
${strip(cutoverFacts(agency))}
<div class="charts">
${barChart('Addresses by outcome', addressBars(agency.addresses))}
${barChart('Redirects by decision', decisionBars(agency.redirects))}
${barChart('Items by kind', kindBars(agency.itemsByKind))}
${barChart('Items by language', languageBars(agency.itemsByLanguage))}
</div>
${refusals(agency.refusedBy)}`;
}

/** Where the cutover stands, in the words of kosh status. */
function cutoverFacts({ cutover }: AgencyReport): [string, string][] {
  return [
    ['Decided', share(cutover.decided.decided, cutover.decided.all)],
    ['Named by the portal', share(cutover.named.final, cutover.named.all)],
    ['Tables', tablesText(cutover)],
    ['Checked', checkText(cutover)],
    ['Confirmed', cutover.confirmation?.at.slice(0, 10) ?? '-'],
    ['Next', cutover.next],
  ];
}

function strip(facts: readonly [string, string][]): Markup {
  return html`<div class="wide"><table><thead><tr>${facts.map(([name]) => html`<th>${name}</th>`)}</tr></thead><tbody><tr>${facts.map(([, value]) => html`<td>${value}</td>`)}</tr></tbody></table></div>`;
}

/** Nothing is skipped without being counted: each rule with what it kept out. */
function refusals(refusedBy: AgencyReport['refusedBy']): Markup | undefined {
  const rules = Object.entries(refusedBy).sort(
    ([a, m], [b, n]) => n - m || (a < b ? -1 : a > b ? 1 : 0),
  );
  if (rules.length === 0) return undefined;
  return html`<details><summary>Addresses out of scope, by rule (${rules.length})</summary>
<table><thead><tr><th>Rule</th><th class="number">Addresses</th></tr></thead><tbody>${rules.map(([rule, number]) => html`<tr><td class="mono">${foreign(rule)}</td><td class="number">${count(number)}</td></tr>`)}</tbody></table></details>`;
}

function listStart(agency: AgencyReport, part: PagePart): Markup {
  const kinds = importedKinds.filter((kind) => (agency.itemsByKind[kind] ?? 0) > 0);
  return html`<h2 id="items">Items</h2>
<p class="quiet">What the portal receives. Open an item to compare each language with its old address, and to see what was left out.</p>
${pager(agency, part)}
<form class="filter" hidden><input type="search" name="text" placeholder="Filter by title" aria-label="Filter by title">
<select name="kind" aria-label="Kind"><option value="">every kind</option>${kinds.map((kind) => html`<option>${kind}</option>`)}</select>
<select name="language" aria-label="Language"><option value="">every language</option>${languages.map((lang) => html`<option value="${lang}">with ${languageNames[lang]}</option>`)}${languages.map((lang) => html`<option value="no-${lang}">without ${languageNames[lang]}</option>`)}</select>
<select name="sure" aria-label="Confidence"><option value="">however sure</option><option value="low">below ${percent(lowConfidence)} sure</option><option value="low fair">below 80 % sure</option></select>
<select name="order" aria-label="Order"><option value="">as listed</option><option value="sure">least sure first</option></select>
<output></output></form>
<div class="items">`;
}

function pager(agency: AgencyReport, part: PagePart): Markup {
  if (part.of === 1) return html``;
  const numbers = Array.from({ length: part.of }, (_, index) => index + 1);
  return html`<p>Part ${part.number} of ${part.of}; the filter looks at this part. ${numbers.map((number) => (number === part.number ? html`<b>${number}</b> ` : html`<a href="${agencyFile(agency.id, number)}#items">${number}</a> `))}</p>`;
}

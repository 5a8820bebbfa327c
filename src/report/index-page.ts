import { languages } from '../model/language.ts';
import { barChart, legend, shareBar } from './bars.ts';
import { byteSize, count, total } from './figures.ts';
import { findingCount } from './findings-section.ts';
import { html, type Markup } from './markup.ts';
import { type AgencyReport, agencyFile, type MigrationReport } from './migration-report.ts';
import { foreign, pageEnd, pageStart, written } from './page-shell.ts';
import { pipelinePicture } from './pipeline-picture.ts';
import { addressBars, decisionBars, kindBars, languageBars } from './report-words.ts';
import { sharedSection } from './shared-section.ts';
import { trafficTable } from './traffic-section.ts';

/** First page of the report, complete and self-contained; it links to the files that `agencyFile` names. */
export function renderIndex(report: MigrationReport): string {
  const title = `Migration report: ${report.generatedFor}`;
  return [
    pageStart(title),
    written(html`<h1>Migration report</h1>
<p class="quiet">Workspace ${foreign(report.generatedFor)}: ${count(report.agencies.length)} agencies, ${byteSize(sum(report, (one) => one.bytes))} captured.</p>`),
    written(picture(report)),
    written(overview(report)),
    written(agencyTable(report.agencies)),
    written(html`${trafficTable(report.agencies)}`),
    written(sharedSection(report.shared, new Set(report.agencies.map(({ id }) => id)))),
    pageEnd(),
  ].join('');
}

function picture(report: MigrationReport): Markup {
  return pipelinePicture({
    addresses: sum(report, (one) => total({ ...one.addresses })),
    captures: sum(report, (one) => one.captures),
    pages: sum(report, (one) => total(one.pagesByKind)),
    items: sum(report, (one) => total(one.itemsByKind)),
    files: sum(report, (one) => one.assets.count),
    redirects: sum(report, (one) => total(one.redirects)),
  });
}

function overview({ agencies }: MigrationReport): Markup {
  const provisional = agencies.reduce((all, one) => all + one.provisional, 0);
  return html`<h2>All agencies together</h2><div class="charts">
${barChart('Addresses by outcome', addressBars(added(agencies, (one) => ({ ...one.addresses }), { done: 0, failed: 0, refused: 0, queued: 0 })))}
${barChart('Redirects by decision', decisionBars(added(agencies, (one) => one.redirects, {})))}
${barChart('Items by kind', kindBars(added(agencies, (one) => one.itemsByKind, {})))}
${barChart('Items by language', languageBars(added(agencies, (one) => one.itemsByLanguage, {})))}
</div>
<p class="quiet">${count(provisional)} redirects are provisional: they lead to addresses that the portal has not confirmed yet.</p>`;
}

function agencyTable(agencies: readonly AgencyReport[]): Markup {
  const outcomes = addressBars(
    added(agencies, (one) => ({ ...one.addresses }), { done: 0, failed: 0, refused: 0, queued: 0 }),
  );
  return html`<h2>Agencies</h2>${legend(outcomes)}
<div class="wide named"><table><thead><tr><th>Agency</th><th>Addresses</th><th class="number">Pages</th><th class="number">Items</th>${languages.map((lang) => html`<th class="number">${lang}</th>`)}<th class="number">Redirects</th><th class="number">Errors</th><th class="number">Warnings</th></tr></thead>
<tbody>${agencies.map(agencyRow)}</tbody></table></div>`;
}

function agencyRow(agency: AgencyReport): Markup {
  const outcomes = addressBars(agency.addresses);
  return html`<tr><td><a href="${agencyFile(agency.id)}">${foreign(agency.names.kk, 'kk')}</a><br>${foreign(agency.names.ru, 'ru')}<br><span class="quiet">${agency.id} · ${agency.hosts.join(', ')}</span></td>
<td class="share">${shareBar('Addresses', outcomes)}<span class="quiet">${count(total({ ...agency.addresses }))}</span></td>
<td class="number">${count(total(agency.pagesByKind))}</td><td class="number">${count(total(agency.itemsByKind))}</td>${languages.map((lang) => html`<td class="number">${count(agency.itemsByLanguage[lang] ?? 0)}</td>`)}
<td class="number">${count(total(agency.redirects))}</td><td class="number">${count(findingCount(agency.findings, 'error'))}</td><td class="number">${count(findingCount(agency.findings, 'warning'))}</td></tr>
`;
}

function sum(report: MigrationReport, of: (agency: AgencyReport) => number): number {
  return report.agencies.reduce((all, agency) => all + of(agency), 0);
}

/** Numbers of all agencies added up by name. */
function added<Name extends string, Start extends Partial<Record<Name, number>>>(
  agencies: readonly AgencyReport[],
  of: (agency: AgencyReport) => Partial<Record<Name, number>>,
  start: Start,
): Start & Partial<Record<Name, number>> {
  const sums: Partial<Record<Name, number>> = { ...start };
  for (const agency of agencies) {
    const numbers = of(agency);
    for (const name of Object.keys(numbers) as Name[]) {
      sums[name] = (sums[name] ?? 0) + (numbers[name] ?? 0);
    }
  }
  return { ...start, ...sums };
}

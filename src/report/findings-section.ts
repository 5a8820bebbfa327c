import { severities } from '../model/finding-codes.ts';
import { count } from './figures.ts';
import { html, type Markup } from './markup.ts';
import type { FindingGroup } from './migration-report.ts';
import { foreign, oldAddress } from './page-shell.ts';
import { severityWords } from './report-words.ts';

/** Findings grouped by severity, errors first and open, each with what to do and its samples. */
export function findingsSection(agency: string, findings: readonly FindingGroup[]): Markup {
  const groups = severities.map((severity) => {
    const group = findings.filter((one) => one.severity === severity);
    if (group.length === 0) return undefined;
    const { title, meaning } = severityWords[severity];
    return html`<h3>${title} <span class="quiet">${meaning}</span></h3>
${group.map((one) => drawn(agency, one))}`;
  });
  if (findings.length === 0) return html`<h2 id="findings">Findings</h2><p class="quiet">None.</p>`;
  return html`<h2 id="findings">Findings</h2>
${groups}`;
}

/** Number of findings of a severity. */
export function findingCount(
  findings: readonly FindingGroup[],
  severity: FindingGroup['severity'],
): number {
  return findings.reduce((sum, one) => sum + (one.severity === severity ? one.count : 0), 0);
}

function drawn(agency: string, group: FindingGroup): Markup {
  const open = group.severity === 'error' ? html` open` : undefined;
  const more = group.count - group.samples.length;
  return html`<details class="finding ${group.severity}"${open}><summary><b>${group.code.replaceAll('-', ' ')}</b> <span class="chip">${count(group.count)}</span></summary>
<p>${group.advice}</p>
<ul>${group.samples.map((one) => html`<li>${one.address === '' ? undefined : oldAddress(one.address)} ${foreign(one.detail)}</li>`)}${more > 0 ? html`<li class="quiet">and ${count(more)} more: <span class="mono">kosh findings ${agency} --code ${group.code}</span></li>` : undefined}</ul></details>
`;
}

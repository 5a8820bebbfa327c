import type { CatalogueMember } from '../model/item.ts';
import { languages } from '../model/language.ts';
import { barChart } from './bars.ts';
import { count, percent } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { agencyFile, type SharedReport } from './migration-report.ts';
import { foreign, oldAddress, unknown } from './page-shell.ts';

const decisionWords = { adopt: 'shared', apart: 'kept apart', ask: 'waits for a person' } as const;
const deciders = {
  detection: 'by detection',
  known: 'by mappings/shared',
  mapping: 'by a mapping',
  person: 'by a person',
} as const;

/** Items shown in the report; the catalogue itself holds all. */
const itemsShown = 300;
/** Agencies beyond these are folded away: the state symbols stand on every site. */
const agenciesShown = 5;

/** Shared items: how many agencies hold what, and each with its members and what differs; those that wait for a person first. */
export function sharedSection(shared: readonly SharedReport[], known: ReadonlySet<string>): Markup {
  if (shared.length === 0) {
    return html`<h2 id="shared">Shared items</h2><p class="quiet">No item is held by several agencies.</p>`;
  }
  const sorted = [...shared].sort(byUrgency);
  const rest = sorted.length - itemsShown;
  const more =
    rest > 0
      ? html`<p class="quiet">and ${count(rest)} more: <span class="mono">kosh shared list</span></p>`
      : undefined;
  return html`<h2 id="shared">Shared items</h2>
<p class="quiet">What several agencies copied from one another. A shared item moves once and is shown by all of them. What waits for a person is decided by <span class="mono">kosh shared adopt</span> or <span class="mono">kosh shared refuse</span>.</p>
<div class="charts">${barChart('Shared items by number of agencies', holderBars(shared))}
${barChart('Shared items by decision', decisionBars(shared))}</div>
<div class="wide named"><table class="shared"><thead><tr><th>Title</th><th>Agencies</th><th>Since</th><th class="number">Likeness</th><th class="number">In all</th><th>Decision</th></tr></thead>
<tbody>${sorted.slice(0, itemsShown).map((one) => itemRows(one, known))}</tbody></table></div>${more}`;
}

const urgency = { ask: 0, adopt: 1, apart: 2 } as const;

function byUrgency(a: SharedReport, b: SharedReport): number {
  return (
    urgency[a.decision] - urgency[b.decision] ||
    b.agencies.length - a.agencies.length ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Sizes of groups of agencies; each bar holds what fewer agencies do not. */
const sizes = [
  [2, 2],
  [3, 5],
  [6, 10],
  [11, 50],
  [51, 200],
  [201, Number.POSITIVE_INFINITY],
] as const;

function holderBars(shared: readonly SharedReport[]) {
  const bars = sizes.map(([least, most]) => ({
    label:
      least === most
        ? `${least}`
        : most === Number.POSITIVE_INFINITY
          ? `over ${least - 1}`
          : `${least} to ${most}`,
    value: shared.filter(({ agencies }) => agencies.length >= least && agencies.length <= most)
      .length,
    tone: 'violet',
  }));
  const last = bars.findLastIndex(({ value }) => value > 0);
  return bars.slice(0, last + 1);
}

function decisionBars(shared: readonly SharedReport[]) {
  const tones = { ask: 'amber', adopt: 'violet', apart: 'grey' } as const;
  return (['adopt', 'ask', 'apart'] as const).map((decision) => ({
    label: decisionWords[decision],
    value: shared.filter((one) => one.decision === decision).length,
    tone: tones[decision],
  }));
}

function itemRows(one: SharedReport, known: ReadonlySet<string>): Markup {
  const by = html`${deciders[one.decidedBy]}${one.known === null ? undefined : html` (${one.known})`}`;
  return html`<tr><td>${titles(one.titles)}<p class="id quiet mono">${one.id}</p><span class="chip">${one.kind}</span></td>
<td class="nowrap">${agencyLinks(one.agencies, known)}</td>
<td class="nowrap">${one.since === null ? unknown : html`${one.since.date.slice(0, 10)}<br><span class="quiet">${one.since.agency}</span>`}</td>
<td class="number">${percent(one.similarity)}</td><td class="number">${percent(one.common)}</td><td><b>${decisionWords[one.decision]}</b> <span class="quiet">${by}</span><br><span class="quiet">${foreign(one.reason)}</span></td></tr>
<tr><td colspan="6" class="under">${memberDetails(one)}</td></tr>
`;
}

function memberDetails({ members, copies, moreMembers, id }: SharedReport): Markup {
  const chosen = copies.map(
    ({ lang, reason }) => html`<li><span class="chip">${lang}</span> ${foreign(reason)}</li>`,
  );
  const rest =
    moreMembers > 0
      ? html`<p class="quiet">and ${count(moreMembers)} more: <span class="mono">kosh shared show ${id}</span></p>`
      : undefined;
  return html`<details><summary>Members and what differs (${count(members.length + moreMembers)} pages)</summary>
<p class="facts">Why these copies were chosen:</p><ul class="facts">${chosen}</ul>
<table class="members"><thead><tr><th>Page</th><th>Part</th><th>Date</th><th class="number">Likeness</th><th class="number">Common</th><th>Against the chosen copy</th></tr></thead>
<tbody>${members.map(memberRow)}</tbody></table>${rest}</details>`;
}

function memberRow(member: CatalogueMember): Markup {
  const { agency, lang, address, title, published, role, roleReason, roleConfidence } = member;
  const why =
    roleReason === ''
      ? undefined
      : html`<br><span class="quiet">${percent(roleConfidence)} sure: ${foreign(roleReason)}</span>`;
  return html`<tr><td><span class="chip">${lang}</span> ${agency}<br>${foreign(title, lang)}<br>${oldAddress(address)}</td>
<td><span class="nowrap">${role}</span>${why}</td><td class="nowrap">${published === null ? unknown : published.slice(0, 10)}</td>
<td class="number">${percent(member.similarity)}</td><td class="number">${percent(member.diff.common)}</td><td>${differences(member)}</td></tr>
`;
}

function differences({ diff, lang }: CatalogueMember): Markup {
  const { changes, more, whole } = diff;
  if (changes.length === 0) return html`<span class="quiet">the same</span>`;
  const shown = changes.map(
    ({ here, there }) =>
      html`<li>${there === '' ? undefined : html`<del>${foreign(there, lang)}</del> `}${here === '' ? undefined : html`<ins>${foreign(here, lang)}</ins>`}</li>`,
  );
  const left = more > 0 ? html`<li class="quiet">and ${count(more)} more</li>` : undefined;
  const part = whole
    ? undefined
    : html`<li class="quiet">compared in part: the text is too long</li>`;
  return html`<ul class="changes">${shown}${left}${part}</ul>`;
}

function agencyLinks(ids: readonly string[], known: ReadonlySet<string>): Markup {
  const links = ids.map(
    (id) => html`<div>${known.has(id) ? html`<a href="${agencyFile(id)}">${id}</a>` : id}</div>`,
  );
  const rest = links.slice(agenciesShown);
  if (rest.length === 0) return html`${links}`;
  return html`${links.slice(0, agenciesShown)}<details><summary>${count(rest.length)} more</summary>${rest}</details>`;
}

function titles(byLanguage: SharedReport['titles']): Markup {
  const lines = languages.flatMap((lang) => {
    const title = byLanguage[lang];
    return title === undefined
      ? []
      : [html`<div><span class="chip">${lang}</span> ${foreign(title, lang)}</div>`];
  });
  return html`${lines}`;
}

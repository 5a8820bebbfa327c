import {
  type AgencyTraffic,
  decidedShare,
  type TrafficState,
  trafficStates,
} from '../model/traffic.ts';
import { type Bar, legend, shareBar } from './bars.ts';
import { count, percent } from './figures.ts';
import { html, type Markup } from './markup.ts';
import { type AgencyReport, agencyFile } from './migration-report.ts';
import { foreign, oldAddress } from './page-shell.ts';

const tones: Readonly<Record<TrafficState, string>> = {
  redirect: 'blue',
  shared: 'violet',
  archive: 'teal',
  gone: 'grey',
  unresolved: 'red',
  unknown: 'amber',
};

/** What people ask an agency's old addresses for: shares before and since the cutover, and the addresses that hurt most. */
export function trafficSection(traffic: AgencyTraffic): Markup {
  const { before, since, cutover } = traffic;
  const sides = cutover === null ? [before] : [before, since];
  const names = cutover === null ? ['All'] : [`Before ${dateText(cutover)}`, 'Since then'];
  return html`<h2 id="traffic">Traffic</h2>
<p class="quiet">Requests of people, by the access logs that were read, and what their addresses lead to now.</p>
${legend(bars(added(sides)))}
<div class="wide"><table><tbody>${sides.map(
    (
      side,
      index,
    ) => html`<tr><td>${names[index] ?? ''}</td><td class="share">${shareBar('Requests', bars(side))}</td><td class="number">${decided(side)}</td></tr>
`,
  )}</tbody></table></div>
${undecided(traffic)}`;
}

/** Agencies whose logs were read, those with most undecided requests first; nothing when there is none. */
export function trafficTable(agencies: readonly AgencyReport[]): Markup | undefined {
  const rows = agencies
    .flatMap(({ id, traffic }) =>
      traffic ? [{ id, states: added([traffic.before, traffic.since]), traffic }] : [],
    )
    .sort((a, b) => open(b.states) - open(a.states) || (a.id < b.id ? -1 : 1));
  if (rows.length === 0) return undefined;
  return html`<h2 id="traffic">Traffic</h2>
<p class="quiet">Requests of people, by the access logs that were read, and what their addresses lead to now. Those with most undecided requests first.</p>
${legend(bars(added(rows.map(({ states }) => states))))}
<div class="wide named"><table><thead><tr><th>Agency</th><th>Requests</th><th class="number">Decided</th><th class="number">Undecided addresses</th></tr></thead>
<tbody>${rows.map(
    ({ id, states, traffic }) =>
      html`<tr><td><a href="${agencyFile(id)}#traffic">${id}</a></td><td class="share">${shareBar('Requests', bars(states))}<span class="quiet">${count(decidedShare(states).all)}</span></td>
<td class="number">${decided(states)}</td><td class="number">${count(traffic.undecidedAddresses)}</td></tr>
`,
  )}</tbody></table></div>`;
}

function undecided({ undecided: worst, undecidedAddresses }: AgencyTraffic): Markup | undefined {
  if (worst.length === 0) return undefined;
  return html`<details open><summary>Undecided addresses that people ask for most (${worst.length} of ${count(undecidedAddresses)})</summary>
<table><thead><tr><th class="number">Requests</th><th>Address</th><th>Why</th><th>Last seen</th></tr></thead><tbody>${worst.map(
    (
      one,
    ) => html`<tr><td class="number">${count(one.since + one.before)}</td><td>${oldAddress(one.example)}</td><td>${foreign(one.reason)}</td><td class="nowrap">${dateText(one.lastSeen)}</td></tr>
`,
  )}</tbody></table></details>`;
}

function bars(states: AgencyTraffic['before']): Bar[] {
  return trafficStates.map((state) => ({
    label: state,
    value: states[state].hits,
    tone: tones[state],
  }));
}

function decided(states: AgencyTraffic['before']): string {
  const share = decidedShare(states);
  return share.all === 0 ? 'no requests' : `${percent(share.decided / share.all)} decided`;
}

function open(states: AgencyTraffic['before']): number {
  const { decided: answered, all } = decidedShare(states);
  return all - answered;
}

function added(sides: readonly AgencyTraffic['before'][]): AgencyTraffic['before'] {
  const sums = trafficStates.map((state) => [
    state,
    {
      hits: sides.reduce((sum, side) => sum + side[state].hits, 0),
      addresses: sides.reduce((sum, side) => sum + side[state].addresses, 0),
    },
  ]);
  return Object.fromEntries(sums) as AgencyTraffic['before'];
}

function dateText(day: number): string {
  const digits = String(day).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

import { asideReasons, type HitClass } from '../model/hit.ts';
import {
  type AgencyTraffic,
  decidedShare,
  trafficStates,
  type UndecidedAddress,
} from '../model/traffic.ts';
import { percent } from './figures.ts';
import { textTable } from './text-table.ts';

const answers: Readonly<Record<HitClass, string>> = {
  answered: 'a page',
  moved: 'a redirect',
  missing: 'not found',
  refused: 'refused',
  failed: 'an error',
};

/** What access logs say of an agency, for a terminal. */
export function trafficText(traffic: AgencyTraffic): string {
  return [
    `${traffic.agency}: ${headline(traffic)}\n`,
    shareTable(traffic),
    besides(traffic),
    ...list(
      'undecided addresses that people ask for most',
      traffic.undecided,
      traffic.undecidedAddresses,
      traffic.cutover,
    ),
    ...list(
      `new since ${dateText(traffic.cutover ?? 0)}`,
      traffic.fresh,
      traffic.freshAddresses,
      traffic.cutover,
    ),
  ].join('\n');
}

/** Agencies by the requests of people that are not decided, most first. */
export function leaderboard(all: readonly AgencyTraffic[]): string {
  const rows = all
    .map((one) => {
      const sides = [one.before, one.since].map(decidedShare);
      const asked = sides.reduce((sum, side) => sum + side.all, 0);
      const open = sides.reduce((sum, side) => sum + side.all - side.decided, 0);
      return { one, asked, open };
    })
    .sort((a, b) => b.open - a.open || (a.one.agency < b.one.agency ? -1 : 1));
  return textTable(
    ['agency', 'undecided hits', 'addresses', 'all hits', 'decided'],
    rows.map(({ one, asked, open }) => [
      one.agency,
      open,
      one.undecidedAddresses,
      asked,
      asked === 0 ? '-' : percent(1 - open / asked),
    ]),
  );
}

function headline({ before, since, cutover }: AgencyTraffic): string {
  const parts = [shareText(before, cutover === null ? '' : ` before ${dateText(cutover)}`)];
  if (cutover !== null) parts.push(shareText(since, ' since'));
  return parts.join(', ');
}

function shareText(states: AgencyTraffic['before'], when: string): string {
  const { decided, all } = decidedShare(states);
  return all === 0
    ? `no hits of people${when}`
    : `${percent(decided / all)} of ${all} hits decided${when}`;
}

function shareTable({ before, since, cutover }: AgencyTraffic): string {
  const sides = cutover === null ? [before] : [before, since];
  const names = cutover === null ? [''] : ['before: ', 'since: '];
  const sums = sides.map((side) => decidedShare(side).all);
  return textTable(
    ['now', ...names.flatMap((name) => [`${name}hits`, 'share', 'addresses'])],
    trafficStates.map((state) => [
      state,
      ...sides.flatMap((side, index) => {
        const { hits, addresses } = side[state];
        const all = sums[index] ?? 0;
        return [hits, all === 0 ? '-' : percent(hits / all), addresses];
      }),
    ]),
  );
}

function besides({ requisites, programs, asides }: AgencyTraffic): string {
  const counted = asideReasons.filter((reason) => asides[reason] > 0);
  const parts = [
    `${requisites.hits} hits on ${requisites.addresses} requisites of pages`,
    `${programs} of programs`,
    ...counted.map((reason) => `${asides[reason]} ${reason}`),
  ];
  return `beside these: ${parts.join(', ')}\n`;
}

function list(
  title: string,
  addresses: readonly UndecidedAddress[],
  all: number,
  cutover: number | null,
): string[] {
  if (addresses.length === 0) return [];
  const shown = addresses.length < all ? `, ${addresses.length} of ${all}` : '';
  const hits = cutover === null ? ['hits'] : ['since', 'before'];
  const table = textTable(
    [...hits, 'was', 'now', 'last seen', 'from', 'address'],
    addresses.map((one) => [
      ...(cutover === null ? [one.before] : [one.since, one.before]),
      answers[one.was],
      `${one.state}: ${one.reason}`,
      dateText(one.lastSeen),
      one.referrer,
      one.example,
    ]),
  );
  return [`${title}${shown}:\n`, table];
}

/** 20261124 as people write it. */
function dateText(day: number): string {
  const digits = String(day).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

import type { Finding } from '../../src/model/finding.ts';
import type { Item } from '../../src/model/item.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { planRedirects } from '../../src/redirects/plan.ts';
import type { OpenChain, PlanInput } from '../../src/redirects/plan-input.ts';
import { compareText } from '../../src/redirects/precedence.ts';
import { byKey, mappingWith, planInput } from './redirect-plan.ts';

/** The invented site whose redirects are planned. */
export const site = 'http://sarkol.gov.kz';
/** Its agency on the portal. */
export const entity = 'https://www.gov.kz/memleket/entities/sarkol';
export const itemId = '6f1c2a34-5b6d-5e7f-8a9b-0c1d2e3f4a5b';
export const mapping = mappingWith();

/** A news item in Kazakh (with a copy for printing) and Russian. */
export function item(parts: Partial<Item> = {}): Item {
  return {
    id: itemId,
    agency: mapping.id,
    kind: 'news',
    anchor: 'sarkol.gov.kz/ru/жаңалық',
    versions: [
      {
        lang: 'kk',
        agency: mapping.id,
        key: 'sarkol.gov.kz/жаңалық',
        aliases: ['sarkol.gov.kz/басу'],
      },
      { lang: 'ru', agency: mapping.id, key: 'sarkol.gov.kz/ru/жаңалық', aliases: [] },
    ],
    pairing: null,
    ...parts,
  };
}

/** A plan in which decisions are found by their paths. */
export interface Planned {
  /** By code unit of their keys. */
  redirects: Redirect[];
  findings: Finding[];
  foreign: number;
  /** Keys that wait for other agencies. */
  open: OpenChain[];
  /** The decision for a path of the site; throws when there is none. */
  row: (path: string) => Redirect;
  /** Code and subject of each finding. */
  codes: string[];
}

/** Plans with what is given, and nothing else. */
export function plan(parts: Partial<PlanInput>, own: Mapping = mapping): Planned {
  const decided = new Map<string, Redirect>();
  const findings: Finding[] = [];
  const open: OpenChain[] = [];
  const { foreign } = planRedirects(planInput(own, parts), {
    decide(redirect) {
      if (decided.has(redirect.key)) throw new Error(`${redirect.key} is decided twice`);
      decided.set(redirect.key, redirect);
    },
    postpone: () => undefined,
    firstRoundDone: () => undefined,
    open: (chain) => open.push(chain),
    find: (one) => findings.push(one),
    decided: (key) => decided.get(key),
    all: () => decided.values(),
  });
  const row = (path: string): Redirect => {
    const found = decided.get(`sarkol.gov.kz${path}`);
    if (!found) throw new Error(`no decision for ${path}`);
    return found;
  };
  findings.sort(
    (a, b) =>
      compareText(a.code, b.code) ||
      compareText(a.subject, b.subject) ||
      compareText(a.detail, b.detail),
  );
  return {
    redirects: byKey([...decided.values()]),
    findings,
    foreign,
    open,
    row,
    codes: findings.map(({ code, subject }) => `${code} ${subject}`),
  };
}

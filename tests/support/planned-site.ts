import type { Finding } from '../../src/model/finding.ts';
import type { Item } from '../../src/model/item.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { planRedirects } from '../../src/redirects/plan.ts';
import type { PlanInput } from '../../src/redirects/plan-input.ts';
import { mappingWith, planInput } from './redirect-plan.ts';

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
  redirects: Redirect[];
  findings: Finding[];
  foreign: number;
  /** The decision for a path of the site; throws when there is none. */
  row: (path: string) => Redirect;
  /** Code and subject of each finding. */
  codes: string[];
}

/** Plans with what is given, and nothing else. */
export function plan(parts: Partial<PlanInput>, own: Mapping = mapping): Planned {
  const result = planRedirects(planInput(own, parts));
  const byKey = new Map(result.redirects.map((row) => [row.key, row]));
  const row = (path: string): Redirect => {
    const found = byKey.get(`sarkol.gov.kz${path}`);
    if (!found) throw new Error(`no decision for ${path}`);
    return found;
  };
  return {
    ...result,
    row,
    codes: result.findings.map(({ code, subject }) => `${code} ${subject}`),
  };
}

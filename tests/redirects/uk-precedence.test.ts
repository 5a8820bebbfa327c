import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/cli/demo-workspace.ts';
import type { ImportedRow } from '../../src/redirects/plan-input.ts';
import { plan, site } from '../support/planned-site.ts';
import { mappingWith } from '../support/redirect-plan.ts';

interface GivenRow {
  from: string;
  decision: ImportedRow['decision'];
  to: string | null;
}

const cases = JSON.parse(
  readFileSync(join(packageRoot(), 'fixtures/redirects/precedence-and-chains.json'), 'utf8'),
) as {
  precedence: { id: string; rows: GivenRow[]; trump?: boolean; expected: unknown }[];
  chains: { id: string; rows: [string, string][]; expected: string[] | 'circle' }[];
};

const portal = 'https://www.gov.kz';
// Theirs keeps no parameters and no letter case unless told to.
const own = mappingWith({ significantParameters: [], caseInsensitive: true });

function given(rows: readonly GivenRow[], source: ImportedRow['source'] = 'import'): ImportedRow[] {
  return rows.map(({ from, decision, to }, index) => ({
    source,
    line: index + 1,
    from,
    decision,
    to: to === null ? null : portal + to,
    reason: 'кесте',
  }));
}

function decided(imported: readonly ImportedRow[]) {
  const { redirects } = plan({ imported }, own);
  expect(redirects).toHaveLength(1);
  const { decision, target } = redirects[0] ?? {};
  return { decision, to: target?.replace(portal, '') ?? null };
}

test.each(cases.precedence.filter(({ id }) => id === 'prec-001' || id === 'prec-002'))(
  'of rows for one address a redirect holds, the earlier of two: $id',
  ({ rows, expected }) => {
    expect(decided(given(rows))).toEqual(expected);
    expect(decided(given(rows).reverse())).toEqual(expected);
  },
);

test('that a later table overrules an earlier one is said by a verdict of a person here', () => {
  const [trump] = cases.precedence.filter((one) => one.trump === true);
  const [first, second] = trump?.rows ?? [];
  if (!first || !second) throw new Error('no such case');
  const rows = [...given([first]), ...given([second], 'hand')];
  expect(decided(rows)).toEqual(trump?.expected);
});

test('of two targets the earlier line holds, where the tools keep both and tell a conflict', () => {
  const conflict = cases.precedence.find(({ expected }) => expected === 'conflict');
  expect(decided(given(conflict?.rows ?? []))).toEqual({ decision: 'redirect', to: '/snark' });
});

test.each(cases.chains)('chains end where theirs do: $id', ({ rows, expected }) => {
  const imported = rows.map(([from, to], index): ImportedRow => {
    const target = to.startsWith('old:') ? site + to.slice(4) : portal + to.slice(4);
    return {
      source: 'import',
      line: index + 1,
      from,
      decision: 'redirect',
      to: target,
      reason: 'кесте',
    };
  });
  const { row, codes } = plan({ imported });
  const targets = rows.map(([from]) => row(from).target?.replace(portal, '') ?? null);
  if (expected !== 'circle') {
    expect(targets).toEqual(expected);
    return;
  }
  expect(targets).toEqual([null, null]);
  expect(codes).toContain('redirect-loop sarkol.gov.kz/old');
});

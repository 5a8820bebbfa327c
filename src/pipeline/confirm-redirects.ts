import type { Workspace } from '../mapping/workspace.ts';
import type { CheckState } from '../model/cutover.ts';
import type { Mapping } from '../model/mapping.ts';
import { lintRedirects } from '../redirects/lint.ts';
import { listFindings } from '../store/findings.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import { cutoverState } from './cutover-state.ts';
import { movingKeys } from './moving-keys.ts';
import { storedRedirects } from './redirect-tables.ts';

/** What confirming an agency's redirects would change. */
export interface Confirmation {
  /** Redirects that become permanent. */
  permanent: number;
  /** Redirects to addresses that the portal has not named: they stay out of the tables. */
  provisional: number;
  /** What speaks against it, each in words for people. */
  doubts: string[];
}

/** Looks at an agency's decisions before they become permanent: browsers and search engines keep a 301 for good. */
export function confirmationOf(
  workspace: Workspace,
  mapping: Mapping,
  all: readonly Mapping[],
  db: SiteDb,
): Confirmation {
  const result: Confirmation = { permanent: 0, provisional: 0, doubts: [] };
  for (const { decision, provisional } of storedRedirects(db)) {
    if (decision !== 'redirect' && decision !== 'shared') continue;
    result[provisional ? 'provisional' : 'permanent'] += 1;
  }
  const moving = movingKeys(all);
  let faults = 0;
  for (const { severity } of lintRedirects(storedRedirects(db), {
    allowedHosts: workspace.settings.portal.allowedHosts,
    keyOf: (address) => moving.keyOf(address),
    decided: (key) => (moving.ownerOf(key) === mapping.id ? redirectOf(db, key) : undefined),
    hasArchive: workspace.settings.archiveTemplate !== undefined,
  })) {
    if (severity === 'error') faults++;
  }
  const findings = listFindings(db, { stage: 'redirects', severity: 'error' });
  if (faults > 0) {
    result.doubts.push(`${faults} faults of the decisions; see: kosh redirects lint ${mapping.id}`);
  }
  if (findings.length > 0) {
    result.doubts.push(
      `${findings.length} findings of severity error; see: kosh findings ${mapping.id} --stage redirects --severity error`,
    );
  }
  result.doubts.push(
    ...checkDoubts(mapping.id, cutoverState(workspace, mapping, null).cutover.check),
  );
  if (result.permanent === 0) result.doubts.push('no redirect has a final target');
  return result;
}

/** What the last check leaves open: it has to be whole, of the tables as they are, and without faults. */
function checkDoubts(agency: string, check: CheckState | null): string[] {
  if (check === null) return [`its tables were never checked; see: kosh redirects check ${agency}`];
  const { finished, stale, partial, portal, faults } = check;
  return [
    ...(finished ? [] : ['the last check was not finished; the same command goes on']),
    ...(stale ? ['tables changed since they were last checked'] : []),
    ...(partial ? ['the last check asked for a part of the addresses only'] : []),
    ...(portal === null
      ? ['the last check did not follow redirects to the portal; give it --portal']
      : []),
    ...(faults > 0
      ? [`${faults} faults of the last check; see: kosh findings ${agency} --stage check`]
      : []),
  ];
}

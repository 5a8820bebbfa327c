import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import { settleChains } from './agency-chains.ts';
import { withSession } from './agency-session.ts';
import { type TableOptions, writeRedirectTables } from './redirect-tables.ts';
import { type RedirectsSummary, runRedirects } from './redirects-stage.ts';
import type { StageReport } from './stage-report.ts';
import { redirectsReport } from './stage-texts.ts';

/** What deciding and publishing look at beside the agency itself. */
export interface DecisionContext {
  workspace: Workspace;
  /** Every faultless mapping of the workspace. */
  all: readonly Mapping[];
  /** How tables of servers are written; null leaves those on disk as they are. */
  tables: TableOptions | null;
}

/** Decides the addresses of one agency under its lease. */
export async function decideAgency(
  { workspace, all }: DecisionContext,
  mapping: Mapping,
): Promise<RedirectsSummary> {
  return withSession(workspace, mapping, async (session) => runRedirects(session, all));
}

/** Follows an agency's chains into the sites of other agencies, which are decided by now, and writes its tables. */
export async function publishAgency(
  { workspace, all, tables }: DecisionContext,
  mapping: Mapping,
  summary: RedirectsSummary,
): Promise<StageReport> {
  return withSession(workspace, mapping, async (session) => {
    const chains = settleChains(session, all);
    const written = tables ? await writeRedirectTables(session, tables) : [];
    return redirectsReport(addSummaries(summary, chains), written);
  });
}

function addSummaries(a: RedirectsSummary, b: RedirectsSummary): RedirectsSummary {
  return {
    changed: a.changed || b.changed,
    decided: a.decided + b.decided,
    unresolved: a.unresolved + b.unresolved,
    provisional: a.provisional + b.provisional,
  };
}

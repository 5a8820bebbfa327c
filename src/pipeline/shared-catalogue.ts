import type { Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { type SharedItem, sharedAgency } from '../model/item.ts';
import { pagesOfSubject } from '../model/shared-verdict.ts';
import { listDecisions, newestDecision } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import { openPortalDb, type PortalDb } from '../store/portal-db.ts';
import { lookAtDecisions } from './decisions-file.ts';
import { portalDbFile } from './dedupe-stage.ts';

/** The catalogue of shared items beside what people said of them. */
export interface Catalogue {
  portal: PortalDb;
  /** What a person last said of a shared item: `adopt`, `refuse`, or null. */
  said(id: string): string | null;
  /** Every word on a shared item and on pages among its members, oldest first. */
  history(shared: SharedItem): Decision[];
  close(): void;
}

/** Opens the catalogue to look at. */
export function openCatalogue(workspace: Workspace): Catalogue {
  const decisions = lookAtDecisions(workspace, sharedAgency);
  const portal = openPortalDb(portalDbFile(workspace));
  return {
    portal,
    said: (id) => {
      const last = newestDecision(decisions, id, 'cluster')?.decision ?? 'unresolved';
      return last === 'unresolved' ? null : last;
    },
    history: (shared) => historyOf(decisions, shared),
    close() {
      portal.close();
      decisions.close();
    },
  };
}

function historyOf(db: DecisionsDb, { item, members }: SharedItem): Decision[] {
  const pages = new Set(members.map(({ agency, lang, key }) => `${agency} ${lang} ${key}`));
  const isOfIt = ({ subjectKind, subject }: Decision) =>
    subjectKind === 'cluster'
      ? subject === item.id
      : (pagesOfSubject(subject) ?? []).some(({ agency, lang, key }) =>
          pages.has(`${agency} ${lang} ${key}`),
        );
  return [...listDecisions(db)].filter(isOfIt);
}

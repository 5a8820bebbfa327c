import type { Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { sharedAgency } from '../model/item.ts';
import { appendDecision, asOneBatch, newestDecision, nextInstant } from '../store/decisions.ts';
import { lookAtDecisions, newBatchName, openDecisions } from './decisions-file.ts';

/** A verdict on one subject, as the command line made it. */
export interface SaidVerdict {
  subjectKind: 'cluster' | 'page' | 'block';
  subject: string;
  decision: string;
  /** Reference to the shared item that a block is to lead to. */
  target?: string | null;
  address: string;
}

/** What became of a verdict: what was said before (null: nothing), and whether it is new. */
export interface VerdictOutcome extends SaidVerdict {
  before: string | null;
  outcome: 'new' | 'changed' | 'same';
}

/** Who says verdicts and why. */
export interface Saying {
  actor: string;
  reason: string;
  dryRun: boolean;
}

/**
 * Appends verdicts to the decisions of the workspace, all in one batch or none; those that are said already are left
 * out. `batch` is null when nothing was written.
 */
export function sayVerdicts(
  workspace: Workspace,
  said: readonly SaidVerdict[],
  { actor, reason, dryRun }: Saying,
): { outcomes: VerdictOutcome[]; batch: string | null } {
  const db = dryRun
    ? lookAtDecisions(workspace, sharedAgency)
    : openDecisions(workspace, sharedAgency);
  try {
    const now = new Date();
    const batch = newBatchName(now);
    return asOneBatch(db, () => {
      const outcomes = said.map((one) => {
        return outcomeOf(one, newestDecision(db, one.subject, one.subjectKind));
      });
      const fresh = outcomes.filter(({ outcome }) => outcome !== 'same');
      if (dryRun || fresh.length === 0) return { outcomes, batch: null };
      const at = nextInstant(db, now);
      for (const { subjectKind, subject, decision, target = null, address } of fresh) {
        appendDecision(db, {
          ...{ subjectKind, subject, decision, target, reason, actor, at, batch },
          ...{ source: 'hand', origin: '', address, seen: null },
        });
      }
      return { outcomes, batch };
    });
  } finally {
    db.close();
  }
}

/** Taking back what nobody said changes nothing. */
function outcomeOf(one: SaidVerdict, last: Decision | undefined): VerdictOutcome {
  const before = last === undefined || last.decision === 'unresolved' ? null : last.decision;
  const now = one.decision === 'unresolved' ? null : one.decision;
  const isSame = before === now && (now === null || (one.target ?? null) === last?.target);
  const outcome = isSame ? 'same' : before === null ? 'new' : 'changed';
  return { ...one, before, outcome };
}

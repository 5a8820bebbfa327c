import { keyVerdicts } from '../model/decision.ts';
import { decisionBefore, listDecisions, newestDecision } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import type { StagedDecision, StagedDecisions } from '../store/staged-decisions.ts';

/** What a revert found in a batch. */
export interface StagedRevert {
  entries: number;
  /** Addresses that people have decided again since: their later word stays. */
  decidedSince: number;
}

const rowsAtOnce = 500;
const longestReason = 1000;

/**
 * Stages what takes a batch back: for each of its addresses what people said before, or `unresolved` when they had said
 * nothing. A revert is a batch like any other, so it can be reverted too. The earlier word keeps its source and what was
 * seen then: what had lapsed stays lapsed.
 */
export function stageRevert(
  db: DecisionsDb,
  batch: string,
  reason: string,
  staged: StagedDecisions,
): StagedRevert {
  const found: StagedRevert = { entries: 0, decidedSince: 0 };
  let waiting: StagedDecision[] = [];
  for (const entry of listDecisions(db, { batch })) {
    found.entries += 1;
    if (newestDecision(db, entry.subject)?.id !== entry.id) {
      found.decidedSince += 1;
      continue;
    }
    const earlier = decisionBefore(db, entry);
    const decision = keyVerdicts.find((one) => one === earlier?.decision) ?? 'unresolved';
    waiting.push({
      line: found.entries,
      key: entry.subject,
      decision,
      target: earlier?.target ?? null,
      reason: (earlier ? `${earlier.reason}; ${reason}` : reason).slice(0, longestReason),
      source: earlier?.source ?? entry.source,
      origin: `revert of ${batch}`,
      address: earlier?.address ?? entry.address,
      seen: earlier?.seen ?? null,
      over: entry.id,
    });
    if (waiting.length < rowsAtOnce) continue;
    staged.stage(waiting);
    waiting = [];
  }
  staged.stage(waiting);
  return found;
}

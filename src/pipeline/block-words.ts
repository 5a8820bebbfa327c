import { itemOfReference } from '../model/link.ts';
import { blockVerdicts } from '../model/shared-block.ts';
import { newestDecisions } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import type { SaidOfBlock } from './settle-blocks.ts';

/** What people last said of blocks, by hash; what was taken back is left out. */
export function blockWords(db: DecisionsDb): Map<string, SaidOfBlock> {
  const words = new Map<string, SaidOfBlock>();
  for (const { subject, decision, target, reason, actor } of newestDecisions(db, 'block')) {
    const said = blockVerdicts.find((verdict) => verdict === decision);
    if (said === undefined) continue;
    const item = target === null ? null : (itemOfReference(target) ?? null);
    words.set(subject, { decision: said, item, reason: `${actor}: ${reason}` });
  }
  return words;
}

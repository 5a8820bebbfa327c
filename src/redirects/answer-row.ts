import type { KeyVerdict } from '../model/decision.ts';
import type { KeyRules } from '../text/url-key.ts';
import type { AnswerCells } from './answer-table.ts';
import { type AnswerRules, readNewAnswer, verdictWord } from './new-answer.ts';
import { readOldAddress } from './old-address.ts';

/** One row of a table of answers, read and checked; or what is wrong with it. */
export type AnswerRow =
  | {
      key: string;
      address: string;
      decision: KeyVerdict;
      target: string | null;
      fault?: never;
    }
  | { fault: string };

/** What rows are read by. */
export interface RowRules extends AnswerRules {
  /** Host on which paths without one stand. */
  firstHost: string;
  rules: KeyRules;
}

/**
 * Reads a row. A table with a `type` (or `status`) column, such as kosh's own, may leave the new address empty and say
 * `gone` or `archive` there; a target beside `gone` contradicts itself. An empty row decides nothing: `unresolved`.
 */
export function readAnswerRow(cells: AnswerCells, rules: RowRules): AnswerRow {
  const old = readOldAddress(cells.old, rules.firstHost, rules.rules);
  if (old.fault !== undefined) return old;
  const { key, address } = old;
  const answer = readNewAnswer(cells.new, key, rules);
  if (answer.fault !== undefined) return { fault: answer.fault };
  const said = verdictWord(cells.type);
  if (said === 'gone' && answer.decision === 'redirect') {
    return { fault: `gone, and yet it leads to ${answer.target}: clear one of both` };
  }
  if (answer.decision === 'unresolved' && (said === 'gone' || said === 'archive')) {
    return { key, address, decision: said, target: null };
  }
  return { key, address, decision: answer.decision, target: answer.target };
}

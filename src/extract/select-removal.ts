import type { Objection } from './select-weights.ts';

/** Why a block was left out: the step that did it, the rule and a reason for people. */
export interface Removal extends Objection {
  step: string;
}

/** Leaves a block out, unless an earlier step did. */
export type Drop = (index: number, step: string, objection: Objection) => void;

import type { Stage } from '../model/finding.ts';
import type { SiteDb } from './site-db.ts';

/** What a stage last worked from and what it made, as hashes. */
export interface StageState {
  inputHash: string;
  outputHash: string;
}

/** The state of a stage, undefined before its first full run. */
export function stageState(db: SiteDb, stage: Stage): StageState | undefined {
  return db
    .prepare<[string], StageState>(
      'SELECT input_hash AS inputHash, output_hash AS outputHash FROM stage_state WHERE stage = ?',
    )
    .get(stage);
}

/** Remembers that a stage ran to its end; writes nothing when it is known. */
export function putStageState(db: SiteDb, stage: Stage, state: StageState): void {
  db.prepare(
    `INSERT INTO stage_state (stage, input_hash, output_hash) VALUES (?, ?, ?)
     ON CONFLICT (stage) DO UPDATE SET input_hash = excluded.input_hash, output_hash = excluded.output_hash
     WHERE input_hash <> excluded.input_hash OR output_hash <> excluded.output_hash`,
  ).run(stage, state.inputHash, state.outputHash);
}

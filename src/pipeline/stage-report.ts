import type { UserError } from '../errors.ts';
import type { Finding } from '../model/finding.ts';
import type { AddressChange } from '../store/changes.ts';

/** The stages of a run, in order. */
const runStages = ['crawl', 'extract', 'dedupe', 'redirects', 'bundle'] as const;

export type RunStage = (typeof runStages)[number];

/** What one stage did for one agency. */
export interface StageReport {
  stage: RunStage;
  /** False when everything was there already and nothing was written. */
  changed: boolean;
  /** For people: `41 pages, 3 refused`. */
  text: string;
  /** What a recrawl found new, changed, gone; absent otherwise. */
  changes?: Record<AddressChange, number>;
}

/** What a run did for one agency. */
export interface AgencyOutcome {
  agency: string;
  stages: StageReport[];
  /** Why it stopped, when it did. */
  error: UserError | null;
  /** All findings of the agency by severity, as they stand after the run. */
  findings: Record<Finding['severity'], number>;
}

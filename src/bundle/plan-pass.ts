import type { BundleLine, BundleLineFile } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import { jsonLine } from './canonical-text.ts';
import type { BundleInput } from './plan-input.ts';
import { type PlanTally, tally } from './plan-tally.ts';

/** One step of writing a bundle: a whole file, text at the end of a file, an asset's bytes, or bag-info fields. */
export type PlannedWrite =
  | { type: 'file'; path: string; text: string }
  | { type: 'append'; path: string; text: string }
  | { type: 'asset'; path: string; sha256: string; bytes: number }
  | { type: 'info'; fields: [label: string, value: string][] };

/** What one pass gathers. Used assets are kept by hash only. */
export interface Pass {
  input: BundleInput;
  tally: PlanTally;
  usedAssets: Set<string>;
  linkedShared: Set<string>;
  /** Path on the portal below the entity that the mapping gives an address. */
  portalSection(address: string): string | null;
  report(finding: Finding): void;
}

/** A finding as a line of messages.ndjson; counted. */
export function message({ tally: tallied }: Pass, found: Finding): PlannedWrite {
  tally(tallied.counts.messages, found.severity);
  const { stage, code, severity, address, subject, detail } = found;
  return line('data/messages.ndjson', { stage, code, severity, address, subject, detail });
}

/** A row as a line of its file. */
export function line<File extends BundleLineFile>(path: File, row: BundleLine<File>): PlannedWrite {
  return { type: 'append', path, text: jsonLine(row) };
}

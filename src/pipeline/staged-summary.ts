import { type KeyVerdict, keyVerdicts } from '../model/decision.ts';
import type { Redirect } from '../model/redirect.ts';
import { redirectOf } from '../store/redirects.ts';
import type { SiteDb } from '../store/site-db.ts';
import type {
  BatchTerms,
  StagedChange,
  StagedDecisions,
  StagedOutcome,
} from '../store/staged-decisions.ts';

/** One row of a preview: what people said of the address before, what it answers now, and what is to be said. */
export interface PreviewRow {
  line: number;
  address: string;
  before: string | null;
  now: string | null;
  after: string;
  outcome: StagedOutcome;
  reason: string;
}

/** Rows of a batch by verdict and by what appending them would do. */
type PreviewCounts = Record<KeyVerdict, Record<StagedOutcome, number>>;

/** What a staged batch would do. */
export interface Preview {
  counts: PreviewCounts;
  /** Entries that would be appended. */
  appended: number;
  /** The first rows that change something, or are kept from it. */
  first: PreviewRow[];
}

const shownRows = 20;

/** Looks through a staged batch; every row that says something new goes to `onChange` too. */
export function previewOf(
  staged: StagedDecisions,
  existing: BatchTerms['existing'],
  site: SiteDb | undefined,
  onChange: (row: PreviewRow) => void = () => {},
): Preview {
  const counts = emptyCounts();
  const first: PreviewRow[] = [];
  let appended = 0;
  for (const change of staged.changes(existing)) {
    counts[change.row.decision][change.outcome] += 1;
    if (change.outcome === 'same') continue;
    if (change.outcome !== 'kept') appended += 1;
    const row = previewRow(change, site && redirectOf(site, change.row.key));
    if (first.length < shownRows) first.push(row);
    onChange(row);
  }
  return { counts, appended, first };
}

/** An answer in one word or address. */
export function answerText(decision: string, target: string | null): string {
  return target === null ? decision : `${decision} ${target}`;
}

function previewRow({ row, before, outcome }: StagedChange, planned?: Redirect): PreviewRow {
  return {
    line: row.line,
    address: row.address,
    before: before ? answerText(before.decision, before.target) : null,
    now: planned ? answerText(planned.decision, planned.target) : null,
    after: answerText(row.decision, row.target),
    outcome,
    reason: row.reason,
  };
}

function emptyCounts(): PreviewCounts {
  const none = () => ({ new: 0, changed: 0, kept: 0, same: 0 });
  return Object.fromEntries(keyVerdicts.map((verdict) => [verdict, none()])) as PreviewCounts;
}

import type { WrittenBundle } from '../bundle/write.ts';
import { addressChanges } from '../store/changes.ts';
import type { CrawlSummary } from './crawl-stage.ts';
import type { DedupeSummary } from './dedupe-stage.ts';
import type { ExtractSummary } from './extract-stage.ts';
import type { WrittenTables } from './redirect-tables.ts';
import type { RedirectsSummary } from './redirects-stage.ts';
import type { StageReport } from './stage-report.ts';

/** What a crawl did, for people. */
export function crawlReport(summary: CrawlSummary): StageReport {
  const refused = sum(summary.refused);
  const failed = sum(summary.failed);
  const layout = summary.requisites > 0 ? `, ${summary.requisites} of them for the layout` : '';
  const open = summary.queued > 0 ? `, ${summary.queued} left for a later run` : '';
  return {
    stage: 'crawl',
    changed: summary.stored + summary.revisits > 0,
    text: `${summary.done} addresses fetched${layout}, ${failed} failed, ${refused} refused${open}${changesText(summary)}`,
    ...(summary.changes && { changes: summary.changes }),
  };
}

/** What a recrawl found, for people: `; 3 new, 1 gone, 96 unchanged`. */
function changesText({ changes }: CrawlSummary): string {
  if (changes === null) return '';
  const parts = addressChanges.flatMap((one) =>
    changes[one] > 0 ? [`${changes[one]} ${one}`] : [],
  );
  return `; ${parts.join(', ') || 'nothing answered'}`;
}

/** What an extraction did, for people. */
export function extractReport(summary: ExtractSummary): StageReport {
  const learnt = summary.learnt ? ', site model learnt' : '';
  return {
    stage: 'extract',
    changed: summary.changed,
    text: `${summary.pages} pages (${summary.segmented} cut, ${summary.selected} selected now${learnt})`,
  };
}

/** What dedupe did, for people. */
export function dedupeReport(summary: DedupeSummary): StageReport {
  return {
    stage: 'dedupe',
    changed: summary.changed,
    text: `${summary.items} items of ${summary.agencies} agencies, ${summary.shared} shared`,
  };
}

/** What deciding addresses and writing tables did, for people. */
export function redirectsReport(
  summary: RedirectsSummary,
  tables: readonly WrittenTables[],
): StageReport {
  const written = tables.reduce(
    (total, { files }) => total + files.written.length + files.removed.length,
    0,
  );
  return {
    stage: 'redirects',
    changed: summary.changed || written > 0,
    text: `${summary.decided} addresses decided (${summary.provisional} provisional), ${summary.unresolved} unresolved`,
  };
}

/** What writing a bundle did, for people. */
export function bundleReport(written: WrittenBundle): StageReport {
  return {
    stage: 'bundle',
    changed: !written.unchanged,
    text: `${written.files} files, ${written.bytes} bytes`,
  };
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, n) => total + n, 0);
}

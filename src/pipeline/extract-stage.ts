import { languageFinder } from '../mapping/match-rules.ts';
import type { Finding } from '../model/finding.ts';
import { documentsDigest } from '../store/documents.ts';
import { countFindings } from '../store/findings.ts';
import { pagesDigest } from '../store/pages.ts';
import { segmentsDigest } from '../store/segments.ts';
import { putStageState, stageState } from '../store/stage-state.ts';
import { hash64 } from '../text/hash.ts';
import { keyRulesHash } from '../text/url-key.ts';
import type { AgencySession } from './agency-session.ts';
import { choosePages } from './choose-pages.ts';
import type { ExtractPool } from './extract-pool.ts';
import { keyAddresses } from './key-addresses.ts';
import { ensureSiteModel } from './learn-site.ts';
import { segmentCaptures, segmentVersion } from './segment-captures.ts';
import { selectCaptures, selectVersion } from './select-captures.ts';

/** What extracting an agency needs beside its session. */
export interface ExtractContext {
  pool: ExtractPool;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** What an extraction did. */
export interface ExtractSummary {
  /** False when the store already held this very result. */
  changed: boolean;
  segmented: number;
  selected: number;
  pages: number;
  /** True when the site model was learnt in this run. */
  learnt: boolean;
  findings: Record<Finding['severity'], number>;
}

/** Makes pages of an agency's captures: cuts what is new, learns the site, selects what changed, chooses one page a key. */
export async function runExtract(
  session: AgencySession,
  context: ExtractContext,
): Promise<ExtractSummary> {
  const { db, mapping, rules } = session;
  keyAddresses(db, rules);
  const segmented = await segmentCaptures({
    db,
    folder: session.folder,
    settings: session.workspace.settings,
    pool: context.pool,
    signal: context.signal,
    onProgress: (text) => context.onProgress(`${mapping.id}: ${text}`),
  });
  const inputHash = hash64(
    JSON.stringify([
      segmentVersion,
      selectVersion,
      segmentsDigest(db).hash,
      documentsDigest(db),
      keyRulesHash(rules),
      [mapping.rules, mapping.languages, mapping.defaultLanguage, mapping.timeZone, mapping.cms],
    ]),
  );
  const before = stageState(db, 'extract');
  if (before?.inputHash === inputHash) {
    return summary(session, { changed: false, segmented, selected: 0, learnt: false });
  }
  const { model, learnt } = ensureSiteModel(session, languageFinder(mapping));
  const selected = await selectCaptures(session, { ...context, model });
  choosePages(session);
  const outputHash = pagesDigest(db).hash;
  putStageState(db, 'extract', { inputHash, outputHash });
  return summary(session, {
    changed: before?.outputHash !== outputHash,
    segmented,
    selected,
    learnt,
  });
}

function summary(
  { db }: AgencySession,
  done: Pick<ExtractSummary, 'changed' | 'segmented' | 'selected' | 'learnt'>,
): ExtractSummary {
  return { ...done, pages: pagesDigest(db).count, findings: countFindings(db, 'extract') };
}

import { setImmediate } from 'node:timers/promises';
import { partFacts } from '../extract/parts.ts';
import { selectPage } from '../extract/select.ts';
import type { SiteModel } from '../extract/site-model.ts';
import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import type { MappingRule } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { SegmentNotice } from '../model/segment.ts';
import { documentFinder, documentsDigest } from '../store/documents.ts';
import { replaceFindings } from '../store/findings.ts';
import {
  dropStaleSelections,
  type PagerLink,
  putSelection,
  selectionInputs,
} from '../store/pages.ts';
import {
  countSegments,
  type StoredSegment,
  segmentBatch,
  unpackSegment,
} from '../store/segments.ts';
import { hash64 } from '../text/hash.ts';
import { keyRulesHash, urlKey } from '../text/url-key.ts';
import type { AgencySession } from './agency-session.ts';
import { paceOf } from './pace.ts';
import { siteKeyFinder } from './site-keys.ts';

/** Version of selecting: raised when the same segment would give other pages. */
export const selectVersion = '2';

/** What selecting needs beside the session. */
export interface SelectionContext {
  model: SiteModel;
  signal: AbortSignal;
  onProgress(text: string): void;
}

interface Selected {
  stored: StoredSegment;
  inputHash: string;
  key: string;
  pager: PagerLink[];
  pages: Page[];
  findings: Finding[];
}

/** Selects the content of every capture whose segment, rules or site model changed; returns how many. */
export async function selectCaptures(
  session: AgencySession,
  context: SelectionContext,
): Promise<number> {
  const { db } = session;
  const select = selector(session, context);
  let changed = dropStaleSelections(db);
  const pace = paceOf('pages selected', countSegments(db));
  let done = 0;
  for (let after = ''; ; ) {
    const batch = segmentBatch(db, after);
    const last = batch.at(-1);
    if (!last) return changed;
    after = last.address;
    context.signal.throwIfAborted();
    const made = batch.flatMap((stored) => select(stored) ?? []);
    db.transaction(() => {
      for (const one of made) {
        putSelection(db, one.stored.addressId, one);
        replaceFindings(db, 'extract', { address: one.stored.address }, one.findings);
      }
    })();
    changed += made.length;
    done += batch.length;
    context.onProgress(`${session.mapping.id}: ${pace(done)}`);
    // Other agencies run side by side in this thread: let their network and timers have a turn.
    await setImmediate();
  }
}

function selector(
  session: AgencySession,
  { model }: SelectionContext,
): (stored: StoredSegment) => Selected | undefined {
  const { db, mapping, rules } = session;
  const keyOf = siteKeyFinder(mapping, rules);
  const rulesOf = ruleFinder(mapping);
  const languageOf = languageFinder(mapping);
  const isDocument = documentFinder(db);
  const known = selectionInputs(db);
  const common = [
    selectVersion,
    model.version,
    keyRulesHash(rules),
    mapping.timeZone,
    documentsDigest(db),
  ];
  return (stored) => {
    const key = urlKey(stored.address, rules);
    const matched = rulesOf(stored.address);
    const languagePrior = languageOf(stored.address);
    const inputHash = hash64(JSON.stringify([common, stored.hash, key, matched, languagePrior]));
    if (known.get(stored.addressId) === inputHash) return undefined;
    const ignored = matched.find((rule) => rule.ignore)?.ignore;
    if (ignored)
      return {
        stored,
        inputHash,
        key,
        pager: [],
        pages: [],
        findings: [ignoredFinding(stored, ignored)],
      };
    const segment = unpackSegment(stored.data);
    const { pages, findings } = selectPage(segment, {
      key,
      keyOf,
      model,
      rules: matched,
      languagePrior,
      timeZone: mapping.timeZone,
      capturedAt: Date.parse(stored.fetchedAt),
      isDocument,
    });
    const notices = segment.notices.map((notice) => noticeFinding(stored.address, notice));
    const pager = pages[0] ? partFacts(segment, pages[0], keyOf).pager : [];
    return { stored, inputHash, key, pager, pages, findings: [...findings, ...notices] };
  };
}

const noticeCodes = {
  'gave-up': 'page-failed',
  'depth-capped': 'page-simplified',
  'size-capped': 'page-simplified',
  'block-cap': 'page-simplified',
  'script-shell': 'script-shell',
  'empty-page': 'empty-page',
  'picture-in-page': 'picture-in-page',
} as const satisfies Record<SegmentNotice['code'], FindingCode>;

/** What cutting noticed of a page, as a finding. */
function noticeFinding(address: string, { code, detail }: SegmentNotice): Finding {
  return finding('extract', noticeCodes[code], { address }, detail);
}

function ignoredFinding(
  stored: StoredSegment,
  ignored: NonNullable<MappingRule['ignore']>,
): Finding {
  return finding(
    'extract',
    'out-of-scope',
    { address: stored.address },
    `left out by the mapping: ${ignored.reason}`,
  );
}

import { setImmediate } from 'node:timers/promises';
import { partFacts } from '../extract/parts.ts';
import { selectPage } from '../extract/select.ts';
import type { SiteModel } from '../extract/site-model.ts';
import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import { type Finding, type FindingCode, finding } from '../model/finding.ts';
import type { MappingRule } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import type { SegmentNotice } from '../model/segment.ts';
import { variantName } from '../model/variant.ts';
import { documentFinder, documentsDigest } from '../store/documents.ts';
import { replaceFindings } from '../store/findings.ts';
import {
  captureName,
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
import { rememberedKeys, siteKeyFinder } from './site-keys.ts';

/** Version of selecting: raised when the same segment would give other pages. */
export const selectVersion = '4';

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
    const made = variantsTogether(batch)
      .map(select)
      .filter((one) => one !== undefined);
    db.transaction(() => {
      for (const selections of made) {
        for (const one of selections) putSelection(db, one.stored, one);
        const address = selections[0]?.stored.address ?? '';
        const findings = selections.flatMap((one) => one.findings);
        replaceFindings(db, 'extract', { address }, findings);
      }
    })();
    changed += made.reduce((sum, one) => sum + one.length, 0);
    done += batch.length;
    context.onProgress(`${session.mapping.id}: ${pace(done)}`);
    // Other agencies run side by side in this thread: let their network and timers have a turn.
    await setImmediate();
  }
}

/** Segments in runs of one address. */
function variantsTogether(batch: readonly StoredSegment[]): StoredSegment[][] {
  const groups = new Map<number, StoredSegment[]>();
  for (const stored of batch) {
    const group = groups.get(stored.addressId);
    if (group) group.push(stored);
    else groups.set(stored.addressId, [stored]);
  }
  return [...groups.values()];
}

/** Selects all variants of an address when one of them changed: their findings stand together. */
function selector(
  session: AgencySession,
  { model }: SelectionContext,
): (captures: readonly StoredSegment[]) => Selected[] | undefined {
  const { db, mapping, rules } = session;
  const keyOf = siteKeyFinder(mapping, rules);
  const rulesOf = ruleFinder(mapping);
  const languageOf = languageFinder(mapping);
  const isDocument = documentFinder(db);
  const known = selectionInputs(db);
  const variants = new Set(mapping.languages.map(({ cookie }) => variantName(cookie)));
  const common = [
    selectVersion,
    model.version,
    keyRulesHash(rules),
    mapping.timeZone,
    mapping.cms ?? '',
    documentsDigest(db),
  ];
  const inputsOf = (stored: StoredSegment) => {
    const key = urlKey(stored.address, rules);
    const matched = rulesOf(stored.address);
    const languagePrior = languageOf(stored.address, stored.variant);
    // Captures of a variant that the mapping no longer names stay in the archive, and are no pages.
    const isNamed = stored.variant === '' || variants.has(stored.variant);
    const inputs = [common, stored.hash, key, matched, languagePrior, ...(isNamed ? [] : ['left'])];
    const inputHash = hash64(JSON.stringify(inputs));
    return { stored, key, matched, languagePrior, isNamed, inputHash };
  };
  return (captures) => {
    const inputs = captures.map(inputsOf);
    const isKnown = inputs.every(
      ({ stored, inputHash }) => known.get(captureName(stored)) === inputHash,
    );
    return isKnown ? undefined : inputs.map(selectOne);
  };

  function selectOne(input: ReturnType<typeof inputsOf>): Selected {
    const { stored, key, matched, languagePrior, inputHash } = input;
    if (!input.isNamed) return { stored, inputHash, key, pager: [], pages: [], findings: [] };
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
    const keyOfLink = rememberedKeys(keyOf);
    const { pages, findings } = selectPage(segment, {
      key,
      keyOf: keyOfLink,
      model,
      rules: matched,
      cms: mapping.cms,
      languagePrior,
      timeZone: mapping.timeZone,
      capturedAt: Date.parse(stored.fetchedAt),
      isDocument,
    });
    const notices = segment.notices.map((notice) => noticeFinding(stored.address, notice));
    const pager = pages[0] ? partFacts(segment, pages[0], keyOfLink).pager : [];
    const all = [...findings, ...notices].map((one) => ofVariant(one, stored.variant));
    return { stored, inputHash, key, pager, pages, findings: all };
  }
}

function ofVariant(one: Finding, variant: string): Finding {
  return variant === '' ? one : { ...one, detail: `${variant}: ${one.detail}` };
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

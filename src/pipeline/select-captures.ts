import { randomUUID } from 'node:crypto';
import type { SiteModel } from '../extract/site-model.ts';
import { languageFinder, ruleFinder } from '../mapping/match-rules.ts';
import { type Finding, finding } from '../model/finding.ts';
import type { Language } from '../model/language.ts';
import type { MappingRule } from '../model/mapping.ts';
import { variantName } from '../model/variant.ts';
import { documentsDigest } from '../store/documents.ts';
import { replaceFindings } from '../store/findings.ts';
import { captureName, dropStaleSelections, putSelection, selectionInputs } from '../store/pages.ts';
import { countSegments, type StoredSegment, segmentBatch } from '../store/segments.ts';
import { hash64 } from '../text/hash.ts';
import { keyRulesHash, urlKey } from '../text/url-key.ts';
import type { AgencySession } from './agency-session.ts';
import { workAhead } from './ahead.ts';
import type { ExtractPool } from './extract-pool.ts';
import { languageRoots } from './language-roots.ts';
import { paceOf } from './pace.ts';
import { type SelectTask, shareSite } from './select-task.ts';
import type { SelectedCapture } from './select-worker.ts';

/** Version of selecting: raised when the same segment would give other pages. */
export const selectVersion = '7';

/** What selecting needs beside the session. */
export interface SelectionContext {
  model: SiteModel;
  pool: ExtractPool;
  signal: AbortSignal;
  onProgress(text: string): void;
}

/** Addresses in a batch: few enough that those under way are little memory. */
const batchSize = 32;

/** A capture with all that its selection depends on. */
interface SelectInput {
  stored: StoredSegment;
  key: string;
  matched: MappingRule[];
  languagePrior: Language | undefined;
  /** The mapping names its variant. */
  isNamed: boolean;
  hash: string;
}

interface Batch {
  /** Segments looked at, with those that need no work. */
  size: number;
  /** Captures to select, variants of an address side by side. */
  inputs: SelectInput[];
}

/** Selects the content of every capture whose segment, rules or site model changed; returns how many. */
export async function selectCaptures(
  session: AgencySession,
  context: SelectionContext,
): Promise<number> {
  const { db, mapping, rules } = session;
  let changed = dropStaleSelections(db);
  const pace = paceOf('pages selected', countSegments(db));
  const next = batchReader(session, context);
  const site = randomUUID();
  const siteJson = shareSite({ mapping, rules, model: context.model, dbFile: db.name });
  let done = 0;
  await workAhead<Batch, SelectedCapture[]>(
    {
      next() {
        context.signal.throwIfAborted();
        return next();
      },
      work: ({ inputs }) => selectAll(inputs, context.pool, { site, siteJson }),
      done(selected, { inputs, size }) {
        db.transaction(() => commit(session, inputs, selected))();
        changed += inputs.length;
        done += size;
        context.onProgress(`${mapping.id}: ${pace(done)}`);
      },
    },
    context.pool.size + 1,
  );
  return changed;
}

/** Gives batch after batch of the captures that need selecting, all variants of an address when one of them does: their findings stand together. */
function batchReader(session: AgencySession, { model }: SelectionContext): () => Batch | undefined {
  const { db, mapping, rules } = session;
  const rulesOf = ruleFinder(mapping);
  const languageOf = languageFinder(mapping);
  const known = selectionInputs(db);
  const variants = new Set(mapping.languages.map(({ cookie }) => variantName(cookie)));
  const common = [
    selectVersion,
    model.version,
    keyRulesHash(rules),
    mapping.timeZone,
    mapping.cms ?? '',
    languageRoots(mapping, rules),
    documentsDigest(db),
  ];
  const inputOf = (stored: StoredSegment): SelectInput => {
    const key = urlKey(stored.address, rules);
    const matched = rulesOf(stored.address);
    const languagePrior = languageOf(stored.address, stored.variant);
    // Captures of a variant that the mapping no longer names stay in the archive, and are no pages.
    const isNamed = stored.variant === '' || variants.has(stored.variant);
    const inputs = [common, stored.hash, key, matched, languagePrior, ...(isNamed ? [] : ['left'])];
    return { stored, key, matched, languagePrior, isNamed, hash: hash64(JSON.stringify(inputs)) };
  };
  let after = '';
  return () => {
    const segments = segmentBatch(db, after, batchSize);
    const last = segments.at(-1);
    if (!last) return undefined;
    after = last.address;
    const stale = variantsTogether(segments.map(inputOf)).filter((inputs) =>
      inputs.some(({ stored, hash }) => known.get(captureName(stored)) !== hash),
    );
    return { size: segments.length, inputs: stale.flat() };
  };
}

/** Captures in runs of one address. */
function variantsTogether(inputs: readonly SelectInput[]): SelectInput[][] {
  const groups = new Map<number, SelectInput[]>();
  for (const input of inputs) {
    const group = groups.get(input.stored.addressId);
    if (group) group.push(input);
    else groups.set(input.stored.addressId, [input]);
  }
  return [...groups.values()];
}

/** Selects what is content by the mapping in the pool; the rest gives no pages. */
async function selectAll(
  inputs: readonly SelectInput[],
  pool: ExtractPool,
  site: Pick<SelectTask, 'site' | 'siteJson'>,
): Promise<SelectedCapture[]> {
  const wanted = inputs.filter((input) => input.isNamed && ignoredBy(input) === undefined);
  const captures = wanted.map(({ stored, key, matched, languagePrior }) => {
    const { address, variant, fetchedAt, data } = stored;
    return { address, variant, fetchedAt, key, matched, languagePrior, data };
  });
  const made = captures.length > 0 ? await pool.select({ ...site, captures }) : [];
  const byInput = new Map(wanted.map((input, at) => [input, made[at]]));
  return inputs.map((input) => byInput.get(input) ?? leftOut(input));
}

function ignoredBy({ matched }: SelectInput): MappingRule['ignore'] {
  return matched.find((rule) => rule.ignore)?.ignore;
}

function leftOut(input: SelectInput): SelectedCapture {
  const ignored = input.isNamed ? ignoredBy(input) : undefined;
  const findings = ignored ? [ignoredFinding(input.stored, ignored)] : [];
  return { pager: [], pages: [], findings };
}

function commit(
  { db }: AgencySession,
  inputs: readonly SelectInput[],
  selected: readonly SelectedCapture[],
): void {
  const findings = new Map<string, Finding[]>();
  for (const [at, { stored, key, hash }] of inputs.entries()) {
    const made = selected[at];
    if (!made) throw new Error(`nothing was selected of ${stored.address}`);
    putSelection(db, stored, { inputHash: hash, key, pager: made.pager, pages: made.pages });
    findings.set(stored.address, [...(findings.get(stored.address) ?? []), ...made.findings]);
  }
  for (const [address, found] of findings) replaceFindings(db, 'extract', { address }, found);
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

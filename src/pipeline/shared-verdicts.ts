import type { Verdicts } from '../dedupe/verdicts.ts';
import { knownShared } from '../mapping/known-shared.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Decision } from '../model/decision.ts';
import { type Finding, finding } from '../model/finding.ts';
import { sharedAgency } from '../model/item.ts';
import type { KnownShared } from '../model/known-shared.ts';
import type { Mapping } from '../model/mapping.ts';
import { pagesOfSubject, type VerdictPage } from '../model/shared-verdict.ts';
import { newestDecisions } from '../store/decisions.ts';
import type { DecisionsDb } from '../store/decisions-db.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { findAddress, sharedItemById } from '../store/portal-items.ts';
import { hash64 } from '../text/hash.ts';
import { blockWords } from './block-words.ts';
import { lookAtDecisions } from './decisions-file.ts';
import { movingKeys } from './moving-keys.ts';
import type { SaidOfBlock } from './settle-blocks.ts';

/** What people and mappings/shared say of shared items and copies, as dedupe takes it. */
export interface SharedWords {
  verdicts: Verdicts;
  known: KnownShared[];
  /** What people said of blocks, by hash. */
  blocks: Map<string, SaidOfBlock>;
  /** The newest words of people that hold, for findings about those that no longer reach anything. */
  said: Decision[];
  /** Of all the above: another hash, another result. */
  hash: string;
}

/** Reads the words of people and mappings/shared. Throws UserError for faults in mappings/shared. */
export function readSharedWords(
  workspace: Workspace,
  mappings: readonly Pick<Mapping, 'id' | 'former'>[],
): SharedWords {
  const ids = mappings.flatMap(({ id, former }) => [id, ...former]);
  const known = knownShared(workspace, new Set(ids));
  const db = lookAtDecisions(workspace, sharedAgency);
  try {
    const { verdicts, said } = readVerdicts(db);
    const words = said.map(({ subjectKind, subject, decision }) => [
      subjectKind,
      subject,
      decision,
    ]);
    const blocks = blockWords(db);
    const hash = hash64(JSON.stringify([words, known, [...blocks]]));
    return { verdicts, known, said, blocks, hash };
  } finally {
    db.close();
  }
}

/** The newest word on every subject. Of a page parted from all and joined to another the later word holds. */
function readVerdicts(db: DecisionsDb): Pick<SharedWords, 'verdicts' | 'said'> {
  const clusters = [...newestDecisions(db, 'cluster')].filter(isSaid);
  const pages = withoutOutdone([...newestDecisions(db, 'page')].filter(isSaid));
  const ids = (decision: string) =>
    new Set(clusters.filter((one) => one.decision === decision).map(({ subject }) => subject));
  const pairs = (decision: string) =>
    pages.flatMap((one) => {
      const [a, b] = one.decision === decision ? (pagesOfSubject(one.subject) ?? []) : [];
      return a && b ? [{ a, b }] : [];
    });
  const split = pages.flatMap((one) =>
    one.decision === 'split' ? (pagesOfSubject(one.subject) ?? []) : [],
  );
  const verdicts = {
    adopt: ids('adopt'),
    refuse: ids('refuse'),
    merge: pairs('merge'),
    split,
    pair: pairs('pair'),
    unpair: pairs('unpair'),
  };
  return { verdicts, said: [...clusters, ...pages] };
}

function isSaid({ decision }: Decision): boolean {
  return decision !== 'unresolved';
}

/** Leaves out merges and splits of one page that a later split or merge of it contradicts. */
function withoutOutdone(entries: readonly Decision[]): Decision[] {
  const newest = new Map<string, Decision>();
  const names = ({ subject }: Decision) => (pagesOfSubject(subject) ?? []).map(nameOf);
  for (const one of entries) {
    if (one.decision !== 'split') continue;
    for (const name of names(one)) newest.set(name, one);
  }
  const merges = entries.filter(({ decision }) => decision === 'merge');
  const outdone = new Set<Decision>();
  for (const merge of merges) {
    for (const name of names(merge)) {
      const split = newest.get(name);
      if (split !== undefined) outdone.add(isLater(split, merge) ? merge : split);
    }
  }
  return entries.filter((one) => !outdone.has(one));
}

function isLater(a: Decision, b: Decision): boolean {
  return a.at === b.at ? a.id > b.id : a.at > b.at;
}

function nameOf({ agency, lang, key }: VerdictPage): string {
  return `${agency} ${lang} ${key}`;
}

/**
 * Findings about words of people that reach nothing: a shared item or page that is not there any more. They go to the
 * agency of the page, else to the first of all. `portal` holds the results of the run.
 */
export function unreachedVerdicts(
  { said }: Pick<SharedWords, 'said'>,
  portal: PortalDb,
  mappings: readonly Mapping[],
): { agency: string; finding: Finding }[] {
  const agencies = mappings.map(({ id }) => id);
  const moving = movingKeys(mappings);
  return said.flatMap((one) => {
    const missing = missingOf(one, portal);
    if (missing === undefined) return [];
    const named = pagesOfSubject(one.subject)?.[0]?.agency;
    const key = moving.keyOf(one.address);
    const hosting = key === undefined ? undefined : moving.ownerOf(key);
    const owner = [named, hosting, ...agencies].find((id) => id && agencies.includes(id));
    if (owner === undefined) return [];
    const where = { address: one.address, subject: one.subject };
    const detail = `${one.actor} said ${one.decision} on ${one.at.slice(0, 10)} (${one.reason}); ${missing}.`;
    return [{ agency: owner, finding: finding('dedupe', 'verdict-unreached', where, detail) }];
  });
}

function missingOf({ subjectKind, subject }: Decision, portal: PortalDb): string | undefined {
  if (subjectKind === 'cluster') {
    return sharedItemById(portal, subject) ? undefined : 'no shared item has that id';
  }
  const gone = (pagesOfSubject(subject) ?? []).filter(
    ({ agency, key }) => findAddress(portal, agency, key).length === 0,
  );
  return gone.length === 0
    ? undefined
    : `${gone.map(({ key }) => key).join(' and ')} is no page now`;
}

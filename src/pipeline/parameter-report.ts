import { tellProfile } from '../extract/profiles/tell-profile.ts';
import type { NameLists } from '../mapping/edit-mapping.ts';
import {
  type ParameterProposal,
  type ParameterRow,
  parameterRow,
  proposeParameters,
} from '../mapping/parameter-verdicts.ts';
import type { Mapping } from '../model/mapping.ts';
import type { NamedDecision, RekeyReport } from '../redirects/rekey.ts';
import { type PageEncoding, pageEncodings } from '../store/captures.ts';
import { segmentBatch, unpackSegment } from '../store/segments.ts';
import type { SiteDb } from '../store/site-db.ts';
import { keyRules, keyRulesHash } from '../text/url-key.ts';
import { studyParameters } from './parameter-evidence.ts';
import { rekeyReport, rulesOfDecisions } from './rekey.ts';

/** Which parameters of a site choose content, and what follows from it. */
export interface ParameterReport {
  /** The system whose profile has a say; null when none was told. */
  cms: string | null;
  rows: ParameterRow[];
  /** Rarer names that were not looked into, and addresses with too many parameters. */
  moreNames: number;
  crowded: number;
  /** Charsets of the pages, the most frequent first. */
  encodings: PageEncoding[];
  proposal: ParameterProposal;
}

/** Pages that are looked at to tell the system. */
const sampledPages = 40;

/** Reads an agency's captures; its database gets temporary tables only. */
export function parameterReport(db: SiteDb, mapping: Mapping): ParameterReport {
  const cms = mapping.cms ?? toldCms(db);
  const { parameters, moreNames, crowded } = studyParameters(db, keyRules(mapping));
  const rows = parameters.map((one) => parameterRow(one, mapping, cms));
  return {
    cms,
    rows,
    moreNames,
    crowded,
    encodings: pageEncodings(db),
    proposal: proposeParameters(rows, mapping),
  };
}

/** What the lists would do to keys and decisions, before they are written. */
export function tryLists(
  db: SiteDb,
  mapping: Mapping,
  lists: NameLists,
  decisions: Iterable<NamedDecision>,
): RekeyReport {
  const given = Object.fromEntries(
    Object.entries(lists).map(([key, names]) => [key, [...(names ?? [])]]),
  );
  return rekeyReport(db, decisions, keyRules(mapping), keyRules({ ...mapping, ...given }));
}

/** What the mapping as it stands does to keys and decisions since they were last planned; undefined when its key rules are the same. */
export function pendingRekey(
  db: SiteDb,
  mapping: Mapping,
  decisions: Iterable<NamedDecision>,
): RekeyReport | undefined {
  const before = rulesOfDecisions(db);
  const after = keyRules(mapping);
  if (before === undefined || keyRulesHash(before) === keyRulesHash(after)) return undefined;
  return rekeyReport(db, decisions, before, after);
}

/** The system that half of the sampled pages show. */
function toldCms(db: SiteDb): string | null {
  const counts = new Map<string, number>();
  const sample = segmentBatch(db, '', sampledPages);
  for (const { data } of sample) {
    const id = tellProfile(unpackSegment(data))?.id;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best !== undefined && best[1] * 2 >= sample.length ? best[0] : null;
}

import { clusterVerdicts } from '../dedupe/cluster-verdicts.ts';
import type { ItemDraft } from '../dedupe/dedupe-page.ts';
import { draftOf } from '../dedupe/draft-record.ts';
import { candidateAt } from '../dedupe/family-texts.ts';
import { findClusters } from '../dedupe/find-clusters.ts';
import { SharedSearch } from '../dedupe/find-shared.ts';
import { versionPlaces } from '../dedupe/version-places.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { CandidateFiles } from '../store/candidate-files.ts';
import { allDraftRecords, draftRecords } from '../store/item-drafts.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { sharedItemById } from '../store/portal-items.ts';
import { SharedMemoryTables } from '../store/shared-memory.ts';
import { hash64 } from '../text/hash.ts';
import { candidatesFile, type DedupedAgency, dedupeVersion } from './dedupe-agencies.ts';
import { agencyBody } from './page-source.ts';
import type { SharedWords } from './shared-verdicts.ts';

/** Opens the candidates of all agencies, finds the copies among them, and what they may become. Close the candidates at the end. */
export function sharedSearch(
  workspace: Workspace,
  portal: PortalDb,
  agencies: readonly DedupedAgency[],
  { verdicts, known }: SharedWords,
): { search: SharedSearch; candidates: CandidateFiles; memory: SharedMemoryTables } {
  const { sharedMinimum } = workspace.settings;
  const memory = new SharedMemoryTables(
    portal,
    hash64(JSON.stringify([dedupeVersion, sharedMinimum, verdicts.merge, verdicts.split, known])),
  );
  const ids = agencies.map(({ mapping }) => mapping.id);
  const candidates = new CandidateFiles(
    ids.map((agency) => ({ agency, file: candidatesFile(workspace, agency) })),
  );
  const findVersion = versionPlaces((id) => {
    const agency = ids.indexOf(id);
    return agency < 0 ? undefined : { agency, drafts: storedDrafts(portal, id) };
  });
  const clusters = clusterVerdicts(findClusters(candidates), verdicts, candidates, (page) => {
    const place = findVersion(page);
    return place && candidateAt(candidates, place, place.lang);
  });
  const search = new SharedSearch({
    sharedMinimum,
    agencies: agencies.map(({ mapping }) => ({
      id: mapping.id,
      ...mapping.shared,
      body: agencyBody(mapping),
    })),
    verdicts,
    known,
    candidates,
    clusters,
    drafts: (agency, items) => draftRecords(portal, ids[agency] ?? '', items).map(draftOf),
    previous: (id) => sharedItemById(portal, id),
    memory,
  });
  return { search, candidates, memory };
}

/** All drafts of an agency. */
export function storedDrafts(portal: PortalDb, agency: string): ItemDraft[] {
  return allDraftRecords(portal, agency).map(draftOf);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { agencyDrafts } from '../dedupe/agency-drafts.ts';
import type { ItemDraft } from '../dedupe/dedupe-page.ts';
import { draftRecord } from '../dedupe/draft-record.ts';
import { sharedKinds } from '../dedupe/find-clusters.ts';
import type { Verdicts } from '../dedupe/verdicts.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import { CandidateFileWriter } from '../store/candidate-file-writer.ts';
import { replaceAgencyFindings, replaceDrafts } from '../store/item-drafts.ts';
import { pagesDigest } from '../store/pages.ts';
import { agencyState, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import type { SiteDb } from '../store/site-db.ts';
import { stageState } from '../store/stage-state.ts';
import { hash64 } from '../text/hash.ts';
import { keyRules, keyRulesHash } from '../text/url-key.ts';
import type { AgencyDatabases } from './agency-databases.ts';
import { comparedText, dedupeAgencyOf } from './dedupe-pages.ts';
import { agencyBody } from './page-source.ts';

/** Version of dedupe: raised when the same pages would give other items. */
export const dedupeVersion = '10';

/** An extracted agency. */
export interface ExtractedAgency {
  mapping: Mapping;
  /** A hash of all its chosen pages. */
  pages: string;
  /** A hash of all that the findings of dedupe in its site.db follow from. */
  told: string | undefined;
}

/** An extracted agency with what its own work follows from. */
export interface DedupedAgency extends Omit<ExtractedAgency, 'pages'> {
  /** Hashes of its blocks that are proven boilerplate over all agencies: its pages are compared without them. */
  boilerplate: ReadonlySet<string>;
  /** A hash of all that its own drafts follow from. */
  input: string;
}

/** Name of the hash of the input that an agency's stored drafts and candidates were made from. */
const madeFrom = 'dedupe-own';
/** Name of the hash of an agency's stored drafts. */
export const draftsHash = 'dedupe-drafts';

/** The agencies of a workspace that have been extracted, by id. */
export function extractedAgencies(
  mappings: readonly Mapping[],
  databases: AgencyDatabases,
): ExtractedAgency[] {
  return mappings
    .flatMap((mapping) => {
      const db = databases.of(mapping.id);
      if (db === undefined || stageState(db, 'extract') === undefined) return [];
      const told = stageState(db, 'dedupe')?.inputHash;
      return [{ mapping, pages: pagesDigest(db).hash, told }];
    })
    .sort((a, b) => (a.mapping.id < b.mapping.id ? -1 : 1));
}

/** An agency with all that its own work follows from. */
export function dedupedAgency(
  { mapping, pages, told }: ExtractedAgency,
  verdicts: Verdicts,
  boilerplate: ReadonlySet<string>,
): DedupedAgency {
  const input = hash64(
    JSON.stringify([
      dedupeVersion,
      pages,
      [...boilerplate],
      keyRulesHash(keyRules(mapping)),
      mapping.defaultLanguage ?? '',
      mapping.languages,
      // Hosts of its own tell where its pages took their texts from.
      agencyBody(mapping).hosts,
      ownVerdicts(verdicts, mapping.id),
    ]),
  );
  return { mapping, told, boilerplate, input };
}

/** What people said of pages of one agency, as far as it changes what the agency gives on its own. */
function ownVerdicts({ pair, unpair, merge }: Verdicts, agency: string) {
  const own = ({ a, b }: Verdicts['pair'][number]) => a.agency === agency || b.agency === agency;
  return [pair.filter(own), unpair.filter(own), merge.filter(own)];
}

/** File of an agency's candidates, without its ending. */
export function candidatesFile(workspace: Workspace, agency: string): string {
  return join(workspace.dataFolder, 'dedupe', agency);
}

/** Tells whether an agency's stored drafts and candidates are those of its present pages. */
export function isFresh(workspace: Workspace, portal: PortalDb, agency: DedupedAgency): boolean {
  const { id } = agency.mapping;
  return (
    agencyState(portal, id).get(madeFrom) === agency.input &&
    existsSync(`${candidatesFile(workspace, id)}.candidates`)
  );
}

/** Does one agency's own work anew, and stores its drafts, findings and candidates for sharing. */
export function refreshDrafts(
  workspace: Workspace,
  portal: PortalDb,
  db: SiteDb,
  agency: DedupedAgency,
  verdicts: Verdicts,
): void {
  const { mapping, input, boilerplate } = agency;
  const { id } = mapping;
  const texts = new KeptTexts();
  const text = (_: string, key: string, lang: string) =>
    texts.get(key, lang) ?? comparedText(db, key, lang, boilerplate);
  const pages = dedupeAgencyOf(db, mapping, boilerplate, (page) => texts.keep(page));
  const made = agencyDrafts(pages, { text }, verdicts);
  // Between the file and the commit a crash leaves two that do not fit: nothing may take them for fresh.
  setAgencyState(portal, id, madeFrom, null);
  writeCandidates(candidatesFile(workspace, id), made.drafts, verdicts, text);
  portal.transaction(() => {
    const hash = replaceDrafts(portal, id, made.drafts.map(draftRecord));
    replaceAgencyFindings(portal, id, 'drafts', made.findings);
    setAgencyState(portal, id, draftsHash, hash);
    setAgencyState(portal, id, madeFrom, input);
  })();
}

/** Characters of texts that are kept until their candidates are written: those of about 5,000 pages. */
const keptCharacters = 12_000_000;

/** Texts of an agency's first pages, which are asked for again; those of larger sites are read once more. */
class KeptTexts {
  readonly #texts = new Map<string, string>();
  #room = keptCharacters;

  keep({ key, lang, text }: Page): void {
    if (text.length > this.#room) return;
    this.#room -= text.length;
    this.#texts.set(`${lang} ${key}`, text);
  }

  get(key: string, lang: string): string | undefined {
    return this.#texts.get(`${lang} ${key}`);
  }
}

function writeCandidates(
  file: string,
  drafts: readonly ItemDraft[],
  verdicts: Verdicts,
  text: (agency: string, key: string, lang: string) => string,
): void {
  const merged = new Set(verdicts.merge.flatMap(({ a, b }) => [nameOf(a), nameOf(b)]));
  const writer = new CandidateFileWriter(file);
  try {
    for (const [item, draft] of drafts.entries()) {
      if (!mayBeShared(draft, merged)) continue;
      for (const { chosen } of draft.versions) {
        const { agency, key, storedLang } = chosen;
        writer.add({ ...chosen, item, text: text(agency, key, storedLang) });
      }
    }
  } catch (error) {
    writer.abort();
    throw error;
  }
  writer.close();
}

/** Of a kind that agencies copy from one another, in any language, or said by a person to be a copy. */
function mayBeShared({ versions }: ItemDraft, merged: ReadonlySet<string>): boolean {
  return versions.some(
    ({ chosen, pages }) =>
      sharedKinds.includes(chosen.kind) || pages.some((page) => merged.has(nameOf(page))),
  );
}

function nameOf({ agency, key }: { agency: string; key: string }): string {
  return `${agency} ${key}`;
}

import { join } from 'node:path';
import { hasOwnContacts, isWide } from '../dedupe/classify-block.ts';
import { pageBlocks, wordCount } from '../dedupe/page-blocks.ts';
import type { Workspace } from '../mapping/workspace.ts';
import { isImported } from '../model/kind.ts';
import type { Settings } from '../model/settings.ts';
import { BlockFileWriter } from '../store/block-file-writer.ts';
import { BlockFiles, type BlockHolder, blockFileHead } from '../store/block-files.ts';
import { chosenPages } from '../store/pages.ts';
import type { PortalDb } from '../store/portal-db.ts';
import { agencyState, setAgencyState } from '../store/portal-db.ts';
import { replaceBoilerplate } from '../store/shared-blocks.ts';
import type { SiteDb } from '../store/site-db.ts';
import { hash64 } from '../text/hash.ts';
import { contactsOf } from '../text/numbers.ts';
import type { AgencyDatabases } from './agency-databases.ts';
import { blockText } from './block-text.ts';
import { holdingAgencies } from './holding-agencies.ts';

/** Raised when the same pages would be counted otherwise. */
const countVersion = '1';

/** File of the counted blocks of an agency. */
export function blockFile(workspace: Workspace, agency: string): string {
  return join(workspace.dataFolder, 'dedupe', `${agency}.blocks`);
}

/**
 * Counts the blocks of an agency's pages, unless the file is of these pages (`pages` is their hash); false when it is. Some
 * pages at a time are in memory.
 */
export function countBlocks(
  workspace: Workspace,
  agency: string,
  db: SiteDb,
  pages: string,
): boolean {
  const file = blockFile(workspace, agency);
  const digest = hash64(`${countVersion} ${pages}`);
  if (blockFileHead(file)?.digest === digest) return false;
  const writer = new BlockFileWriter(file);
  let done = false;
  try {
    for (let after: { key: string; lang: string } | undefined; ; ) {
      const batch = chosenPages(db, after);
      const last = batch.at(-1);
      if (!last) break;
      after = { key: last.page.key, lang: last.page.lang };
      for (const { page } of batch) {
        // Lists and home pages do not go to the portal, so nothing in them needs a decision.
        if (!isImported(page.kind)) writer.skip();
        else {
          const length = Math.max(1, page.text.length);
          const blocks = pageBlocks(page).map(({ hash, text }) => {
            return { hash, words: wordCount(text), share: text.length / length };
          });
          writer.add(page.lang, blocks);
        }
      }
    }
    writer.close(digest);
    done = true;
  } finally {
    if (!done) writer.abandon();
  }
  return true;
}

/** The counted blocks of agencies, in the order of their ids. */
export function countedBlocks(workspace: Workspace, agencies: readonly string[]): BlockFiles {
  return new BlockFiles(
    [...agencies].sort().map((agency) => ({ agency, file: blockFile(workspace, agency) })),
  );
}

/** Agencies that must hold a block. */
export function fewestAgencies(settings: Settings): number {
  return Math.max(settings.sharedMinimum, settings.sharedBlocks.agencies);
}

const proofName = 'boilerplate-input';

/**
 * Finds what is proven to be boilerplate over all agencies, from their pages alone, so that it does not depend on the
 * order of runs. Every agency counts anew when one changed: a merge of sorted files, two million rows a second.
 */
export function findBoilerplate(
  files: BlockFiles,
  settings: Settings,
  portal: PortalDb,
  databases: AgencyDatabases,
): void {
  const input = hash64(JSON.stringify([countVersion, files.digests(), settings.sharedBlocks]));
  if (agencyState(portal, '').get(proofName) === input) return;
  const totals = files.pages();
  portal.transaction(() => {
    replaceBoilerplate(portal, proven());
    setAgencyState(portal, '', proofName, input);
  })();

  function* proven(): Generator<{ agency: string; hash: string }> {
    const shared = files.shared(fewestAgencies(settings), settings.sharedBlocks.words);
    for (const { hash, holders } of shared) {
      if (!isWide(holdingAgencies(holders, totals, new Map()))) continue;
      if (hasOwnContacts(someTexts(databases, hash, holders))) continue;
      for (const { agency } of holders) yield { agency, hash };
    }
  }
}

/** Agencies whose texts of a block are compared. */
const mostCompared = 8;

/** Texts of a block with contacts in it as some agencies have it; one without contacts is the same everywhere. */
function someTexts(
  databases: AgencyDatabases,
  hash: string,
  holders: readonly BlockHolder[],
): string[] {
  const texts: string[] = [];
  for (const { agency, page } of holders.slice(0, mostCompared)) {
    const text = blockText(databases, agency, page, hash)?.text;
    if (text === undefined) continue;
    if (contactsOf(text).length === 0) return [];
    texts.push(text);
  }
  return texts;
}

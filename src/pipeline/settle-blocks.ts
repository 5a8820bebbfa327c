import { classifyBlock, meanShare } from '../dedupe/classify-block.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { BlockNature, BlockVerdictName, SharedBlock } from '../model/shared-block.ts';
import type { BlockFiles, BlockHolder } from '../store/block-files.ts';
import { countedLanguages } from '../store/block-record.ts';
import { pageOfVersion } from '../store/pages.ts';
import { agencyState, type PortalDb, setAgencyState } from '../store/portal-db.ts';
import { adoptedItems, replacedPages } from '../store/portal-items.ts';
import {
  type CountedBlock,
  isBoilerplateIn,
  itemsOfBlock,
  replaceItemBlocks,
  replaceSharedBlocks,
  setSample,
  wantedSamples,
} from '../store/shared-blocks.ts';
import { hash64 } from '../text/hash.ts';
import { RecentMap } from '../text/recent-map.ts';
import type { AgencyDatabases } from './agency-databases.ts';
import { blockText } from './block-text.ts';
import { fewestAgencies } from './count-blocks.ts';
import { holdingAgencies } from './holding-agencies.ts';

/** What a person said of a block. */
export interface SaidOfBlock {
  decision: BlockVerdictName;
  /** Shared item that a reference leads to. */
  item: string | null;
  reason: string;
}

/** What settling the shared blocks needs: results of dedupe are in `portal` already. */
export interface BlockSettling {
  workspace: Workspace;
  portal: PortalDb;
  databases: AgencyDatabases;
  files: BlockFiles;
  /** By hash. */
  said: ReadonlyMap<string, SaidOfBlock>;
}

/** Raised when the same counts would give other shared blocks. */
const settleVersion = '1';
const settleName = 'blocks-input';

/**
 * Finds the blocks that many agencies hold inside pages of their own and what becomes of each, into portal.db; false when
 * nothing that it depends on changed. Call inside the transaction that stores the results of dedupe.
 */
export function settleSharedBlocks(settling: BlockSettling): boolean {
  const { portal, databases } = settling;
  const input = inputOf(settling);
  if (agencyState(portal, '').get(settleName) === input) return false;
  replaceItemBlocks(portal, itemBlocks(settling));
  replaceSharedBlocks(portal, judgedBlocks(settling));
  readSamples(portal, databases);
  setAgencyState(portal, '', settleName, input);
  return true;
}

function inputOf({ workspace, portal, files, said }: BlockSettling): string {
  const { sharedMinimum, sharedBlocks } = workspace.settings;
  let items = '';
  for (const { item, members } of adoptedItems(portal)) {
    const held = members.map(({ agency, lang, key, aliases }) => [agency, lang, key, aliases]);
    items = hash64(`${items}${JSON.stringify([item.id, item.versions, held])}`);
  }
  const words = [...said].sort(([a], [b]) => (a < b ? -1 : 1));
  return hash64(
    JSON.stringify([settleVersion, sharedMinimum, sharedBlocks, files.digests(), items, words]),
  );
}

/** The blocks of the chosen copies of adopted shared items. */
function* itemBlocks({ portal, databases }: BlockSettling) {
  for (const { item } of adoptedItems(portal)) {
    for (const { agency, key, lang } of item.versions) {
      const db = databases.of(agency);
      const page = db && pageOfVersion(db, key, lang)?.page;
      for (const hash of page?.blockHashes ?? []) yield { hash, item: item.id, lang };
    }
  }
}

/** Blocks that many hold, and those that a person spoke of however few hold them. */
function* judgedBlocks(settling: BlockSettling): Generator<CountedBlock> {
  const { files, said, workspace } = settling;
  const { settings } = workspace;
  const least = fewestAgencies(settings);
  const judge = blockJudge(settling);
  const told = new Set<string>();
  for (const { hash, holders } of files.shared(least, settings.sharedBlocks.words)) {
    const spoken = said.get(hash);
    const block = judge(hash, holders, spoken ? 0 : least);
    if (!block) continue;
    if (spoken) told.add(hash);
    yield block;
  }
  for (const hash of said.keys()) {
    if (told.has(hash)) continue;
    const block = judge(hash, files.holders(hash), 0);
    if (block) yield block;
  }
}

function blockJudge({ portal, files, said }: BlockSettling) {
  const totals = files.pages();
  const digests = new Map(files.digests());
  const members = new RecentMap<string, Map<string, number>>(2_000);
  const membersOf = (item: string, lang: string): Map<string, number> => {
    const name = `${item} ${lang}`;
    const known = members.get(name);
    if (known) return known;
    const found = replacedPages(portal, item, lang);
    members.set(name, found);
    return found;
  };
  return (
    hash: string,
    holders: readonly BlockHolder[],
    least: number,
  ): CountedBlock | undefined => {
    const items = itemsOfBlock(portal, hash);
    const replaced = new Map<string, number>();
    for (const { item, lang } of items) {
      for (const [agency, pages] of membersOf(item, lang)) {
        replaced.set(agency, (replaced.get(agency) ?? 0) + pages);
      }
    }
    const judged = holdingAgencies(holders, totals, replaced);
    const own = judged.filter(({ ownPages }) => ownPages > 0);
    // Of a part of a shared item one agency that has it in a page of its own is enough.
    if (own.length < (items.length > 0 ? Math.min(1, least) : least)) return undefined;
    const ids = [...new Set(items.map(({ item }) => item))];
    const isProven = holders.some(({ agency }) => isBoilerplateIn(portal, agency, hash));
    const { nature, reason } = classifyBlock(judged, ids, isProven);
    const first = holders[judged.findIndex(({ ownPages }) => ownPages > 0)] ?? holders[0];
    const langs = holders.reduce((bits, holder) => bits | holder.langs, 0);
    return {
      hash,
      agencies: own.length,
      pages: own.reduce((sum, { ownPages }) => sum + ownPages, 0),
      words: first?.words ?? 0,
      langs: countedLanguages.filter((_, bit) => (langs >> bit) & 1),
      share: Math.round(meanShare(judged) * 1000) / 1000,
      nature,
      ...decisionOf(nature, ids[0] ?? null, reason, said.get(hash)),
      sampleAgency: first?.agency ?? '',
      samplePlace: first?.page ?? 0,
      sampleDigest: digests.get(first?.agency ?? '') ?? '',
    };
  };
}

/** People beat detection, which takes out only what is proven, and asks where a reference or a notice is likely. */
function decisionOf(
  nature: BlockNature,
  item: string | null,
  reason: string,
  said: SaidOfBlock | undefined,
): Pick<SharedBlock, 'item' | 'decision' | 'decidedBy' | 'reason'> {
  if (said) {
    const named = said.decision === 'reference' ? (said.item ?? item) : item;
    // A reference to nothing would be worse than the words.
    const decision = said.decision === 'reference' && named === null ? 'keep' : said.decision;
    return { item: named, decision, decidedBy: 'person', reason: said.reason };
  }
  const decision = detected[nature];
  return { item, decision, decidedBy: 'detection', reason };
}

const detected = {
  boilerplate: 'remove',
  repeated: 'ask',
  'shared-item': 'ask',
  text: 'keep',
} as const satisfies Record<BlockNature, SharedBlock['decision']>;

/** Longest text kept of a block. */
const longestSample = 2000;

/** Reads the text of each block from the page that it stands on, agency by agency. */
function readSamples(portal: PortalDb, databases: AgencyDatabases): void {
  for (let batch = wantedSamples(portal); batch.length > 0; batch = wantedSamples(portal)) {
    for (const { hash, agency, place } of batch) {
      const found = blockText(databases, agency, place, hash);
      setSample(portal, hash, (found?.text ?? '').slice(0, longestSample), found?.address ?? '');
    }
  }
}

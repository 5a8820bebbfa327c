import { pageBlocks } from '../dedupe/page-blocks.ts';
import type { Workspace } from '../mapping/workspace.ts';
import type { Mapping } from '../model/mapping.ts';
import type { Page } from '../model/page.ts';
import { openPortalDb } from '../store/portal-db.ts';
import { type BlockRuling, blockRulings } from './block-verdicts.ts';
import { portalDbFile } from './dedupe-stage.ts';

/** A block of a page that other agencies hold too, and what holds for it in this agency. */
export interface BlockStory extends BlockRuling {
  lang: string;
  hash: string;
  text: string;
}

/** The shared blocks of an agency's pages, in their order. What the last bundle did with them its findings tell. */
export function blockStory(
  workspace: Workspace,
  mapping: Mapping,
  pages: readonly Page[],
): BlockStory[] {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    const rulingOf = blockRulings(portal, mapping);
    return pages.flatMap((page) =>
      pageBlocks(page).flatMap(({ hash, text }): BlockStory[] => {
        const ruling = rulingOf(hash);
        return ruling ? [{ lang: page.lang, hash, text, ...ruling }] : [];
      }),
    );
  } finally {
    portal.close();
  }
}

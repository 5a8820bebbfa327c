import { pageBlocks } from '../dedupe/page-blocks.ts';
import { chosenPageAt } from '../store/pages.ts';
import type { AgencyDatabases } from './agency-databases.ts';

/** The text of a block on the page at a place among an agency's chosen pages, and the page's address; undefined when it is not there. */
export function blockText(
  databases: AgencyDatabases,
  agency: string,
  place: number,
  hash: string,
): { text: string; address: string } | undefined {
  const db = databases.of(agency);
  const page = db && chosenPageAt(db, place)?.page;
  const block = page && pageBlocks(page).find((one) => one.hash === hash);
  return block && { text: block.text, address: page.address };
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace, readMappings, type Workspace } from '../../src/mapping/workspace.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Page } from '../../src/model/page.ts';
import { openAgency } from '../../src/pipeline/agency-session.ts';
import {
  choosePage,
  packPage,
  pageRefs,
  putSelection,
  unchoosePages,
} from '../../src/store/pages.ts';
import { putStageState } from '../../src/store/stage-state.ts';
import { hash64, unitHash } from '../../src/text/hash.ts';

/** What a test says of an extracted page; the rest is as of any page. */
export interface ExtractedPage extends Partial<Omit<Page, 'published'>> {
  key: string;
  text: string;
  published?: string | null;
}

/** A workspace of extracted agencies, without a crawl: what dedupe starts from. */
export class MadeWorkspace {
  readonly workspace: Workspace;

  constructor(root: string, settings = 'sharedMinimum: 2\n') {
    mkdirSync(join(root, 'mappings'), { recursive: true });
    writeFileSync(join(root, 'kosh.yaml'), settings);
    this.workspace = openWorkspace(root);
  }

  get mappings(): Mapping[] {
    return readMappings(this.workspace).flatMap(({ value }) => (value ? [value] : []));
  }

  /** Takes an agency out; what was crawled of it stays. */
  remove(id: string): void {
    rmSync(join(this.workspace.mappingsFolder, `${id}.yaml`), { force: true });
  }

  /** Gives an agency these pages instead of those it had; its host is `<id>.gov.kz`. */
  agency(id: string, pages: readonly ExtractedPage[], more = ''): void {
    const file = join(this.workspace.mappingsFolder, `${id}.yaml`);
    const names = `{ kk: 'Көшпелі ауданының әкімдігі', ru: 'Акимат Кошпелинского района' }`;
    writeFileSync(
      file,
      `id: ${id}\nentity: aqmola\nnames: ${names}\nhosts: [{ host: ${id}.gov.kz }]\n${more}`,
    );
    const mapping = this.mappings.find((one) => one.id === id);
    if (mapping === undefined) throw new Error(`the mapping of ${id} has faults`);
    const session = openAgency(this.workspace, mapping);
    const { db } = session;
    db.transaction(() => {
      db.exec('DELETE FROM pages');
      pages.forEach((page, at) => {
        const made = extractedPage(page);
        const row = db
          .prepare<[string, string], { id: number }>(
            `INSERT INTO addresses (address, host, state, depth, hints) VALUES (?, ?, 'done', 1, 0)
             ON CONFLICT (address) DO UPDATE SET depth = 1 RETURNING id`,
          )
          .get(made.address, `${id}.gov.kz`);
        const capture = {
          addressId: row?.id ?? 0,
          variant: made.lang === 'und' ? `${at}` : made.lang,
        };
        const packed = packPage(made);
        putSelection(db, capture, {
          inputHash: packed.hash,
          key: made.key,
          pager: [],
          pages: [packed],
        });
      });
      unchoosePages(db);
      for (const ref of pageRefs(db)) choosePage(db, ref.id, undefined);
      const outputHash = hash64(JSON.stringify(pages));
      putStageState(db, 'extract', { inputHash: outputHash, outputHash });
    })();
    session.close();
  }
}

/** A page as extract stores it. */
export function extractedPage({ published = null, ...page }: ExtractedPage): Page {
  const address = `http://${page.key}`;
  return {
    address,
    parts: [address],
    lang: 'ru',
    kind: 'page',
    kindConfidence: 1,
    title: 'Бет',
    updated: null,
    section: [],
    lead: null,
    markdown: page.text === '' ? '' : `${page.text}\n`,
    blockHashes: page.text.split('\n\n').map(unitHash),
    blockLines: linesOfBlocks(page.text.split('\n\n')),
    removed: [],
    links: [],
    assets: [],
    alternates: [],
    canonical: null,
    template: '',
    siteModel: '',
    author: null,
    credit: null,
    tags: [],
    picture: null,
    act: null,
    confidence: 1,
    personal: [],
    ...page,
    published: published === null ? null : { value: published, precision: 'day', source: 'meta' },
  };
}

/** Lines of blocks that stand one empty line apart. */
function linesOfBlocks(blocks: readonly string[]): [number, number][] {
  let first = 0;
  return blocks.map((block) => {
    const end = first + block.split('\n').length;
    const lines: [number, number] = [first, end];
    first = end + 1;
    return lines;
  });
}

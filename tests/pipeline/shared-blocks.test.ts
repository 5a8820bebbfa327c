import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { noVerdicts } from '../../src/dedupe/verdicts.ts';
import { sharedAgency } from '../../src/model/item.ts';
import { blockStory } from '../../src/pipeline/block-story.ts';
import { withBundlePlan } from '../../src/pipeline/bundle-stage.ts';
import { blockFile } from '../../src/pipeline/count-blocks.ts';
import { portalDbFile, runDedupe } from '../../src/pipeline/dedupe-stage.ts';
import type { SaidOfBlock } from '../../src/pipeline/settle-blocks.ts';
import type { SharedWords } from '../../src/pipeline/shared-verdicts.ts';
import { storyText } from '../../src/report/story-text.ts';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { adoptedItems, listSharedItems } from '../../src/store/portal-items.ts';
import { boilerplateOf, listSharedBlocks } from '../../src/store/shared-blocks.ts';
import { unitHash } from '../../src/text/hash.ts';
import { planned, rows } from '../bundle/agency-input.ts';
import { type ExtractedPage, extractedPage, MadeWorkspace } from '../dedupe/made-workspace.ts';
import {
  agencies,
  akimat,
  counter,
  flag,
  flagHistory,
  madeAkimats,
  notice,
  ownSymbols,
  quotation,
  symbolsPage,
} from '../support/akimats.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Shared blocks by hash, as portal.db holds them. */
function blocksOf({ workspace }: MadeWorkspace) {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    return new Map([...listSharedBlocks(portal)].map((block) => [block.hash, block]));
  } finally {
    portal.close();
  }
}

async function bundleOf({ workspace, mappings }: MadeWorkspace, id: string) {
  const owner = mappings.find((one) => one.id === id) ?? sharedAgency;
  const context = { workspace, mappings, signal: new AbortController().signal };
  return await withBundlePlan(context, owner, async (plan) => (plan ? planned(plan) : new Map()));
}

async function bodiesOf(made: MadeWorkspace, id: string): Promise<string[]> {
  const files = await bundleOf(made, id);
  return [...files].flatMap(([path, text]) =>
    path.startsWith('data/content/') ? [text.split('---\n\n')[1] ?? ''] : [],
  );
}

test('notice and counter are told from quotation and from parts of shared items', () => {
  const workspace = madeAkimats();
  runDedupe(workspace.workspace, workspace.mappings);
  const blocks = blocksOf(workspace);
  expect(blocks.get(unitHash(notice))).toMatchObject({
    ...{ agencies: 4, pages: 28, nature: 'boilerplate', decision: 'remove', langs: ['kk'] },
    ...{ sample: notice, sampleAgency: 'aqsu', sampleAddress: 'http://aqsu.gov.kz/kz/news/1' },
  });
  expect(unitHash(counter(4))).toBe(unitHash(counter(123)));
  expect(blocks.get(unitHash(counter(4)))).toMatchObject({ nature: 'boilerplate', agencies: 4 });
  expect(blocks.get(unitHash(quotation))).toMatchObject({ nature: 'text', decision: 'keep' });
  const [shared, ...others] = listed(workspace);
  expect(others).toEqual([]);
  expect(shared).toMatchObject({ decision: 'adopt' });
  expect(blocks.get(unitHash(flag))).toMatchObject({
    ...{ agencies: 1, pages: 1, nature: 'shared-item', decision: 'ask', item: shared?.item.id },
  });
  // The body of the shared item alone is no block inside pages of anybody's own.
  expect(blocks.has(unitHash(flagHistory))).toBe(false);
  expect(blocks.size).toBe(4);
});

function listed({ workspace }: MadeWorkspace) {
  const portal = openPortalDb(portalDbFile(workspace));
  try {
    return listSharedItems(portal);
  } finally {
    portal.close();
  }
}

test('only what is proven goes without a word, and the words of the agency stay', async () => {
  const workspace = madeAkimats();
  runDedupe(workspace.workspace, workspace.mappings);
  const bodies = await bodiesOf(workspace, 'aqsu');
  expect(bodies).toHaveLength(8);
  expect(bodies.join('')).not.toMatch(/Статистика блога|көшіріп басқан/);
  expect(bodies.join('')).toContain(quotation);
  expect(bodies).toContain(`${symbolsPage('aqsu').text}\n`);
  const messages = rows(await bundleOf(workspace, 'aqsu'), 'data/messages.ndjson');
  expect(messages.filter(({ code }) => code === 'block-shared')).toHaveLength(7);
});

/** Words of people on blocks alone. */
function saying(blocks: Map<string, SaidOfBlock>): SharedWords {
  const hash = JSON.stringify([...blocks]);
  return { verdicts: noVerdicts, known: [], said: [], blocks, hash };
}

test('a person beats the mapping, and the mapping what was detected', async () => {
  const workspace = madeAkimats();
  const rule = (hash: string, decision: string) =>
    `shared: { blocks: [{ block: '${hash}', decision: ${decision}, reason: маман қарады }] }\n`;
  const pages = agencies[0]?.[1] ?? [];
  workspace.agency('aqsu', pages, rule(unitHash(notice), 'keep'));
  runDedupe(workspace.workspace, workspace.mappings);
  expect((await bodiesOf(workspace, 'aqsu')).join('')).toContain('көшіріп басқан');
  expect((await bodiesOf(workspace, 'koktal')).join('')).not.toContain('көшіріп басқан');
  const said = new Map<string, SaidOfBlock>([
    [unitHash(notice), { decision: 'remove', item: null, reason: 'ескерту керек емес' }],
    [unitHash(flag), { decision: 'reference', item: null, reason: 'ту барлығына ортақ' }],
    [unitHash(quotation), { decision: 'keep', item: null, reason: 'дәйексөз' }],
  ]);
  expect(runDedupe(workspace.workspace, workspace.mappings, saying(said)).changed).toBe(true);
  const bodies = await bodiesOf(workspace, 'aqsu');
  expect(bodies.join('')).not.toContain('көшіріп басқан');
  const [shared] = listed(workspace);
  const line = `[ҚР Мемлекеттік туы](kosh:item/${shared?.item.id}?lang=kk)`;
  expect(bodies).toContain(
    `${ownSymbols}\n\n${line}\n\nКелушілер бұрышты жұма күндері көре алады.\n`,
  );
  // The shared item itself, made of a page of an agency, keeps its body.
  expect(await bodiesOf(workspace, sharedAgency)).toEqual([`${flag}\n\n${flagHistory}\n`]);
  expect(runDedupe(workspace.workspace, workspace.mappings, saying(said)).changed).toBe(false);
});

test('the result is the same whatever the order in which agencies came', () => {
  const together = madeAkimats();
  runDedupe(together.workspace, together.mappings);
  const oneByOne = new MadeWorkspace(temporaryFolder());
  for (const [id, pages] of [...agencies].reverse()) {
    oneByOne.agency(id, pages);
    runDedupe(oneByOne.workspace, oneByOne.mappings);
  }
  // Ids of shared items follow from which came first; all else does not.
  const seen = (made: MadeWorkspace) =>
    [...blocksOf(made).values()].map((block) => ({ ...block, item: block.item !== null }));
  expect(seen(oneByOne)).toEqual(seen(together));
  expect(runDedupe(oneByOne.workspace, oneByOne.mappings).changed).toBe(false);
});

test('an agency that leaves takes its counts along, and what two hold is proof no more', () => {
  const workspace = madeAkimats();
  runDedupe(workspace.workspace, workspace.mappings);
  workspace.remove('koktal');
  workspace.remove('tasjol');
  runDedupe(workspace.workspace, workspace.mappings);
  expect(blocksOf(workspace).size).toBe(0);
  expect(existsSync(blockFile(workspace.workspace, 'koktal'))).toBe(false);
  const portal = openPortalDb(portalDbFile(workspace.workspace));
  expect(boilerplateOf(portal, 'aqsu').size).toBe(0);
  portal.close();
});

test('pages that share only a notice are no copies of one another', () => {
  const short = (id: string, own: string): ExtractedPage => {
    const text = `${own}\n\n${notice}\n\n${notice.replace('көшіріп', 'қайта')}`;
    return { key: `${id}.gov.kz/kz/about`, lang: 'kk', title: 'Ауыл туралы', text };
  };
  const second = notice.replace('көшіріп', 'қайта');
  const pages = (id: string, own: string) => [
    ...akimat(id).map((page) => ({ ...page, text: `${page.text}\n\n${second}` })),
    short(id, own),
  ];
  const workspace = new MadeWorkspace(temporaryFolder());
  workspace.agency('aqsu', pages('aqsu', 'Ақсу ауылында екі мың тұрғын бар.'));
  workspace.agency('burabay', pages('burabay', 'Бурабай кенті көл жағасында орналасқан.'));
  workspace.agency('koktal', pages('koktal', 'Көктал елді мекені өткен ғасырда құрылды.'));
  runDedupe(workspace.workspace, workspace.mappings);
  const portal = openPortalDb(portalDbFile(workspace.workspace));
  expect(boilerplateOf(portal, 'aqsu')).toContain(unitHash(second));
  expect([...adoptedItems(portal)]).toEqual([]);
  portal.close();
  expect(listed(workspace)).toEqual([]);
});

test('the story of a page says which of its blocks others hold, and what becomes of them', () => {
  const workspace = madeAkimats();
  runDedupe(workspace.workspace, workspace.mappings);
  const [mapping] = workspace.mappings;
  const [first] = agencies[0]?.[1] ?? [];
  if (mapping === undefined || first === undefined) throw new Error('no agency');
  const page = extractedPage(first);
  const sharedBlocks = blockStory(workspace.workspace, mapping, [page]);
  const story = { agency: 'aqsu', address: page.address, key: page.key, spellings: [] };
  const told = storyText({
    ...story,
    pages: [{ chosen: true, page }],
    redirect: null,
    sharedBlocks,
  });
  expect(told).toContain(`kk shared block ${unitHash(notice)}: remove by detection (on `);
  expect(told).toContain(`${unitHash(quotation)}: keep by detection (on 4 pages of 4 agencies`);
});

test('telephones that differ in digits alone stay with their agencies', () => {
  const workspace = new MadeWorkspace(temporaryFolder());
  const line = (index: number) => `Ауыл әкімінің қабылдау бөлмесі: 8 (71632) 2-11-4${index}`;
  for (const [index, id] of ['aqsu', 'burabay', 'koktal'].entries()) {
    const pages = akimat(id).map((page) => ({ ...page, text: `${page.text}\n\n${line(index)}` }));
    workspace.agency(id, pages);
  }
  runDedupe(workspace.workspace, workspace.mappings);
  expect(blocksOf(workspace).get(unitHash(line(0)))).toMatchObject({
    nature: 'repeated',
    decision: 'ask',
  });
});

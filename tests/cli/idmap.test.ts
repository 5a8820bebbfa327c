import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Item } from '../../src/model/item.ts';
import { idMapHistory } from '../../src/store/id-map.ts';
import { openPortalDb } from '../../src/store/portal-db.ts';
import { replaceAgencyItems, replaceSharedItems } from '../../src/store/portal-items.ts';
import { dnsNamespace, uuidV5 } from '../../src/text/uuid.ts';
import {
  agency,
  type DecidedWorkspace,
  decidedWorkspace,
  portal,
  writeMapping,
} from '../support/decided-workspace.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { bundleLines } from '../support/migrated-sites.ts';
import { untoldStory } from '../support/shared-member.ts';

const idOf = (name: string) => uuidV5(dnsNamespace, name);
const [newsId, foreignId, sharedId] = [idOf('жаңалық'), idOf('бөтен'), idOf('ортақ')];

function item(id: string, owner: string, key: string, langs: readonly ('kk' | 'ru')[]): Item {
  const versions = langs.map((lang) => ({
    ...{ lang, agency: owner === 'shared' ? agency : owner },
    ...{ key: `${key}-${lang}`, aliases: [] },
  }));
  return { id, agency: owner, kind: 'news', anchor: `${key}-kk`, versions, pairing: null };
}

/** A workspace whose agency has an item in two languages, beside an item of another agency and a shared one. */
function withItems(): DecidedWorkspace {
  const ws = decidedWorkspace();
  writeMapping(ws.root, 'rules: [{ match: /list/**, portalSection: press/news }]\n');
  const db = openPortalDb(join(ws.root, 'data', 'portal.db'));
  const shared = item(sharedId, 'shared', 'sarkol.gov.kz/ту', ['kk']);
  replaceAgencyItems(db, agency, [item(newsId, agency, 'sarkol.gov.kz/жаңалық', ['kk', 'ru'])], []);
  replaceAgencyItems(db, 'basqa', [item(foreignId, 'basqa', 'basqa.kz/а', ['kk'])], []);
  replaceSharedItems(db, [
    { ...untoldStory, item: shared, members: [], decision: 'adopt', reason: 'екі сайтта бар' },
  ]);
  db.close();
  return ws;
}

test("the portal's answer makes provisional targets final, and what has none waits", async () => {
  const ws = withItems();
  expect(await ws.planned('sarkol.gov.kz/жаңалық-kk')).toMatchObject({ provisional: true });
  const file = ws.file(
    'жауап.csv',
    `Item ID;Language;URL\n${newsId};kz;${portal}/press/901?lang=kk\n`,
  );
  const { stdout, code, stderr } = await ws.kosh('idmap', agency, file, '--actor', 'Портал тобы');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('1 of 2 language versions have an address of the portal, 1 wait');
  expect(await ws.planned('sarkol.gov.kz/жаңалық-kk')).toMatchObject({
    ...{ provisional: false, target: `${portal}/press/901?lang=kk` },
  });
  expect(await ws.planned('sarkol.gov.kz/жаңалық-ru')).toMatchObject({ provisional: true });
});

test('the same answer again changes nothing, and an address that moved keeps its history', async () => {
  const ws = withItems();
  const first = ws.file('1.csv', `${newsId},${portal}/901\n`);
  const second = ws.file('2.csv', `id,url\nkosh:item/${newsId}?lang=kk,${portal}/902\n`);
  const told = async (file: string) =>
    JSON.parse((await ws.kosh('idmap', agency, file, '--json', '--actor', 'Әсел')).stdout);
  expect(await told(first)).toMatchObject({ entries: 1, versions: 2, answered: 2 });
  expect(await told(first)).toMatchObject({ entries: 0, counts: { same: 1 } });
  expect(await told(second)).toMatchObject({ entries: 1, counts: { changed: 1 } });
  const db = openPortalDb(join(ws.root, 'data', 'portal.db'));
  expect(idMapHistory(db, agency, newsId)).toMatchObject([
    { address: `${portal}/901`, actor: 'Әсел', origin: expect.stringContaining('1.csv:1') },
    { address: `${portal}/902`, origin: expect.stringContaining('2.csv:2') },
  ]);
  db.close();
});

test('every fault of an answer is told at once with its line, and nothing is taken', async () => {
  const ws = withItems();
  const file = ws.file(
    'жауап.tsv',
    [
      'id\tlang\taddress\tagency',
      `${newsId}\tkk\t${portal}/1\t${agency}`,
      `${newsId}\tkk\t${portal}/2\t`,
      `${newsId}\tkk\t${portal}/1\tsarkol`,
      `${foreignId}\tkk\t${portal}/3\t`,
      `${idOf('жоқ')}\tkk\t${portal}/4\t`,
      `${newsId}\ten\t${portal}/5\t`,
      `${newsId}\ttr\t${portal}/6\t`,
      `${newsId}\tru\thttps://evil.example/7\t`,
      `${newsId}\tru\thttps://www.gov.kz@evil.example/7\t`,
      `${sharedId}\tkk\t${portal}/8\t`,
      `${'0'.repeat(64)}\t\t${portal}/9\t`,
      `section:press/events\t\t${portal}/10\t`,
      `${newsId}\tru\t${portal}/11\tbasqa`,
      `бір нәрсе\tru\t${portal}/12\t`,
      `${newsId}\tru\t\t`,
      `${'0'.repeat(64)}\tkk\t${portal}/13\t`,
    ].join('\n'),
  );
  const { code, stderr, stdout } = await ws.kosh('idmap', agency, file);
  expect(code).toBe(2);
  const lines = [...stderr.matchAll(/жауап\.tsv:(\d+): /g)].map(([, line]) => Number(line));
  expect(lines).toEqual([3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
  expect(stderr).toContain('line 2');
  expect(stderr).toContain('an item of basqa');
  expect(stderr).toContain('kosh idmap shared');
  expect(stdout).toContain('0 of 2');
  const rest = await ws.kosh('idmap', agency, file, '--keep-going', '--json');
  expect(rest.code).toBe(3);
  expect(JSON.parse(rest.stdout)).toMatchObject({ entries: 1, repeated: 1, faults: 14 });
});

test('home, sections and shared items are answered too, and two ids at one address are doubted', async () => {
  const ws = withItems();
  const file = ws.file(
    'ж.csv',
    `id,url\nhome,${portal}\nsection:press/news,${portal}/press\n${newsId},${portal}/press\n`,
  );
  const own = await ws.kosh('idmap', agency, file, '--json');
  expect(JSON.parse(own.stdout)).toMatchObject({ entries: 3, faults: 0 });
  expect(own.stderr).toContain('ж.csv:4');
  const shared = ws.file('ортақ.csv', `id,lang,url\n${sharedId},kk,https://www.gov.kz/shared/1\n`);
  const answer = await ws.kosh('idmap', 'shared', shared, '--json');
  expect(JSON.parse(answer.stdout)).toMatchObject({ entries: 1, versions: 1, answered: 1 });
  expect((await ws.kosh('idmap', 'shared', file)).code).toBe(2);
  expect((await ws.kosh('idmap', 'ешкім', file)).code).toBe(2);
});

const topics = {
  суару:
    'Суару жүйелерін жөндеу жұмыстары сәуір айында басталады, кесте ауыл тұрғындарына жеткізілді. ',
  мектеп:
    'Жаңа оқу жылына дайындық барысында мектептердің шатырлары мен жылу желілері тексерілді. ',
};

test('the next bundle tells what of the imported one is gone, and nothing when nothing is', async () => {
  const ws = decidedWorkspace();
  const records = Object.entries(topics).map(([name, text], at) =>
    madeResponse(
      `http://sarkol.gov.kz/news/${at}`,
      `<title>${name}</title><h1>${name} туралы хабар</h1><p>${text.repeat(4)}</p>`,
      { date: '2019-03-01T06:00:00Z', id: name },
    ),
  );
  await ws.kosh('ingest', agency, ws.file('a.warc.gz', madeWarc(records)), '-q');
  const make = async () => {
    for (const stage of [['extract', agency], ['dedupe'], ['bundle', agency]]) {
      const { code, stderr } = await ws.kosh(...stage, '-q');
      expect([0, 3], stderr).toContain(code);
    }
    const data = join(ws.root, 'out/bundles', agency, 'data');
    return JSON.parse(readFileSync(join(data, 'bundle.json'), 'utf8'));
  };
  const first = await make();
  expect(first).toMatchObject({ previous: null, counts: { items: 2 } });
  const [gone] = bundleLines<{ id: string; versions: { source: { address: string } }[] }>(
    ws.root,
    agency,
    'items.ndjson',
  ).filter(({ versions }) => versions[0]?.source.address.endsWith('/0'));
  const answer = ws.file('ж.csv', `id,url,bundle\n${gone?.id},${portal}/1,${first.id}\n`);
  expect((await ws.kosh('idmap', agency, answer)).code).toBe(0);
  expect(await make()).toMatchObject({ previous: null, counts: { tombstones: 0 } });

  writeMapping(ws.root, 'rules: [{ match: /news/0, ignore: { reason: withdrawn in 2020 } }]\n');
  expect(await make()).toMatchObject({ previous: first.id, counts: { items: 1, tombstones: 1 } });
  expect(bundleLines(ws.root, agency, 'tombstones.ndjson')).toMatchObject([
    { id: gone?.id, whole: true, replaced_by: null },
  ]);
});

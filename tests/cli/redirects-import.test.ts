import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import importRows from '../../fixtures/redirects/import-rows.json' with { type: 'json' };
import { rowRules } from '../../src/pipeline/key-rows.ts';
import { readAnswerRow } from '../../src/redirects/answer-row.ts';
import { agency, decidedWorkspace, portal } from '../support/decided-workspace.ts';
import { mappingWith, settingsWith } from '../support/redirect-plan.ts';

/** The lines of an answer in JSON, of one type. */
function lines(stdout: string, type: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((line) => line.type === type);
}

function summary(stdout: string) {
  return lines(stdout, 'summary')[0] ?? {};
}

const list = `old,new,reason
http://sarkol.gov.kz/ru/news/1,${portal}/press/news/1,жаңалық көшті
/ru/news/2,gone,ескірген
/ru/news/3,мұрағат,
/ru/news/4,,
`;

test('a table is only shown until it is applied, and applied again it adds nothing', async () => {
  const { redirects, file, entries, planned } = decidedWorkspace();
  const table = file('тізім.csv', list);
  const preview = await redirects('import', table);
  expect(preview.code, preview.stderr).toBe(0);
  expect(preview.stdout).toMatch(
    /redirect +1 +0 +0 +0[\s\S]*archive +1[\s\S]*gone +1[\s\S]*unresolved +1/,
  );
  expect(preview.stderr).toContain('writes 4 decisions');
  expect(await entries()).toEqual([]);
  const applied = await redirects('import', table, '--apply', '--json');
  expect(summary(applied.stdout)).toMatchObject({ rows: 4, changes: 4, entries: 4, faults: 0 });
  expect(await entries()).toMatchObject([
    { origin: 'тізім.csv:2', source: 'import', reason: 'жаңалық көшті', actor: 'Айгүл Сәрсенова' },
    { origin: 'тізім.csv:3' },
    { origin: 'тізім.csv:4', reason: 'listed in тізім.csv' },
    { origin: 'тізім.csv:5', decision: 'unresolved' },
  ]);
  const again = await redirects('import', table, '--apply', '--json');
  expect(summary(again.stdout)).toMatchObject({ entries: 0, batch: null });
  expect(await planned('sarkol.gov.kz/ru/news/1')).toMatchObject({
    ...{ source: 'import', target: `${portal}/press/news/1`, reason: 'жаңалық көшті' },
  });
  expect(await planned('sarkol.gov.kz/ru/news/4')).toMatchObject({ decision: 'unresolved' });
});

test('tables as spreadsheets save them: semicolons in windows-1251, tabs in UTF-16, marks, quotes and CRLF', async () => {
  const { redirects, file } = decidedWorkspace();
  const russian = `Старый адрес;Новый адрес;Причина\r\n"http://sarkol.gov.kz/отдел?a=1;b=2";${portal};"Отдел переехал; телефон ""тот же"""\r\n`;
  const bytes = {
    'excel.csv': iconv.encode(russian, 'win1251'),
    'unicode.txt': iconv.encode(russian.replaceAll(';', '\t').replace('1\tb', '1;b'), 'utf16le', {
      addBOM: true,
    }),
    'mark.csv': `\ufeff${russian}`,
    'mac.csv': russian.replaceAll('\r\n', '\r'),
  };
  for (const [name, content] of Object.entries(bytes)) {
    const { stdout, code } = await redirects('import', file(name, content), '--json');
    expect(code, `${name} ${stdout}`).toBe(0);
    expect(lines(stdout, 'row'), name).toMatchObject([
      {
        address: 'http://sarkol.gov.kz/%D0%BE%D1%82%D0%B4%D0%B5%D0%BB?a=1;b=2',
        after: `redirect ${portal}`,
      },
    ]);
  }
});

test('every faulty line is told at once, and then nothing is written unless asked to leave them out', async () => {
  const { redirects, file, entries } = decidedWorkspace();
  const table = file(
    'қате.csv',
    [
      `/ок,${portal}`,
      '/а,https://evil.example/',
      'http://other.kz/b,gone',
      'сөйлем,тағы сөйлем',
      `/с,${portal}/x,себеп,артық`,
      '/d,javascript:alert(1)',
      '/?foo,gone',
      `/е,${portal}/%0d%0aLocation:x`,
      '/ж,http://sarkol.gov.kz/ж/',
    ].join('\n'),
  );
  const { code, stderr } = await redirects('import', table, '--apply');
  expect(code).toBe(2);
  const told = [...stderr.matchAll(/қате\.csv:(\d+): (.+)/g)].map(([, line]) => Number(line));
  expect(told).toEqual([2, 3, 4, 5, 6, 8, 9]);
  expect(stderr).toContain('Nothing is written');
  expect(await entries()).toEqual([]);
  const json = await redirects('import', table, '--json');
  expect(lines(json.stdout, 'fault')).toHaveLength(7);
  const rest = await redirects('import', table, '--apply', '--keep-going');
  expect(rest.code).toBe(3);
  expect((await entries()).map(({ subject }) => subject)).toEqual([
    'sarkol.gov.kz/?foo=',
    'sarkol.gov.kz/ок',
  ]);
});

test('existing decisions are kept unless they are to be overwritten', async () => {
  const { redirects, file, planned } = decidedWorkspace();
  await redirects('set', '/ru/news/2', '--to', `${portal}/own`, '--reason', 'өзіміз шештік');
  const table = file('list.csv', list);
  const kept = await redirects('import', table, '--apply', '--json');
  expect(summary(kept.stdout)).toMatchObject({ entries: 3, counts: { gone: { kept: 1 } } });
  expect(await planned('sarkol.gov.kz/ru/news/2')).toMatchObject({ source: 'hand' });
  const taken = await redirects('import', table, '--apply', '--existing', 'overwrite', '--json');
  expect(summary(taken.stdout)).toMatchObject({ entries: 1, counts: { gone: { changed: 1 } } });
  expect(await planned('sarkol.gov.kz/ru/news/2')).toMatchObject({ decision: 'gone' });
});

test('a batch is reverted to what was said before it, and the revert too', async () => {
  const { redirects, file, planned, entries } = decidedWorkspace();
  await redirects('set', '/ru/news/1', '--gone', '--reason', 'өзіміз шештік');
  const overwriting = [file('list.csv', list), '--apply', '--existing', 'overwrite', '--json'];
  const batch = String(summary((await redirects('import', ...overwriting)).stdout).batch);
  await redirects('set', '/ru/news/3', '--gone', '--reason', 'кейін шештік');

  const shown = await redirects('revert', batch, '--json');
  expect(summary(shown.stdout)).toMatchObject({ entries: 0, decidedSince: 1 });
  const before = (await entries()).length;
  const reverted = await redirects('revert', batch, '--apply', '--reason', 'бөтен тізім', '--json');
  expect(summary(reverted.stdout)).toMatchObject({ entries: 2, decidedSince: 1 });
  expect(await entries()).toHaveLength(before + 2);
  expect(await planned('sarkol.gov.kz/ru/news/1')).toMatchObject({
    decision: 'gone',
    source: 'hand',
  });
  expect(await planned('sarkol.gov.kz/ru/news/2')).toMatchObject({ decision: 'unresolved' });
  expect(await planned('sarkol.gov.kz/ru/news/3')).toMatchObject({ reason: 'кейін шештік' });

  const second = String(summary(reverted.stdout).batch);
  await redirects('revert', second, '--apply');
  expect(await planned('sarkol.gov.kz/ru/news/1')).toMatchObject({
    target: `${portal}/press/news/1`,
  });
  expect(await planned('sarkol.gov.kz/ru/news/2')).toMatchObject({ decision: 'gone' });
  const unknown = await redirects('revert', 'жоқ', '--apply');
  expect(unknown.code).toBe(2);
});

test('the table kosh writes comes back without a decision, and an edited row as one', async () => {
  const { root, redirects, kosh, file, entries } = decidedWorkspace();
  await redirects('import', file('list.csv', list), '--apply');
  await kosh('redirects', 'build', agency, '--server', 'csv');
  const own = join(root, 'out/redirects/csv', agency, `${agency}.csv`);
  const unchanged = await redirects('import', own, '--json');
  expect(summary(unchanged.stdout)).toMatchObject({ faults: 0, changes: 0, untouched: 4 });
  const before = await entries();
  const text = readFileSync(own, 'utf8');
  const edited = text.replace('/ru/news/4,,404', `/ru/news/4,${portal}/four,404`);
  expect(edited).not.toBe(text);
  writeFileSync(own, edited);
  expect((await redirects('import', own, '--apply')).code).toBe(0);
  expect((await entries()).slice(before.length)).toMatchObject([
    { address: 'http://sarkol.gov.kz/ru/news/4', target: `${portal}/four` },
  ]);
});

test('reviewers get every change as a table that no spreadsheet runs', async () => {
  const { root, redirects, file } = decidedWorkspace();
  await redirects('set', '/ru/news/1', '--gone', '--reason', 'өзіміз шештік');
  const table = file(
    'l.csv',
    `${list}/ru/news/5,${portal},"'=HYPERLINK(1)"\n/ru/news/6,${portal},=1+1\n`,
  );
  const changes = join(root, 'өзгерістер.csv');
  await redirects('import', table, '--existing', 'overwrite', '--diff', changes);
  const rows = readFileSync(changes, 'utf8').split('\r\n');
  expect(rows[1]).toBe(
    `2,http://sarkol.gov.kz/ru/news/1,gone,,redirect ${portal}/press/news/1,changed,жаңалық көшті`,
  );
  expect(rows.filter((row) => /(?:^|,)"?=/.test(row))).toEqual([]);
  expect(rows[5]).toContain("'=HYPERLINK(1)");
  expect(rows).toHaveLength(8);
});

test('the rows that the UK tool asserts are read alike, but where lists of ours are stricter', () => {
  const { csvRow } = importRows;
  const rules = rowRules(
    mappingWith(),
    settingsWith({
      archiveTemplate: 'https://webarchive.nationalarchives.gov.uk/*/{address}',
      portal: { allowedHosts: ['a.com'] },
    }),
  );
  const read = ({ old = '/old', new: next }: { old?: string; new: string }) => {
    const ours = next.toLowerCase() === 'tna' ? 'Archive' : next;
    return readAnswerRow(
      { old: old.replace('homepage.com', 'sarkol.gov.kz'), new: ours, reason: '', type: '' },
      rules,
    );
  };
  const byId = Object.fromEntries(csvRow.map((row) => [row.id, read(row)]));
  for (const { id, type } of csvRow) {
    // row-005: their tool takes any text for a target and refuses it later; ours says so at once.
    if (type !== undefined && id !== 'row-005')
      expect(byId[id], id).toMatchObject({ decision: type });
  }
  expect(byId['row-004']).toMatchObject({
    target: 'https://webarchive.nationalarchives.gov.uk/*/http://a.gov.uk',
  });
  expect(byId['row-005']).toMatchObject({ fault: expect.stringContaining('http://}') });
  // They pass over what is no address; here nothing of a list is passed over silently.
  for (const id of ['row-007', 'row-008', 'row-009']) {
    expect(byId[id], id).toMatchObject({ fault: expect.stringContaining('no address') });
  }
  // Their home page belongs to the site and cannot be mapped; here it is an address like any other, named plainly.
  expect(byId['row-010']).toMatchObject({ key: 'sarkol.gov.kz/', decision: 'unresolved' });
  expect(byId['row-011']).toMatchObject({ key: 'sarkol.gov.kz/a' });
  const dropping = rowRules(mappingWith({ significantParameters: ['id'] }), settingsWith());
  expect(readAnswerRow({ old: '/?foo', new: '', reason: '', type: '' }, dropping)).toMatchObject({
    fault: expect.stringContaining('home page'),
  });
});

test('of rows for one address the best answer stays, then the earlier line, as the UK tools have it', async () => {
  const { redirects, file, entries } = decidedWorkspace(
    '',
    'significantParameters: [id]\ncaseInsensitive: true\n',
  );
  const [first, second, fourth] = importRows.duplicatePrecedence;
  const ours = (cell: string) =>
    cell === 'TNA'
      ? 'archive'
      : cell.replace(/^http:\/\/(?!example)[^/]+/, portal).replace('example.com', 'sarkol.gov.kz');
  const table = (rows: readonly string[][], heading = 'old_url,new_url,status') =>
    `${heading}\n${rows.map((row) => row.map(ours).join(',')).join('\n')}\n`;
  await redirects('import', file('1.csv', table(first?.rows ?? [], 'old,new')), '--apply');
  await redirects('import', file('2.csv', table(second?.rows ?? [])), '--apply');
  const conflict = file('4.csv', table(fourth?.rows ?? []).replace(portal, `${portal}/a`));
  const told = await redirects('import', conflict, '--json', '--existing', 'overwrite');
  expect(await entries()).toMatchObject([
    { subject: 'sarkol.gov.kz/old', decision: 'redirect', target: `${portal}/new` },
    { subject: 'sarkol.gov.kz/1', decision: 'redirect', target: `${portal}/1` },
  ]);
  expect(lines(told.stdout, 'contradiction')).toMatchObject([{ line: 3 }]);
  expect(summary(told.stdout)).toMatchObject({ contradicted: 1, changes: 1 });
});

test('archive with an address of its own goes before archive, that before gone, that before nothing', async () => {
  const { redirects, file, entries } = decidedWorkspace();
  const copy = 'https://archive.example.kz/2019/http://sarkol.gov.kz/x';
  const answers = ['', 'gone', 'archive', copy, `${portal}/x`];
  for (let least = 1; least < answers.length; least++) {
    const rows = answers.slice(0, least + 1).map((answer) => `/x${least},${answer}`);
    await redirects('import', file(`${least}.csv`, rows.join('\n')), '--apply');
  }
  expect((await entries()).map(({ target, decision }) => target ?? decision)).toEqual([
    'gone',
    'archive',
    copy,
    `${portal}/x`,
  ]);
});

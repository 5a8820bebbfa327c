import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DecisionDraft } from '../../src/model/decision.ts';
import {
  decisionColumns,
  decisionRecord,
  readEntry,
  recordValues,
} from '../../src/pipeline/decision-lines.ts';
import { rowRules } from '../../src/pipeline/key-rows.ts';
import { decisionId } from '../../src/store/decisions.ts';
import { readCsv } from '../../src/text/csv.ts';
import { agency, decidedWorkspace, portal, writeMapping } from '../support/decided-workspace.ts';
import { madeResponse, madeWarc } from '../support/made-warc.ts';
import { mappingWith, settingsWith } from '../support/redirect-plan.ts';

test('an export is taken over elsewhere with its history, in either form, and twice is once', async () => {
  const here = decidedWorkspace();
  await here.redirects('set', '/a', '--gone', '--reason', '=ескірген, "үлкен"\n\'тырнақша');
  await here.redirects('set', '/a', '--to', `${portal}/a`, '--reason', 'қайта қаралды');
  await here.redirects('set', '/b', '--archive', '--reason', '@мұрағатқа');
  const entries = await here.entries();
  for (const format of ['ndjson', 'csv']) {
    const there = decidedWorkspace();
    const { stdout } = await here.kosh('decisions', 'export', agency, '--format', format);
    const file = there.file(`шешімдер.${format}`, stdout);
    const first = await there.kosh('decisions', 'import', agency, file, '--json');
    expect(JSON.parse(first.stdout), first.stderr).toMatchObject({ read: 3, fresh: 3, entries: 3 });
    const again = await there.kosh('decisions', 'import', agency, file, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ fresh: 0, known: 3, entries: 0 });
    expect(await there.entries()).toEqual(entries);
    expect(await there.planned('sarkol.gov.kz/a')).toMatchObject({ target: `${portal}/a` });
  }
});

test('altered, foreign, future and hostile entries are told by line, and nothing of the file is taken', async () => {
  const here = decidedWorkspace();
  await here.redirects('set', '/a', '--to', `${portal}/a`, '--reason', 'бөлім көшті');
  const [entry = {}] = await here.entries();
  const sound = JSON.stringify(entry);
  const { agency: _agency, id: _id, ...said } = entry;
  const resealed = (parts: object) => {
    const draft = { ...said, ...parts } as Parameters<typeof decisionId>[0];
    return JSON.stringify({ agency, id: decisionId(draft), ...draft });
  };
  const there = decidedWorkspace();
  const file = there.file(
    'шешімдер.ndjson',
    [
      sound,
      sound.replace('/sarkol/a', '/sarkol/b'),
      resealed({ target: 'https://evil.example/' }),
      resealed({ at: '2999-01-01T00:00:00.000Z' }),
      resealed({ address: 'http://evil.example/a' }),
      resealed({ actor: ' ' }),
      sound.replace(agency, 'basqa-agency'),
      'жол емес',
    ].join('\n'),
  );
  const refused = await there.kosh('decisions', 'import', agency, file);
  expect(refused.code).toBe(2);
  const told = [...refused.stderr.matchAll(/ndjson:(\d+): /g)].map(([, line]) => Number(line));
  expect(told).toEqual([2, 3, 4, 5, 6, 7, 8]);
  expect(await there.entries()).toEqual([]);
  expect((await there.kosh('decisions', 'import', agency, file, '--keep-going')).code).toBe(3);
  expect(await there.entries()).toEqual([entry]);
});

test('any entry reads back from CSV as it was', () => {
  const rules = rowRules(mappingWith(), settingsWith());
  const text = fc
    .string({ unit: fc.constantFrom(...'әқ=+-@\'",;\n ұ1'), maxLength: 12 })
    .map((one) => one.trim());
  fc.assert(
    fc.property(text, text, text, (reason, origin, name) => {
      const draft: DecisionDraft = {
        subjectKind: 'key',
        subject: 'sarkol.gov.kz/a',
        decision: 'gone',
        target: null,
        reason,
        actor: `А${name.replaceAll('\n', '')}`,
        at: '2026-03-19T09:10:00.000Z',
        batch: 'b1',
        source: 'hand',
        origin,
        address: 'http://sarkol.gov.kz/a',
        seen: null,
      };
      const entry = { id: decisionId(draft), ...draft };
      const csv = `${decisionColumns.join(',')}\r\n${decisionRecord('sarkol-akimat', entry)}\n`;
      const [, row] = readCsv(csv);
      const values = row && recordValues(decisionColumns, row);
      expect(readEntry(values, 'sarkol-akimat', rules, new Date('2026-04-01'))).toEqual({ entry });
    }),
  );
});

/** Takes a page into the archive as it was on a day, and makes pages of it. */
async function showPage(ws: ReturnType<typeof decidedWorkspace>, day: string, text: string) {
  const html = `<title>Қабылдау бөлмесі</title><h1>Қабылдау бөлмесі</h1><p>${text}</p>`;
  const record = madeResponse('http://sarkol.gov.kz/reception', html, {
    date: `${day}T06:00:00Z`,
    id: day,
  });
  const warc = ws.file(`${day}.warc.gz`, madeWarc([record]));
  expect((await ws.kosh('ingest', agency, warc, '-q')).code).toBe(0);
  expect([0, 3]).toContain((await ws.kosh('extract', agency, '-q')).code);
}

const reception = (visitors: number) =>
  `Азаматтарды қабылдау кестесі сейсенбі және бейсенбі күндері өзгеріссіз қалады, келушілер саны ${visitors}. `.repeat(
    3,
  );
const floods =
  'Су тасқынынан зардап шеккен отбасыларға көмек көрсету тәртібі мен құжаттар тізімі осы бетте жарияланды. '.repeat(
    3,
  );

test('a page left behind comes back when it shows something else, and a redirect stays what it is', async () => {
  const ws = decidedWorkspace();
  await showPage(ws, '2019-03-01', reception(17));
  const why = ['--reason', 'ескірген бет'];
  await ws.redirects('set', '/reception', '--gone', ...why);
  expect((await ws.entries())[0]?.seen).toMatch(/^[0-9a-f]{16}$/);
  await showPage(ws, '2019-03-02', reception(42));
  expect(await ws.planned('sarkol.gov.kz/reception')).toMatchObject({ decision: 'gone' });

  await showPage(ws, '2019-03-03', floods);
  expect(await ws.planned('sarkol.gov.kz/reception')).not.toMatchObject({ decision: 'gone' });
  const findings = await ws.kosh('findings', agency, '--code', 'decision-lapsed', '--json');
  expect(JSON.parse(findings.stdout)).toMatchObject({
    address: 'http://sarkol.gov.kz/reception',
    detail: expect.stringContaining('gone by Айгүл Сәрсенова'),
  });
  expect(findings.stderr).toContain('addresses that people decided: 1 gone; 0 died, 1 lapsed');
  const story = await ws.kosh('explain', 'sarkol.gov.kz/reception');
  expect(story.stdout).toMatch(/decided {3}gone, by Айгүл Сәрсенова on .*: ескірген бет/);
  await ws.redirects('set', '/reception', '--gone', ...why);
  expect(await ws.planned('sarkol.gov.kz/reception')).toMatchObject({ decision: 'gone' });

  await ws.redirects('set', '/reception', '--to', `${portal}/contacts`, ...why);
  await showPage(ws, '2019-03-04', reception(99));
  expect(await ws.planned('sarkol.gov.kz/reception')).toMatchObject({
    target: `${portal}/contacts`,
  });
});

test('decisions follow their addresses when key rules change; those that cannot are told with who made them', async () => {
  const ws = decidedWorkspace();
  const why = ['--reason', 'бөлім көшті'];
  await ws.redirects('set', '/p?id=1&view=old', '--to', `${portal}/1`, ...why);
  await ws.redirects('set', '/p?id=1&view=new', '--gone', ...why);
  await ws.redirects('set', '/q?id=2&view=x', '--to', `${portal}/2`, ...why);
  await ws.redirects('set', 'http://sarkol.gov.kz/өлке', '--to', `${portal}/3`, ...why);
  expect(await ws.planned('sarkol.gov.kz/p?id=1&view=old')).toMatchObject({
    target: `${portal}/1`,
  });

  writeMapping(ws.root, 'significantParameters: [id]\n');
  expect(await ws.planned('sarkol.gov.kz/p?id=1')).toMatchObject({ decision: 'gone' });
  expect(await ws.planned('sarkol.gov.kz/q?id=2')).toMatchObject({ target: `${portal}/2` });
  const died = await ws.kosh('findings', agency, '--code', 'decision-died', '--json');
  expect(JSON.parse(died.stdout)).toMatchObject({
    severity: 'error',
    subject: 'sarkol.gov.kz/p?id=1&view=old',
    detail: expect.stringMatching(/redirect by Айгүл Сәрсенова, .*newer decision/),
  });

  const settings = readFileSync(join(ws.root, 'kosh.yaml'), 'utf8');
  ws.file(
    'kosh.yaml',
    settings.replace(
      '[sarkol]',
      '[sarkol], base: https://portal.example.kz, allowedHosts: [portal.example.kz]',
    ),
  );
  await ws.planned('');
  const all = await ws.kosh('findings', agency, '--code', 'decision-died', '--json');
  expect(all.stdout.split('\n').filter((line) => line.includes('allowedHosts'))).toHaveLength(2);
});

import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan.ts';
import { verifyBundle } from '../../src/bundle/verify.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import type { Item } from '../../src/model/item.ts';
import type { Page } from '../../src/model/page.ts';
import { agencyInput, ids, pageOf } from './agency-input.ts';
import { bagProblems, filesBelow } from './bag-checker.ts';

let folder = '';
let dir = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kosh-verify-'));
  dir = join(folder, 'koktal');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function messages(): Promise<string[]> {
  const faults = await verifyBundle(dir);
  return faults.map(({ path, line, message }) => `${path}:${line ?? ''} ${message}`);
}

describe('verifying a bundle', () => {
  it('finds no fault with what kosh writes', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    expect(await messages()).toEqual([]);
  });

  it('says where there is no bundle', async () => {
    await expect(verifyBundle(join(folder, 'жоқ'))).rejects.toThrow('is no folder');
  });

  it('finds changed, missing, foreign and linked files', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    const content = `data/content/kk/news/${ids.school}.md`;
    appendFileSync(join(dir, content), 'қосымша сөз\n');
    rmSync(join(dir, 'data/review.csv'));
    writeFileSync(join(dir, 'data/content/kk/бөтен.md'), 'бөтен');
    symlinkSync('/etc/hostname', join(dir, 'data/hostname'));
    const found = await messages();
    expect(found).toContain(`${content}: does not have the hash in its manifest`);
    expect(found).toContain('data/review.csv: is missing, or no plain file');
    expect(found).toContain('data/content/kk/бөтен.md: stands in no manifest');
    expect(found).toContain('data/hostname: is neither a file nor a folder');
    expect(found).toContain(`data/items.ndjson:1 kk: ${content}: the body differs`);
  });

  it('refuses manifest paths that leave the bag', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    appendFileSync(join(dir, 'manifest-sha256.txt'), `${'0'.repeat(64)}  ../koktal/bagit.txt\n`);
    const found = await messages();
    expect(found.some((one) => /^manifest-sha256\.txt:\d+ .*inside the bag/.test(one))).toBe(true);
  });

  it('finds lines that break their schema, with the place in the line', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    edit('data/links.ndjson', (text) => text.replace('"as":"link"', '"as":"сілтеме"'));
    edit('data/redirects.ndjson', () => 'бұл JSON емес\n');
    const found = await messages();
    expect(found.some((one) => one.startsWith('data/links.ndjson:1 as: '))).toBe(true);
    expect(found).toContain('data/redirects.ndjson:1 is no JSON');
  });

  it('finds references to what is not there', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    const lost = '11111111-1111-5111-8111-111111111111';
    edit('data/links.ndjson', (text) =>
      text.replaceAll(`kosh:item/${ids.symbols}`, `kosh:item/${lost}`),
    );
    edit('data/shared.ndjson', () => '');
    edit('data/assets.ndjson', (text) => text.slice(text.indexOf('\n') + 1));
    const found = await messages();
    expect(found).toContain(`data/links.ndjson:1 item ${lost} has no kk here`);
    expect(found.some((one) => one.includes('stands not in shared.ndjson'))).toBe(true);
    expect(found.some((one) => one.includes('stands not in assets.ndjson'))).toBe(true);
  });

  it('finds an item whose title was changed in one place only', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    edit('data/items.ndjson', (text) => text.replace('Өңірді көгалдандыру', 'Өңірді гүлдендіру'));
    const found = await messages();
    expect(found.some((one) => one.includes('title of the front matter differs'))).toBe(true);
    expect(found.some((one) => one.includes('digest does not fit'))).toBe(true);
  });

  function edit(path: string, change: (text: string) => string): void {
    const before = readFileSync(join(dir, path), 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(join(dir, path), after);
  }
});

describe('two hundred hostile items', () => {
  it('make a valid bag in which every line holds to the schema that lies beside it', async () => {
    const [titles, bodies] = hostileTexts(200);
    const pages = new Map<string, Page>();
    const items: Item[] = titles.map((title, index) => {
      const key = `koktal.example.kz/kz/${index}`;
      pages.set(key, pageOf({ key, title, markdown: bodies[index] ?? '', lead: title }));
      const id = `${index.toString(16).padStart(8, '0')}-0000-5000-8000-000000000000`;
      const version = { lang: 'kk' as const, agency: 'koktal', key, aliases: [title] };
      return {
        id,
        agency: 'koktal',
        kind: 'news',
        anchor: key,
        versions: [version],
        pairing: null,
      };
    });
    const input = agencyInput({
      items: () => items,
      pages: { page: (_, key) => pages.get(key) },
      redirects: () => [],
      targetOf: (address) => {
        const target = agencyInput().targetOf(address);
        // The agency's own item that bodies link to is one of the two hundred here.
        return 'agency' in target && target.agency === 'koktal'
          ? { ...target, itemId: items[7]?.id ?? '' }
          : target;
      },
    });
    await writeBundle(planBundle(input), dir);
    expect(bagProblems(dir)).toEqual([]);
    expect(await messages()).toEqual([]);
    expect(schemaProblems()).toEqual([]);
    for (const path of filesBelow(dir)) {
      expect(path).toMatch(/^(?:[a-z0-9-]+\.txt|schema\/[a-z]+\.schema\.json|data\/[a-z0-9/.-]+)$/);
    }
    expect(unguardedCells(readFileSync(join(dir, 'data/review.csv'), 'utf8'))).toEqual([]);
  });

  it('are told from lines that break the schema', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    const path = join(dir, 'data/items.ndjson');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"kind":"news"', '"kind":"жаңалық"'));
    expect(schemaProblems()).toHaveLength(1);
  });

  /** Problems that an independent validator finds with the lines of the bag and the schemas in the bag. */
  function schemaProblems(): string[] {
    const problems: string[] = [];
    for (const schema of filesBelow(join(dir, 'schema'))) {
      const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
      addFormats.default(ajv);
      const validate = ajv.compile(JSON.parse(readFileSync(join(dir, 'schema', schema), 'utf8')));
      const name = schema.replace('.schema.json', '');
      const single = name === 'bundle';
      const text = readFileSync(join(dir, 'data', `${name}.${single ? 'json' : 'ndjson'}`), 'utf8');
      const values = single ? [text] : text.split('\n').slice(0, -1);
      for (const value of values) {
        if (!validate(JSON.parse(value)))
          problems.push(`${name}: ${ajv.errorsText(validate.errors)}`);
      }
    }
    return problems;
  }
});

/** Titles and bodies that try to break out of every format; the same on every run. */
function hostileTexts(count: number): [titles: string[], bodies: string[]] {
  const nasty = fc.constantFrom(
    ...['Әкімдік', 'қаулы', 'өңір', 'ұлт', 'үй', 'һәм', 'іс', 'ғылым', 'жаңа', ' ', '\n', '\r\n'],
    ...[
      '"',
      "'",
      '</script>',
      '<script>',
      '../',
      '..\\',
      '=1+1',
      '@SUM(A1)',
      '\t=x',
      '---\n',
      ': ',
      '#',
    ],
    ...[
      '\u0000',
      '\u2028',
      '\ud800',
      '\ufeff',
      '{{',
      '${',
      '%0a',
      '`',
      '|',
      '\\',
      '<!--',
      'и\u0306',
      '&amp;',
    ],
    ...[
      '[сілтеме](http://koktal.example.kz/kz/rules?id=3)',
      '![сурет](http://koktal.example.kz/img/mektep.png)',
    ],
    ...[
      '[файл](http://koktal.example.kz/files/12.pdf)',
      '[x](javascript:alert(1))',
      '[y](data:text/html,ә)',
    ],
    ...[
      '<a href="http://koktal.example.kz/kz/gone">өлі</a>',
      '<table><tr><td colspan=2>ұя</td></tr></table>',
    ],
    ...[
      '[ә](',
      '](',
      '<img src=x onerror=y>',
      '[з](kosh:item/x)',
      '[и](../../../assets/x)',
      '> ',
      '- ',
    ],
    ...[
      '[к](http://koktal.example.kz/kz/symbols#тарау "т")',
      '<http://koktal.example.kz/kz/gone>',
      '\n\n',
    ],
  );
  const texts = (maxLength: number): string[] =>
    fc.sample(
      fc.array(nasty, { maxLength }).map((parts) => parts.join('')),
      { numRuns: count, seed: 2017 },
    );
  return [texts(12), texts(60)];
}

/** Cells of a CSV that a spreadsheet would run. */
function unguardedCells(csv: string): string[] {
  const cells = csv.split('\r\n').flatMap((row) => row.match(/"(?:[^"]|"")*"/g) ?? []);
  return cells.filter((cell) => /^"\s*[=+\-@]/.test(cell));
}

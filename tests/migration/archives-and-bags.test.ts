import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, inject, it } from 'vitest';
import { bagProblems, filesBelow } from '../bundle/bag-checker.ts';
import { agencies } from '../support/migration-copy.ts';
import { tablesOf } from '../support/migration-result.ts';
import { readWarc } from '../support/read-warc.ts';
import { runKosh } from '../support/run-kosh.ts';

const { workspace } = inject('migration');
const bundles = [...agencies, 'shared'];

/** Lines of a bundle that an independent validator refuses by the schema files in the bag; counts what it read. */
function schemaProblems(bag: string): { problems: string[]; lines: number; schemas: number } {
  const problems: string[] = [];
  let lines = 0;
  const names = filesBelow(join(bag, 'schema'));
  for (const schema of names) {
    const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(join(bag, 'schema', schema), 'utf8')));
    for (const [index, text] of valuesOf(bag, schema.replace('.schema.json', '')).entries()) {
      lines += 1;
      if (!validate(JSON.parse(text)))
        problems.push(`${schema} line ${index + 1}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  return { problems, lines, schemas: names.length };
}

function valuesOf(bag: string, name: string): string[] {
  const whole = join(bag, 'data', `${name}.json`);
  if (existsSync(whole)) return [readFileSync(whole, 'utf8')];
  return readFileSync(join(bag, 'data', `${name}.ndjson`), 'utf8')
    .split('\n')
    .slice(0, -1);
}

describe('the archives of a migration', () => {
  it.each(agencies)('are read by another reader, every length and digest right: %s', async (id) => {
    const folder = join(workspace, 'data', id, 'archive');
    const files = readdirSync(folder).sort();
    expect(files).toEqual([`${id}-00001.warc.gz`]);
    const records = await readWarc(join(folder, `${id}-00001.warc.gz`));
    expect(records.flatMap((record) => record.problems)).toEqual([]);
    expect(records[0]?.type).toBe('warcinfo');
    const responses = records.filter(({ type }) => type === 'response' || type === 'revisit');
    const captures = tablesOf(join(workspace, 'data', id, 'site.db')).get('captures') ?? [];
    expect(captures.length).toBeGreaterThan(0);
    expect(responses).toHaveLength(captures.length);
    const answered = new Set(responses.map((record) => record.id));
    const requests = records.filter(({ type }) => type === 'request');
    expect(requests).toHaveLength(responses.length);
    expect(requests.filter(({ concurrent }) => !answered.has(concurrent))).toEqual([]);
  });
});

describe('the bundles of a migration', () => {
  it('are those of the agencies and the shared items, and nothing beside them', () => {
    expect(readdirSync(join(workspace, 'out/bundles')).sort()).toEqual([...bundles].sort());
  });

  it.each(bundles)('are BagIt bags whose manifests match: %s', (id) => {
    expect(bagProblems(join(workspace, 'out/bundles', id))).toEqual([]);
  });

  it.each(bundles)('hold only lines that their own schemas allow: %s', (id) => {
    const bag = join(workspace, 'out/bundles', id);
    const { problems, lines, schemas } = schemaProblems(bag);
    expect(problems).toEqual([]);
    expect(schemas).toBe(9);
    expect(lines).toBeGreaterThan(schemas);
    const data = filesBelow(join(bag, 'data')).filter((path) => path.endsWith('.ndjson'));
    expect(data.map((path) => path.replace('.ndjson', '.schema.json'))).toEqual(
      filesBelow(join(bag, 'schema')).filter((path) => path !== 'bundle.schema.json'),
    );
  });

  it.each(bundles)('have no fault that kosh bundle verify finds: %s', async (id) => {
    const run = await runKosh(['bundle', 'verify', join(workspace, 'out/bundles', id)]);
    expect(run).toEqual({ code: 0, stdout: '', stderr: 'The bundle is valid.\n' });
  });
});

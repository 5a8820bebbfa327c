import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { importedKinds } from '../../src/model/kind.ts';
import { migrateSites } from '../support/migrated-workspace.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('the report shows where pictures stand, and items by kind and then by old address', async () => {
  const root = join(temporaryFolder(), 'ws');
  await migrateSites(root, 'kokterek-akimat');
  const { code, stdout } = await runKosh(['report', '-w', root]);
  expect(code).toBe(0);
  const index = fileURLToPath(stdout.trim());
  expect(existsSync(index)).toBe(true);
  const page = readFileSync(join(index, '..', 'kokterek-akimat.html'), 'utf8');
  const { document } = parseHTML(page);
  // The old site serves its pictures over plain http, which only pictures that move along may do.
  expect(document.querySelectorAll('div.body span.picture').length).toBeGreaterThan(2);
  const order: readonly string[] = importedKinds;
  const listed = [...document.querySelectorAll('details.item')].map((item) => ({
    kind: order.indexOf(item.getAttribute('data-kind') ?? ''),
    anchor: [...item.querySelectorAll('p.facts.quiet .mono')].at(-1)?.textContent ?? '',
  }));
  expect(new Set(listed.map(({ kind }) => kind)).size).toBeGreaterThan(1);
  const sorted = [...listed].sort((a, b) => a.kind - b.kind || (a.anchor < b.anchor ? -1 : 1));
  expect(listed).toEqual(sorted);
  expect(page).toContain('Көктерек');
});

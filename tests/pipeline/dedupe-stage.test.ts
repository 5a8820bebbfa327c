import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import { openAgency } from '../../src/pipeline/agency-session.ts';
import { runDedupe } from '../../src/pipeline/dedupe-stage.ts';
import { putStageState } from '../../src/store/stage-state.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('an agency that was busy gets its findings with the next dedupe, which runs again for it', () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'mappings'));
  writeFileSync(join(root, 'kosh.yaml'), '');
  writeFileSync(
    join(root, 'mappings/aqsu.yaml'),
    'id: aqsu\nentity: aqmola\nnames: { kk: Ақсу ауданы, ru: Район Аксу }\nhosts: [{ host: aqsu.gov.kz }]\n',
  );
  const workspace = openWorkspace(root);
  const mappings = readMappings(workspace).flatMap((file) => (file.value ? [file.value] : []));
  const [aqsu] = mappings;
  if (!aqsu) throw new Error('no mapping');
  const busy = openAgency(workspace, aqsu);
  putStageState(busy.db, 'extract', { inputHash: 'a', outputHash: 'b' });
  expect(runDedupe(workspace, mappings)).toMatchObject({ changed: true, agencies: 1 });
  busy.close();
  expect(runDedupe(workspace, mappings).changed).toBe(true);
  expect(runDedupe(workspace, mappings).changed).toBe(false);
});

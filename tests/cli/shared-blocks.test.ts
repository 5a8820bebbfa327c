import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unitHash } from '../../src/text/hash.ts';
import type { MadeWorkspace } from '../dedupe/made-workspace.ts';
import { counter, flag, madeAkimats, notice, quotation } from '../support/akimats.ts';
import { runKosh } from '../support/run-kosh.ts';

/** Runs `kosh shared blocks` as a person. */
function blocks({ workspace }: MadeWorkspace, ...args: string[]) {
  const root = join(workspace.mappingsFolder, '..');
  const isVerdict = ['keep', 'remove', 'reference'].includes(args[0] ?? '');
  const who = isVerdict ? ['--actor', 'Айгүл Сәрсенова', '--reason', 'беттерін қарадым'] : [];
  return runKosh(['shared', 'blocks', ...args, ...who, '-w', root]);
}

async function dedupe({ workspace }: MadeWorkspace): Promise<void> {
  const { code, stderr } = await runKosh([
    'dedupe',
    '-q',
    '-w',
    join(workspace.mappingsFolder, '..'),
  ]);
  expect([0, 3], stderr).toContain(code);
}

async function decisionOf(made: MadeWorkspace, text: string) {
  const { stdout } = await blocks(made, 'list', '--all', '--json');
  const rows = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return rows.find(({ hash }) => hash === unitHash(text));
}

test('blocks are listed, shown with all who hold them, and decided; the next dedupe keeps to it', async () => {
  const made = madeAkimats();
  await dedupe(made);
  const listed = await blocks(made, 'list');
  expect(listed.stdout).toContain(unitHash(notice));
  expect(listed.stdout).toContain(unitHash(counter(1)));
  expect(listed.stdout).not.toContain(unitHash(quotation));
  expect(listed.stderr).toContain('1 more blocks stay as they are: --all');

  const shown = await blocks(made, 'show', unitHash(flag));
  expect(shown.stdout).toContain('shared-item, ask by detection');
  expect(shown.stdout).toMatch(/burabay +1 +\d+ %/);
  expect(shown.stdout).toContain('No person decided yet');

  expect((await blocks(made, 'remove', unitHash(quotation), '--dry-run')).stdout).toContain(
    'not written',
  );
  expect((await blocks(made, 'remove', unitHash(quotation))).stderr).toContain('kosh dedupe');
  expect((await blocks(made, 'keep', unitHash(notice))).code).toBe(0);
  expect((await blocks(made, 'reference', unitHash(flag))).code).toBe(0);
  await dedupe(made);
  await dedupe(made);
  const person = { decidedBy: 'person', reason: 'Айгүл Сәрсенова: беттерін қарадым' };
  expect(await decisionOf(made, quotation)).toMatchObject({ decision: 'remove', ...person });
  expect(await decisionOf(made, notice)).toMatchObject({ decision: 'keep', nature: 'boilerplate' });
  expect(await decisionOf(made, flag)).toMatchObject({ decision: 'reference', ...person });
  expect((await blocks(made, 'show', unitHash(flag))).stdout).toMatch(
    /Айгүл Сәрсенова {2}reference/,
  );

  expect((await blocks(made, 'keep', unitHash(notice))).stdout).toContain('said already');
  await blocks(made, 'keep', unitHash(notice), '--undo');
  await dedupe(made);
  expect(await decisionOf(made, notice)).toMatchObject({
    decision: 'remove',
    decidedBy: 'detection',
  });
});

test('what is no block, or part of no shared item, is refused with what to do', async () => {
  const made = madeAkimats();
  await dedupe(made);
  const wrong = await blocks(made, 'keep', 'рәміз');
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('kosh shared blocks list');
  const nothing = await blocks(made, 'reference', unitHash(quotation));
  expect(nothing).toMatchObject({ code: 2 });
  expect(nothing.stderr).toContain('--item');
  expect((await blocks(made, 'show', '00000000000000aa')).code).toBe(2);
});

test('a person speaks of a block however few hold it, and a reference leads where it was said', async () => {
  const made = madeAkimats();
  await dedupe(made);
  const item = (await decisionOf(made, flag)).item;
  const own = unitHash(
    'koktal ауылында кітапханаға үш мыңға жуық жаңа кітап әкелінді. Жиынды koktal аппаратының №3 бөлімі ұйымдастырды.',
  );
  expect((await blocks(made, 'reference', own, '--item', item.slice(0, 8))).code).toBe(0);
  await dedupe(made);
  const shown = await blocks(made, 'show', own, '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({
    block: { decision: 'reference', item, agencies: 1, pages: 1 },
    holders: [{ agency: 'koktal', pages: 1 }],
  });
});

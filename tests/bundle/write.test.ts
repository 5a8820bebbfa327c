import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planBundle } from '../../src/bundle/plan.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { UserError } from '../../src/errors.ts';
import { agencyInput, order, pages } from './agency-input.ts';
import { bagProblems, contentsBelow } from './bag-checker.ts';

let folder = '';
let dir = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kosh-bundle-'));
  dir = join(folder, 'bundles', 'koktal');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const longer = {
  page: (_: string, key: string, lang: string) => {
    const page = pages.find((one) => one.key === key && one.lang === lang);
    return page && { ...page, markdown: `${page.markdown}\nЖаңа абзац қосылды.\n` };
  },
};

function failing(error: Error): Parameters<typeof agencyInput>[0] {
  const { assets } = agencyInput();
  return {
    pages: longer,
    assets: {
      ...assets,
      open: async function* (sha256) {
        if (sha256 === order.sha256) throw error;
        yield* assets.open(sha256);
      },
    },
  };
}

describe('writing a bundle', () => {
  it('makes a valid bag, byte for byte the same wherever it is written', async () => {
    const written = await writeBundle(planBundle(agencyInput()), dir);
    const other = join(folder, 'басқа', 'koktal');
    await writeBundle(planBundle(agencyInput()), other);
    expect(written).toMatchObject({ unchanged: false, findings: 3 });
    expect(bagProblems(dir)).toEqual([]);
    expect(contentsBelow(other)).toEqual(contentsBelow(dir));
  });

  it('writes nothing when the bundle is already there, and still reports', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    const { assets } = agencyInput();
    const unread: typeof assets.open = () => {
      throw new Error('an asset was read');
    };
    let reported = 0;
    const again = planBundle(agencyInput({ assets: { ...assets, open: unread } }));
    const written = await writeBundle(again, dir, { report: () => (reported += 1) });
    expect(written).toMatchObject({ unchanged: true, findings: 3 });
    expect(reported).toBe(3);
  });

  it('replaces a bundle that changed, and reports each finding once', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    let reported = 0;
    const plan = planBundle(agencyInput({ pages: longer }));
    const written = await writeBundle(plan, dir, { report: () => (reported += 1) });
    expect(written).toMatchObject({ unchanged: false, findings: 3 });
    expect(reported).toBe(3);
    expect(bagProblems(dir)).toEqual([]);
    expect(readdirSync(join(folder, 'bundles'))).toEqual(['koktal']);
    expect(Object.values(contentsBelow(dir)).join('')).toContain(
      Buffer.from('Жаңа абзац қосылды.').toString('latin1'),
    );
  });

  it('repairs a bundle from which a file was lost', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    rmSync(join(dir, 'data/links.ndjson'));
    expect(await writeBundle(planBundle(agencyInput()), dir)).toMatchObject({ unchanged: false });
    expect(bagProblems(dir)).toEqual([]);
  });

  it('touches no folder that is not its own', async () => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'есеп.docx'), 'бөтен файл');
    await expect(writeBundle(planBundle(agencyInput()), dir)).rejects.toThrow(
      /koktal holds something that is no bundle of kosh \(есеп\.docx\)/,
    );
    expect(readdirSync(dir)).toEqual(['есеп.docx']);
  });

  it('refuses a file or a link in the place of the folder', async () => {
    mkdirSync(join(folder, 'bundles'));
    symlinkSync(folder, dir);
    await expect(writeBundle(planBundle(agencyInput()), dir)).rejects.toThrow(UserError);
    rmSync(dir);
    writeFileSync(dir, 'қағаз');
    await expect(writeBundle(planBundle(agencyInput()), dir)).rejects.toThrow('is no folder');
  });

  it('clears what killed runs left, and nothing of others', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    for (const name of ['koktal.tmp-kosh-17', 'koktal.old-kosh-17', 'koktal.old-2019', 'koktal2']) {
      mkdirSync(join(folder, 'bundles', name));
      writeFileSync(join(folder, 'bundles', name, 'x'), 'қалдық');
    }
    await writeBundle(planBundle(agencyInput()), dir);
    expect(readdirSync(join(folder, 'bundles')).sort()).toEqual([
      'koktal',
      'koktal.old-2019',
      'koktal2',
    ]);
  });

  it('brings back a bundle that was moved aside when the run was killed', async () => {
    await writeBundle(planBundle(agencyInput()), join(folder, 'bundles', 'koktal.old-kosh-17'));
    expect(await writeBundle(planBundle(agencyInput()), dir)).toMatchObject({ unchanged: true });
    expect(readdirSync(join(folder, 'bundles'))).toEqual(['koktal']);
  });

  it('loses nothing when the disk is full', async () => {
    await writeBundle(planBundle(agencyInput()), dir);
    const before = contentsBelow(dir);
    const full = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
    await expect(writeBundle(planBundle(agencyInput(failing(full))), dir)).rejects.toThrow(
      /the disk is full.*untouched/,
    );
    expect(contentsBelow(dir)).toEqual(before);
    expect(readdirSync(join(folder, 'bundles'))).toEqual(['koktal']);
  });

  it('refuses bytes that are not those of the asset', async () => {
    const { assets } = agencyInput();
    for (const wrong of ['қысқа', 'тым ұзын '.repeat(50)]) {
      const open = async function* () {
        yield Buffer.from(wrong);
      };
      const plan = planBundle(agencyInput({ assets: { ...assets, open } }));
      await expect(writeBundle(plan, dir)).rejects.toThrow(/archive/);
      expect(existsSync(dir)).toBe(false);
    }
  });

  it('leaves bugs as they are', async () => {
    const bug = new TypeError('не жазылды?');
    await expect(writeBundle(planBundle(agencyInput(failing(bug))), dir)).rejects.toBe(bug);
    expect(readdirSync(join(folder, 'bundles'))).toEqual([]);
  });
});

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { floodSentencesRu, librarySentencesKk, prose } from '../dedupe/made-texts.ts';
import { madeResponse, madeWarc } from './made-warc.ts';
import { type KoshRun, runKosh } from './run-kosh.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A workspace of three invented agencies that copied a page from one another. */
export interface SharedWorkspace {
  root: string;
  kosh(...args: string[]): Promise<KoshRun>;
  /** Runs a verb as a person of this name. */
  say(...args: string[]): Promise<KoshRun>;
  dedupe(): Promise<void>;
  /** `kosh shared list --json`. */
  list(...args: string[]): Promise<Record<string, unknown>[]>;
  /** Findings of an agency with this code. */
  findings(agency: string, code: string): Promise<Record<string, unknown>[]>;
  /** Writes a known item, or anything else, into mappings/shared. */
  known(name: string, yaml: string): void;
}

const agencies = ['aral-akimat', 'ertis-akimat', 'oral-akimat'] as const;

const names: Record<string, [kk: string, ru: string]> = {
  'aral-akimat': ['Арал ауданының әкімдігі', 'Акимат Аральского района'],
  'ertis-akimat': ['Ертіс ауданының әкімдігі', 'Акимат Иртышского района'],
  'oral-akimat': ['Орал қаласының әкімдігі', 'Акимат города Уральска'],
};

const flag = prose(librarySentencesKk);

/** The host of an agency. */
export function hostOf(agency: string): string {
  return `${agency.replace('-akimat', '')}.gov.kz`;
}

let made: Promise<string> | undefined;

/** A copy of a workspace whose three sites are ingested and extracted, after a first dedupe; made once a test file. */
export async function sharedWorkspace(
  ...atEnd: Parameters<typeof temporaryFolder>
): Promise<SharedWorkspace> {
  made ??= makeWorkspace(temporaryFolder(afterAll));
  const root = join(temporaryFolder(...atEnd), 'көш');
  cpSync(await made, root, { recursive: true });
  return workspaceAt(root);
}

/** Makes the workspace, ingests and extracts its three sites, and runs dedupe once. */
async function makeWorkspace(folder: string): Promise<string> {
  const root = join(folder, 'көш');
  mkdirSync(join(root, 'mappings', 'shared'), { recursive: true });
  writeFileSync(join(root, 'kosh.yaml'), 'portal: { entities: [aral, ertis, oral] }\n');
  const kosh = (...args: string[]) => runKosh([...args, '-w', root]);
  for (const agency of agencies) {
    writeMapping(root, agency);
    const file = join(root, `${agency}.warc.gz`);
    writeFileSync(file, madeWarc(pagesOf(agency)));
    const ingested = await kosh('ingest', agency, file, '-q');
    expect([0, 3], ingested.stderr).toContain(ingested.code);
    const extracted = await kosh('extract', agency, '-q');
    expect([0, 3], extracted.stderr).toContain(extracted.code);
  }
  await workspaceAt(root).dedupe();
  return root;
}

function workspaceAt(root: string): SharedWorkspace {
  const kosh = (...args: string[]) => runKosh([...args, '-w', root]);
  const json = async (...args: string[]) => {
    const { stdout } = await kosh(...args, '--json');
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  };
  return {
    root,
    kosh,
    say: (...args) => kosh(...args, '--actor', 'Айгүл Сәрсенова', '--reason', 'екеуін де оқыдым'),
    async dedupe() {
      const { code, stderr } = await kosh('dedupe', '-q');
      expect([0, 3], stderr).toContain(code);
    },
    list: (...args) => json('shared', 'list', ...args),
    findings: (agency, code) => json('findings', agency, '--code', code),
    known: (name, yaml) => writeFileSync(join(root, 'mappings', 'shared', name), yaml),
  };
}

function writeMapping(root: string, agency: string): void {
  const [kk, ru] = names[agency] ?? ['', ''];
  writeFileSync(
    join(root, 'mappings', `${agency}.yaml`),
    `id: ${agency}
entity: ${agency.replace('-akimat', '')}
names: { kk: ${kk}, ru: ${ru} }
kind: akimat
hosts: [{ host: ${hostOf(agency)} }]
rules: [{ match: /kk/**, kind: page, lang: kk }, { match: /ru/**, kind: page, lang: ru }]
`,
  );
}

/** A page on the flag that all hold, with a sentence of each, and pages of its own. */
function pagesOf(agency: string) {
  const host = hostOf(agency);
  const [kk] = names[agency] ?? [''];
  const at = agencies.findIndex((one) => one === agency);
  const own = floodSentencesRu.slice(at * 5, at * 5 + 5);
  const page = (path: string, title: string, text: string) =>
    madeResponse(
      `http://${host}${path}`,
      `<title>${title}</title><h1>${title}</h1>${text
        .split('\n\n')
        .map((paragraph) => `<p>${paragraph}</p>`)
        .join('')}`,
    );
  return [
    page('/kk/tu', 'Мемлекеттік ту', at === 0 ? flag : flag.replace('жүзге жуық', 'екі жүздей')),
    page(
      '/kk/biz',
      `${kk} туралы`,
      `${kk} туралы қысқаша. ${prose(librarySentencesKk.slice(at * 4, at * 4 + 4))}`,
    ),
    page('/ru/voda', 'Вода', prose(own)),
  ];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { Workspace } from '../../src/mapping/workspace.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { checkOutcome } from '../../src/pipeline/check-outcome.ts';
import { checkRedirects } from '../../src/pipeline/check-redirects.ts';
import { checkServers } from '../../src/pipeline/check-servers.ts';
import { usualPatience } from '../../src/probe/patient-server.ts';
import { spellingsOf } from '../../src/redirects/spellings.ts';
import { checkTotals } from '../../src/report/check-report.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { storeRows } from './check-lab.ts';
import { mappingWith } from './redirect-plan.ts';

/** Requests a second of `redirects check` and of a bare undici loop over the same requests, medians of three runs in turn. */
export interface CheckBench {
  check_ratio: number;
  check_per_s: number;
  bare_per_s: number;
}

const decisions = 5000;
const connections = 16;
const runs = 3;
const target = 'https://www.gov.kz/memleket/entities/sarkol/press/news/details/1?lang=kk';

/** Measures both on loopback against a server in a process of its own. */
export async function benchCheck(say: (line: string) => void = () => {}): Promise<CheckBench> {
  const root = mkdtempSync(join(tmpdir(), 'kosh-check-'));
  const server = await startAnswers();
  try {
    const mapping = mappingWith();
    const workspace = workspaceAt(root);
    const redirects = Array.from({ length: decisions }, (_, at) => redirectAt(mapping.id, at));
    storeRows(workspace, mapping.id, redirects);
    const requests = redirects.flatMap((one) => [
      ...spellingsOf(one, keyRules(mapping), mapping.hosts[0]?.aliases ?? []),
    ]);
    const rates: { check: number[]; bare: number[] } = { check: [], bare: [] };
    for (let run = 0; run < runs; run++) {
      rates.bare.push(await bareLoop(server.origin, requests));
      rates.check.push(await wholeCheck(workspace, mapping, server.origin));
      say(
        `run ${run + 1}: bare ${rates.bare.at(-1)?.toFixed(0)}/s, check ${rates.check.at(-1)?.toFixed(0)}/s`,
      );
    }
    const check = median(rates.check);
    const bare = median(rates.bare);
    return {
      check_ratio: Math.round((100 * check) / bare) / 100,
      check_per_s: Math.round(check),
      bare_per_s: Math.round(bare),
    };
  } finally {
    server.child.kill();
    await rm(root, { recursive: true, force: true });
  }
}

/** A loop that only reads status and Location. */
async function bareLoop(
  origin: string,
  requests: readonly { host: string; target: string }[],
): Promise<number> {
  const pool = new Pool(origin, { connections, pipelining: 1 });
  let next = 0;
  let redirected = 0;
  const worker = async () => {
    for (let one = requests[next++]; one; one = requests[next++]) {
      const { statusCode, headers, body } = await pool.request({
        method: 'GET',
        path: one.target,
        headers: { host: one.host },
      });
      if (statusCode === 302 && headers.location === target) redirected++;
      await body.dump();
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  if (redirected !== requests.length) throw new Error(`only ${redirected} of ${requests.length}`);
  return requests.length / seconds;
}

/** The command without its printing: decisions read, spelled, asked, judged, counted and committed. */
async function wholeCheck(workspace: Workspace, mapping: Mapping, origin: string): Promise<number> {
  const { signal } = new AbortController();
  const servers = checkServers(
    workspace,
    {
      against: origin,
      portal: null,
      connections,
      portalConnections: 1,
      rate: null,
      portalRate: null,
      insecure: false,
      seconds: 10,
      patience: usualPatience,
    },
    signal,
  );
  const choice = { provisional: null, sample: null, classes: null, fresh: true };
  const began = performance.now();
  await checkRedirects(workspace, mapping, servers, choice, () => {});
  const seconds = (performance.now() - began) / 1000;
  await servers.close();
  const counts = checkOutcome(workspace, mapping.id)?.counts ?? [];
  const wrong = counts.filter((one) => one.kind !== 'right' && one.class !== 'made-up');
  if (wrong.length > 0) throw new Error(`wrong answers: ${JSON.stringify(wrong)}`);
  return checkTotals(counts).asked / seconds;
}

function workspaceAt(root: string): Workspace {
  return {
    root,
    settings: settingsSchema.parse({}),
    mappingsFolder: `${root}/mappings`,
    dataFolder: `${root}/data`,
    outFolder: `${root}/out`,
  };
}

/** Addresses as old sites have them: paths in Kazakh, numbers in the query, a folder. */
function redirectAt(agency: string, at: number): Redirect {
  const paths = [`/жаңалықтар/бет-${at}`, `/page.php?id=${at}&lang=kk`, `/ru/news/${at}`];
  const key = `sarkol.gov.kz${paths[at % paths.length]}`;
  return {
    agency,
    key,
    spellings: [new URL(`http://${key}`).href],
    moreSpellings: 0,
    decision: 'redirect',
    target,
    itemId: null,
    lang: 'kk',
    provisional: false,
    source: 'item',
    reason: 'көшті',
  };
}

async function startAnswers(): Promise<{ child: ChildProcess; origin: string }> {
  const file = fileURLToPath(new URL('answer-server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout, 'data');
  return { child, origin: `http://127.0.0.1:${String(port).trim()}` };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

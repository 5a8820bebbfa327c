import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeAccessLog } from './made-access-log.ts';

/** How fast access logs are counted, beside mawk that splits the same lines and counts the same field. */
type HitsFigures = Record<
  | 'hits_ratio'
  | 'hits_cpu_ratio'
  | 'hits_lines_per_s'
  | 'mawk_lines_per_s'
  | 'hits_cpu_s'
  | 'mawk_cpu_s'
  | 'hits_rss_mib',
  number | null
>;

const lines = 2_000_000;
const runs = 3;
const bin = resolve(import.meta.dirname, '../../bin/kosh.js');
const countField = '{n[$7]++} END {for (k in n) c++; print c}';

/**
 * Measures `kosh redirects hits` as a process of its own, from dist: build first. Ratios are mawk's time by kosh's, medians of
 * runs in turn: of the wall, and of the processor, which says more where the machine has other work. Null without mawk.
 */
export async function benchHits(): Promise<HitsFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'kosh-hits-'));
  try {
    const log = join(folder, 'access.log');
    writeAccessLog(log, lines);
    const kosh: Run[] = [];
    const mawk: Run[] = [];
    for (let run = 0; run < runs; run++) {
      const split = await timed('mawk', [countField, log]);
      if (split !== undefined) mawk.push(split);
      const workspace = newWorkspace(join(folder, `run-${run}`));
      const args = [bin, 'redirects', 'hits', log, '-w', workspace, '--json'];
      const counted = await timed(process.execPath, args);
      if (counted === undefined) throw new Error('node cannot be started');
      kosh.push(counted);
    }
    const [seconds, cpu] = [median(kosh, 'seconds'), median(kosh, 'cpuSeconds')];
    const [mawkSeconds, mawkCpu] = [median(mawk, 'seconds'), median(mawk, 'cpuSeconds')];
    return {
      hits_ratio: mawkSeconds && round(mawkSeconds / (seconds ?? 1)),
      hits_cpu_ratio: mawkCpu && round(mawkCpu / (cpu ?? 1)),
      hits_lines_per_s: seconds && Math.round(lines / seconds),
      mawk_lines_per_s: mawkSeconds && Math.round(lines / mawkSeconds),
      hits_cpu_s: cpu && round(cpu),
      mawk_cpu_s: mawkCpu && round(mawkCpu),
      hits_rss_mib: Math.round(Math.max(...kosh.map(({ mebibytes }) => mebibytes))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function newWorkspace(folder: string): string {
  mkdirSync(join(folder, 'mappings'), { recursive: true });
  writeFileSync(join(folder, 'kosh.yaml'), 'portal: { entities: [sarkol] }\n');
  const mapping = {
    id: 'sarkol',
    entity: 'sarkol',
    names: { kk: 'Саркөл ауданының әкімдігі', ru: 'Акимат Саркольского района' },
    hosts: [{ host: 'sarkol.gov.kz' }],
  };
  writeFileSync(join(folder, 'mappings/sarkol.yaml'), JSON.stringify(mapping));
  return folder;
}

interface Run {
  seconds: number;
  cpuSeconds: number;
  mebibytes: number;
}

/** What a command took, by the shell's `times` and the kernel's peak; undefined when it is not installed. Throws when it fails. */
async function timed(command: string, args: readonly string[]): Promise<Run | undefined> {
  const start = performance.now();
  // The shell that starts it knows what its child took.
  const script = '"$@" >/dev/null & wait $!; code=$?; times >&2; exit $code';
  const child = spawn('bash', ['-c', script, 'bash', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  let mebibytes = 0;
  const watch = setInterval(() => {
    mebibytes = Math.max(mebibytes, peakOfChild(child.pid));
  }, 50);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(watch);
  if (code === 127) return undefined;
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  const times = [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = times.reduce((sum, [, min, sec]) => sum + 60 * Number(min) + Number(sec), 0);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds, mebibytes };
}

/** Peak of the resident memory of a process's child, in MiB; 0 when it is gone. */
function peakOfChild(pid: number | undefined): number {
  try {
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    const status = readFileSync(`/proc/${child}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function median(values: readonly Run[], of: keyof Run): number | null {
  const sorted = values.map((run) => run[of]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

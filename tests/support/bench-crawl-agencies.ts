import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Many agencies of one host each, 127.0.0.2 and up, crawled by one process: do all of them keep their
 * pace side by side? Run as a program, it prints one JSON object.
 */
export interface AgenciesFigures {
  agencies: number;
  requests: number;
  delay_ms: number;
  /** The shortest time from the end of a response to the next request at its server. */
  smallest_gap_ms: number;
  mean_gap_ms: number;
  /** From the start of the process to its end. */
  total_s: number;
  /** From the start of the process to its first request, and from there to the end of the last response. */
  first_request_s: number;
  requests_s: number;
  /** From the first request of all to the first request of the agency that started last. */
  last_start_s: number;
  /** What the slowest host takes alone: its delays and its responses. */
  slowest_host_s: number;
  total_to_slowest: number;
  databases_open: number;
  rss_mib: number;
  /** Processor time of the crawl, all threads. */
  cpu_s: number;
  exit_code: number | null;
}

interface HostTimes {
  host: string;
  requests: number;
  smallestGap: number;
  gaps: number;
  /** Time in which an answer was under way. */
  busy: number;
  /** Milliseconds since 1970. */
  firstAt: number;
  lastAt: number;
}

const self = fileURLToPath(import.meta.url);
const kosh = fileURLToPath(new URL('../../bin/kosh.js', import.meta.url));
const sentences = 4;

/** Measures `agencies` agencies of about `pages` pages with so many seconds between requests. */
export async function benchAgencies(
  agencies = 200,
  pages = 45,
  delaySeconds = 1,
): Promise<AgenciesFigures> {
  const root = mkdtempSync(join(tmpdir(), 'kosh-agencies-'));
  const servers = fork(self, ['serve', String(agencies), String(pages)], {
    execArgv: process.execArgv,
  });
  try {
    const [port] = (await once(servers, 'message')) as [number];
    writeWorkspace(root, agencies, port, delaySeconds);
    const run = await watched(root);
    const times = await timesOf(servers);
    const alone = times.map(({ requests, busy }) => busy / 1000 + (requests - 1) * delaySeconds);
    const slowest = Math.max(...alone);
    const sum = (of: (one: HostTimes) => number) =>
      times.reduce((total, one) => total + of(one), 0);
    const firstAt = Math.min(...times.map((one) => one.firstAt));
    const lastAt = Math.max(...times.map((one) => one.lastAt));
    return {
      agencies,
      requests: sum((one) => one.requests),
      delay_ms: delaySeconds * 1000,
      smallest_gap_ms: round(Math.min(...times.map((one) => one.smallestGap))),
      mean_gap_ms: round(sum((one) => one.gaps) / (sum((one) => one.requests) - agencies)),
      total_s: round(run.seconds),
      first_request_s: round((firstAt - run.startedAt) / 1000),
      requests_s: round((lastAt - firstAt) / 1000),
      last_start_s: round((Math.max(...times.map((one) => one.firstAt)) - firstAt) / 1000),
      slowest_host_s: round(slowest),
      total_to_slowest: round(run.seconds / slowest, 3),
      databases_open: run.databases,
      rss_mib: Math.round(run.rssKiB / 1024),
      cpu_s: round(run.cpuSeconds),
      exit_code: run.exitCode,
    };
  } finally {
    servers.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

function writeWorkspace(root: string, agencies: number, port: number, delay: number): void {
  mkdirSync(join(root, 'mappings'), { recursive: true });
  writeFileSync(join(root, 'kosh.yaml'), 'limits: { freeDiskMiB: 0 }\n');
  for (let i = 0; i < agencies; i++) {
    const host = `audan-${i}.example.kz`;
    const lines = [
      `id: audan-${i}`,
      'entity: aqmola',
      'names: { kk: Аудан әкімдігі, ru: Акимат района }',
      `hosts: [{ host: ${host} }]`,
      `connectTo: { ${host}: 127.0.0.${i + 2}:${port} }`,
      `crawl: { ratePerSecond: ${1 / delay} }`,
    ];
    writeFileSync(join(root, 'mappings', `audan-${i}.yaml`), `${lines.join('\n')}\n`);
  }
}

async function watched(root: string) {
  const startedAt = Date.now();
  const args = [kosh, 'crawl', '--all', '--keep-going', '--quiet', '-w', root];
  const run = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let databases = 0;
  let rssKiB = 0;
  let cpuSeconds = 0;
  const watch = setInterval(() => {
    databases = Math.max(databases, openDatabases(run.pid));
    rssKiB = Math.max(rssKiB, peakRss(run.pid));
    cpuSeconds = Math.max(cpuSeconds, processorTime(run.pid));
  }, 50);
  const [exitCode] = (await once(run, 'exit')) as [number | null];
  clearInterval(watch);
  const seconds = (Date.now() - startedAt) / 1000;
  return { startedAt, seconds, databases, rssKiB, cpuSeconds, exitCode };
}

/** Databases a process has open, by its file descriptors (Linux). */
function openDatabases(pid = 0): number {
  try {
    const folder = `/proc/${pid}/fd`;
    const files = readdirSync(folder).map((fd) => {
      try {
        return readlinkSync(join(folder, fd));
      } catch {
        return '';
      }
    });
    return new Set(files.filter((file) => file.endsWith('/site.db'))).size;
  } catch {
    return 0;
  }
}

function peakRss(pid = 0): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Seconds, by proc_pid_stat(5): utime and stime in ticks of 10 ms. */
function processorTime(pid = 0): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

async function timesOf(servers: ChildProcess): Promise<HostTimes[]> {
  const told = once(servers, 'message') as Promise<[HostTimes[]]>;
  servers.send('times');
  return (await told)[0];
}

/** The servers, in a process of their own so that the crawler's load cannot delay what they note. */
async function serve(agencies: number, pages: number): Promise<void> {
  const hosts = new Map<string, HostTimes & { endedAt: number }>();
  const port = await freePort();
  for (let i = 0; i < agencies; i++) {
    const host = `127.0.0.${i + 2}`;
    const times = {
      host,
      requests: 0,
      smallestGap: Number.POSITIVE_INFINITY,
      gaps: 0,
      busy: 0,
      endedAt: Number.NEGATIVE_INFINITY,
      firstAt: 0,
      lastAt: 0,
    };
    hosts.set(host, times);
    const own = pages - (i % 7);
    const server = createServer((request, answer) => {
      const at = performance.now();
      times.requests += 1;
      times.firstAt ||= Date.now();
      if (times.requests > 1) {
        times.smallestGap = Math.min(times.smallestGap, at - times.endedAt);
        times.gaps += at - times.endedAt;
      }
      answer.on('finish', () => {
        times.endedAt = performance.now();
        times.lastAt = Date.now();
        times.busy += times.endedAt - at;
      });
      const page = pageNumber(request.url ?? '');
      const isThere = page < own;
      const body = isThere ? html(i, page, own) : 'жоқ';
      answer.writeHead(isThere ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' });
      answer.end(body);
    });
    server.keepAliveTimeout = 30_000;
    server.listen(port, host);
    await once(server, 'listening');
  }
  process.send?.(port);
  process.on('message', () => process.send?.([...hosts.values()]));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function pageNumber(path: string): number {
  return path === '/' ? 0 : Number(/^\/news\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
}

/** A page of some 20 KB with a text of its own that links to others, a few at a time as sites do. */
function html(agency: number, page: number, pages: number): string {
  const text = Array.from({ length: sentences * 20 }, (_, i) => {
    const number = agency * 7919 + page * 104_729 + i * 31;
    return `<p>№ ${number} хабарлама: ауданда ${word(number)} мен ${word(number >> 3)} жөнделді, тұрғындарға ${word(number >> 5)} ашылды және қызмет көрсету уақыты ұзартылды.</p>`;
  });
  const links = Array.from({ length: 12 }, (_, i) => (page * 4 + i + 1) % pages).map(
    (to) => `<li><a href="/news/${to}">${word(to)} туралы</a></li>`,
  );
  return `<!doctype html><html lang="kk"><head><title>Аудан ${agency}, ${page}</title></head><body><ul>${links.join('')}</ul>${text.join('\n')}</body></html>`;
}

const words = ['мектеп', 'аурухана', 'көпір', 'су құбыры', 'кітапхана', 'балабақша', 'саябақ'];

function word(number: number): string {
  return words[Math.abs(number) % words.length] ?? '';
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [mode, first, second] = process.argv.slice(2);
  if (mode === 'serve') await serve(Number(first), Number(second));
  else {
    const figures = await benchAgencies(Number(mode ?? 200), Number(first ?? 45));
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
}

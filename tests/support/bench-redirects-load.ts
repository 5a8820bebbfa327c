import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installedFolder, listen } from './bench-redirects-emit.ts';
import { startHaproxy } from './haproxy.ts';
import { startNginx } from './nginx.ts';

/** Seconds until a server answers, configuration check included, and MiB that it then holds; null when it is not installed. */
export interface LoadFigures {
  nginx_load_s: number | null;
  nginx_rss_mib: number | null;
  haproxy_load_s: number | null;
  haproxy_rss_mib: number | null;
}

/** Has real servers load the tables of a workspace's only agency. */
export async function benchLoad(root: string): Promise<LoadFigures> {
  const port = Number(listen.split(':')[1]);
  const nginx = await loaded(() => startNginx([installed(root, 'nginx')], port));
  const haproxy = await loaded(() => startHaproxy([installed(root, 'haproxy')], port));
  return {
    nginx_load_s: nginx?.seconds ?? null,
    nginx_rss_mib: nginx?.mebibytes ?? null,
    haproxy_load_s: haproxy?.seconds ?? null,
    haproxy_rss_mib: haproxy?.mebibytes ?? null,
  };
}

/** Puts the tables of a server where its configuration says they are. */
function installed(root: string, server: string): string {
  const folder = join(root, 'out', 'redirects', server);
  const agency =
    readdirSync(folder).find((name) => statSync(join(folder, name)).isDirectory()) ?? '';
  const place = join(root, installedFolder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  symlinkSync(join(folder, agency), join(place, agency));
  return join(place, agency);
}

async function loaded(
  start: () => Promise<{ pid: number; close: () => Promise<void> }>,
): Promise<{ seconds: number; mebibytes: number } | undefined> {
  const started = performance.now();
  try {
    const server = await start();
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    await server.close();
    const kibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { seconds, mebibytes: Math.round(kibibytes / 1024) };
  } catch (error) {
    if (/is not installed/.test(String(error))) return undefined;
    throw error;
  }
}

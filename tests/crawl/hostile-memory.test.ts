import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labMapping, siteFolder } from '../support/crawl-lab.ts';
import {
  bomb,
  endlessBody,
  type FaultServer,
  hollowBomb,
  page,
  type Route,
  raw,
  startFaultServer,
} from '../support/fault-server.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n';
let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

describe('memory', () => {
  it.runIf(existsSync('/proc/self/status'))('stays bounded against all of it at once', async () => {
    const links = Array.from({ length: 100_000 }, (_, i) => `<a href="/x${i}">л</a>`).join('');
    const deep = `${'<div>'.repeat(50_000)}терең${'</div>'.repeat(50_000)}`;
    const whole = (body: string) =>
      raw(Buffer.from(`${head}\r\n<html><body>${body}</body></html>`));
    const routes: Record<string, Route> = {
      '/gzip': bomb('gzip', 200),
      '/nested': bomb('gzip, gzip', 200),
      '/hollow': hollowBomb(10),
      '/endless': endlessBody,
      '/head': raw(`${head}X: ${'q'.repeat(1_000_000)}\r\n\r\n`),
      '/links': whole(links),
      '/deep': whole(deep),
    };
    const good = page('Бас бет', Object.keys(routes));
    server = await startFaultServer({ ...routes, '/': good });
    const mapping = labMapping([{ host: 'qala.kz' }], server.to, { crawl: { maxPages: 20 } });
    const run = async (name: string, of: object) => {
      const file = join(site.folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(of));
      const child = new URL('../support/hostile-child.ts', import.meta.url).pathname;
      const args = ['--import', 'tsx', child, file, join(site.folder, name)];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      const result: { complete: boolean; peakMiB: number } = JSON.parse(stdout);
      return result;
    };
    const calm = await run('calm', {
      ...mapping,
      crawl: { ...mapping.crawl, exclude: [...Object.keys(routes), '/x*'] },
    });
    const wild = await run('wild', mapping);
    const missed = Object.keys(routes).filter((path) => server.asked(`qala.kz${path}`) === 0);
    expect(missed).toEqual([]);
    expect(calm.complete).toBe(true);
    expect(wild.complete).toBe(true);
    expect(wild.peakMiB - calm.peakMiB).toBeLessThan(180);
  });
});

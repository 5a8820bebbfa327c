import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { knownSharedFolder } from '../mapping/known-shared.ts';
import { maxRate } from '../model/mapping.ts';

const settings = `# Workspace of kosh demo: the bundled legacy sites, served on this machine.
portal:
  base: https://www.gov.kz
  entities: [aqbulaq, tasjol-gasd, kokterek, tasjol-madeniet]
languages: [kk, ru, en]
politeness: { perAddress: { connections: 64, ratePerSecond: 1000 } }
`;

/** Root of the package: bin, mappings and fixtures lie there, in sources and when installed. */
export function packageRoot(): string {
  const up = import.meta.url.endsWith('.ts') ? '../..' : '../../..';
  return fileURLToPath(new URL(`${up}/`, import.meta.url));
}

/**
 * Writes the demo's workspace: settings and the bundled mappings, each host connected to the loopback
 * server. Data of an earlier demo stays (a second run has little to do) unless `fresh`.
 * Throws UserError for a folder that holds something else.
 */
export function writeDemoWorkspace(
  root: string,
  port: number,
  hosts: readonly string[],
  fresh: boolean,
): void {
  const marker = join(root, 'kosh.yaml');
  const there = existsSync(root) ? readdirSync(root) : [];
  if (
    there.length > 0 &&
    !(existsSync(marker) && readFileSync(marker, 'utf8').includes('kosh demo'))
  ) {
    throw new UserError(`${root}: not empty and no demo of kosh; name another folder with --dir`);
  }
  if (fresh)
    for (const name of ['data', 'out']) rmSync(join(root, name), { recursive: true, force: true });
  mkdirSync(join(root, 'mappings'), { recursive: true });
  writeFileSync(marker, settings);
  const source = join(packageRoot(), 'mappings');
  for (const name of readdirSync(source)
    .filter((file) => file.endsWith('.yaml'))
    .sort()) {
    const document = parseDocument(readFileSync(join(source, name), 'utf8'));
    const named = new Set(mappedHosts(document.toJS()));
    document.set(
      'connectTo',
      connections(
        hosts.filter((host) => named.has(host)),
        port,
      ),
    );
    // The server is this machine: nobody is disturbed.
    document.setIn(['crawl', 'ratePerSecond'], maxRate);
    document.setIn(['crawl', 'concurrency'], 4);
    writeFileSync(join(root, 'mappings', name), document.toString());
  }
  cpSync(knownSharedFolder(source), knownSharedFolder(join(root, 'mappings')), { recursive: true });
}

function mappedHosts(mapping: { hosts: { host: string; aliases?: string[] }[] }): string[] {
  return mapping.hosts.flatMap(({ host, aliases }) => [host, ...(aliases ?? [])]);
}

function connections(hosts: readonly string[], port: number): Record<string, string> {
  return Object.fromEntries(hosts.map((host) => [host, `127.0.0.1:${port}`]));
}

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A running Apache on 127.0.0.1, and how to end it. */
export interface RunningApache {
  port: number;
  /** What Apache said when it checked its configuration. */
  messages: string;
  close: () => Promise<void>;
}

const run = promisify(execFile);
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };
const moduleFolders = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules'];
const modules = ['mpm_event', 'authz_core', 'alias', 'headers', 'rewrite'];

/**
 * Starts a real Apache over a folder of emitted tables, or several by the `all.conf` beside them (each emitted with its own path as `directory`, and
 * `127.0.0.1:<port>` as `listen`), as README.txt says. Throws with what to do when Apache is not installed.
 */
export async function startApache(
  folders: readonly string[],
  port: number,
): Promise<RunningApache> {
  const moduleFolder = moduleFolders.find((folder) => existsSync(folder));
  const program = ['/usr/sbin/apache2', '/usr/sbin/httpd'].find((file) => existsSync(file));
  if (moduleFolder === undefined || program === undefined) {
    throw new Error('Apache is not installed: run tests/real/install.sh');
  }
  const prefix = await mkdtemp(join(tmpdir(), 'kosh-apache-'));
  await chmod(prefix, 0o755);
  const config = join(prefix, 'apache.conf');
  await writeFile(config, mainConfig(prefix, folders, port, moduleFolder));
  for (const folder of folders) {
    const script = join(folder, 'make-dbm.sh');
    if (existsSync(script)) await run('sh', [script], { env: environment });
  }
  const checked = await run(program, ['-t', '-f', config], { env: environment });
  const child = spawn(program, ['-f', config, '-DFOREGROUND'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(prefix, { recursive: true, force: true });
  };
  for (let left = 600; !(await answers(port)); left--) {
    if (child.exitCode !== null || left === 0) {
      await close();
      throw new Error(`Apache did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, messages: checked.stderr, close };
}

function mainConfig(
  prefix: string,
  folders: readonly string[],
  port: number,
  moduleFolder: string,
): string {
  const include = (name: string) => folders.map((folder) => `Include "${join(folder, name)}"`);
  return [
    `ServerRoot "${prefix}"`,
    `PidFile "${join(prefix, 'pid')}"`,
    `ErrorLog "${join(prefix, 'error.log')}"`,
    'ServerName localhost',
    `Listen 127.0.0.1:${port}`,
    ...modules.map((name) => `LoadModule ${name}_module ${moduleFolder}/mod_${name}.so`),
    // Root may start it; whoever answers must then be another.
    ...(process.getuid?.() === 0 ? ['User nobody', 'Group nogroup'] : []),
    'ServerLimit 1',
    'ThreadsPerChild 8',
    'MaxRequestWorkers 8',
    'StartServers 1',
    'MinSpareThreads 1',
    'MaxSpareThreads 8',
    'Define KOSH_DBM db',
    ...(folders.length > 1
      ? [`Include "${join(dirname(folders[0] ?? ''), 'all.conf')}"`]
      : ['default-vhost.conf', 'vhosts.conf'].flatMap(include)),
    '',
  ].join('\n');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A running nginx on 127.0.0.1, and how to end it. */
export interface RunningNginx {
  port: number;
  pid: number;
  /** What nginx said when it checked its configuration, warnings above all. */
  messages: string;
  close: () => Promise<void>;
}

/** The answer to a raw request. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** A port of 127.0.0.1 that is free now; name it as `listen` when emitting, then start nginx. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/**
 * Starts a real nginx over a folder of emitted tables, or several by the `all.conf` beside them (each emitted with its own path as `directory`, and
 * `127.0.0.1:<port>` as `listen`). Throws with what to do when nginx is not installed.
 */
export async function startNginx(folders: readonly string[], port: number): Promise<RunningNginx> {
  const prefix = await mkdtemp(join(tmpdir(), 'kosh-nginx-'));
  const config = join(prefix, 'nginx.conf');
  await writeFile(config, mainConfig(prefix, folders));
  const messages = await runNginx(['-t', '-p', prefix, '-c', config, '-e', 'stderr']);
  const child = spawn(program, ['-p', prefix, '-c', config, '-e', 'stderr'], {
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
      throw new Error(`nginx did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, pid: child.pid ?? 0, messages, close };
}

/** Sends one GET with a target exactly as given (UTF-8 octets, nothing escaped) and reads the answer. */
export function rawGet(port: number, host: string, target: string): Promise<RawAnswer> {
  return rawRequest(
    port,
    Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
  );
}

/** Sends one GET as `spellingsOf` spells it: one latin1 character an octet. */
export function rawSpelling(
  port: number,
  { host, target }: { host: string; target: string },
): Promise<RawAnswer> {
  return rawRequest(
    port,
    Buffer.from(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, 'latin1'),
  );
}

/** Sends octets and reads the answer up to the end of the connection. */
export function rawRequest(port: number, octets: Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('error', reject);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(readAnswer(Buffer.concat(chunks).toString('utf8'))));
    socket.write(octets);
  });
}

const program = 'nginx';
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

function mainConfig(prefix: string, folders: readonly string[]): string {
  const include = (name: string) => folders.map((folder) => `  include "${join(folder, name)}";`);
  return [
    'daemon off;',
    'master_process off;',
    `pid "${join(prefix, 'nginx.pid')}";`,
    'events { worker_connections 512; }',
    'http {',
    '  access_log off;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `  ${name}_temp_path "${join(prefix, name)}";`,
    ),
    ...(folders.length > 1
      ? [`  include "${join(dirname(folders[0] ?? ''), 'all.conf')}";`]
      : ['hash.conf', 'maps.conf', 'servers.conf', 'default-server.conf'].flatMap(include)),
    '}',
    '',
  ].join('\n');
}

function runNginx(parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { env: environment });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', () => reject(new Error('nginx is not installed: run tests/real/install.sh')));
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`nginx refuses its configuration: ${said}`)),
    );
  });
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

function readAnswer(text: string): RawAnswer {
  const cut = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(cut, 0)).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(headers),
    body: text.slice(cut + 4),
  };
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RawAnswer, rawRequest } from './nginx.ts';

/** A running HAProxy, and how to end it. */
export interface RunningHaproxy {
  /** What HAProxy said when it checked its configuration, warnings above all. */
  messages: string;
  pid: number;
  close: () => Promise<void>;
}

const program = 'haproxy';
const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

/**
 * Starts a real HAProxy over configuration files or folders of them, which listen on `port` of 127.0.0.1. `main` is
 * put before them. Throws with what to do when HAProxy is not installed.
 */
export async function startHaproxy(
  files: readonly string[],
  port: number,
  main: readonly string[] = [],
): Promise<RunningHaproxy> {
  const folder = await mkdtemp(join(tmpdir(), 'kosh-haproxy-'));
  const mainFile = join(folder, 'main.cfg');
  await writeFile(mainFile, `${['global', '  maxconn 512', ...main].join('\n')}\n`);
  const given = [mainFile, ...files].flatMap((file) => ['-f', file]);
  const messages = await checkConfiguration(given);
  const child = spawn(program, ['-db', ...given], {
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
    await rm(folder, { recursive: true, force: true });
  };
  for (let left = 600; !(await accepts(port)); left--) {
    if (child.exitCode !== null || left === 0) {
      await close();
      throw new Error(`HAProxy did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { messages, pid: child.pid ?? 0, close };
}

/** Sends one request exactly as given, host and target being octets (latin1), and reads the answer. */
export function rawAsk(
  port: number,
  host: string,
  target: string,
  method = 'GET',
): Promise<RawAnswer> {
  const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  return rawRequest(port, Buffer.from(head, 'latin1'));
}

function checkConfiguration(given: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-c', ...given], { env: environment });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', () =>
      reject(new Error('HAProxy is not installed: run tests/real/install.sh')),
    );
    child.on('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`HAProxy refuses its configuration: ${said}`)),
    );
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from './fetch-page.ts';

const KOSH = fileURLToPath(new URL('../../bin/kosh.js', import.meta.url));

/** Markdown by page id as `kosh extract --stdin` finds it; null when the command does not work. */
export async function extractWithKosh(pages: Page[]): Promise<Map<string, string> | null> {
  const input = pages.map(({ id, url, contentType, bytes }) =>
    JSON.stringify({ id, url, body: Buffer.from(bytes).toString('base64'), contentType }),
  );
  const output = await run([KOSH, 'extract', '--stdin'], `${input.join('\n')}\n`);
  if (output === null) return null;
  const found = new Map<string, string>();
  for (const line of output.split('\n').filter((text) => text !== '')) {
    const record: unknown = JSON.parse(line);
    if (!isRecord(record)) throw new Error(`kosh extract: unexpected line ${line.slice(0, 80)}`);
    found.set(record.id, record.markdown);
  }
  return found;
}

function run(args: string[], input: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A command that ends without reading its input breaks the pipe; its exit code tells the rest.
    child.stdin.on('error', () => {});
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString() : null));
    child.stdin.end(input);
  });
}

function isRecord(value: unknown): value is { id: string; markdown: string } {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value) || !('markdown' in value)) return false;
  return typeof value.id === 'string' && typeof value.markdown === 'string';
}

// Runs the command of its arguments, kills it with -9 after 1,000 pages of the log in $OUT/.., runs it again to its end,
// and writes to $OUT/resume_s the seconds from the restart to the first request.
import { spawn } from 'node:child_process';
import { createReadStream, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const out = process.env.OUT ?? '';
const log = join(out, '../access.log');
const [program = '', ...args] = process.argv.slice(2);
const start = () => spawn(program, args, { stdio: 'inherit' });

const first = start();
while ((await pagesAsked()) < 1_000) await delay(50);
const ended = new Promise((resolve) => first.on('close', resolve));
first.kill('SIGKILL');
await ended;
// The server writes what it was still answering.
await delay(500);
const { size } = statSync(log);
const from = performance.now();
const second = start();
while (statSync(log).size === size) await delay(5);
writeFileSync(join(out, 'resume_s'), ((performance.now() - from) / 1000).toFixed(2));
process.exitCode = await new Promise<number>((resolve) => {
  second.on('close', (code) => resolve(code ?? 1));
});

async function pagesAsked(): Promise<number> {
  let pages = 0;
  for await (const chunk of createReadStream(log, 'latin1'))
    pages += String(chunk).split('GET /p/').length - 1;
  return pages;
}

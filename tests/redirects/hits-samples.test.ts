import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { askedOf, hitsOf, hitsWorkspace, sampleLogs } from '../support/hits-lab.ts';
import { runKosh } from '../support/run-kosh.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const nginx = join(sampleLogs, 'nginx-combined.log');
const vhost = join(sampleLogs, 'apache-vhost.log');
const iis = join(sampleLogs, 'iis.log');

/** Counted by hand in the sample: people+programs. */
const nginxTruth = {
  '/bitrix/templates/main/style.css?v=3': '1+0 answered',
  '/docs/a%20b.pdf': '1+0 answered',
  '/kz/жаңалықтар': '2+0 answered',
  '/old/приказ.html': '2+0 answered',
  '/page.php?lang=1&page_id=7': '2+0 answered',
  '/ru/kezek': '1+0 missing',
  '/ru/news/12': '1+1 answered',
  automatic: '1+0 answered',
  'no-request': '0+2 refused',
  'other-method': '1+0 missing',
  scanner: '1+1 missing',
};

async function hits(workspace: string, ...args: string[]) {
  return runKosh(['redirects', 'hits', ...args, '-w', workspace]);
}

test('a combined log of nginx is counted by key, escapes and octets of both charsets undone', async () => {
  const workspace = hitsWorkspace();
  const { code, stderr } = await hits(workspace, nginx);
  expect(stderr).toContain('17 new requests of 1 agency, 0 of hosts that no mapping has, 1 lines');
  expect(code).toBe(0);
  expect(askedOf(workspace)).toEqual(nginxTruth);
});

test('as many requests are counted as awk finds lines with a status', async () => {
  const workspace = hitsWorkspace();
  await hits(workspace, nginx);
  const script = `match($0, /" [1-5][0-9][0-9] /) {n++} END {print n}`;
  expect(hitsOf(workspace)).toBe(
    Number(execFileSync('awk', [script, nginx], { encoding: 'utf8' })),
  );
});

test('hosts in front of the lines say whose they are, and those of nobody are counted', async () => {
  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  const { stderr } = await hits(workspace, vhost);
  expect(stderr).toContain('6 new requests of 2 agencies, 2 of hosts that no mapping has, 0 lines');
  expect(askedOf(workspace, 'sarkol')).toEqual({
    '/kk/жоба': '1+0 missing',
    '/ru': '1+0 answered',
    '/ru?q=%22a%22': '1+0 answered',
  });
  expect(askedOf(workspace, 'tasbulaq')).toEqual({ '/': '1+0 moved' });
});

test('a log of IIS whose fields change midway is counted, with + for spaces and - for nothing', async () => {
  const workspace = hitsWorkspace();
  const { stderr } = await hits(workspace, iis);
  expect(stderr).toContain('5 new requests of 1 agency, 0 of hosts that no mapping has, 1 lines');
  expect(askedOf(workspace)).toEqual({
    '/': '0+1 answered',
    '/Docs/Бюджет%20жоба.pdf': '1+0 answered',
    '/News.aspx?lang=ru&nid=91': '1+0 answered, 1+0 missing',
    'other-method': '1+0 moved',
  });
});

test('a host behind the agent, in quotation marks, is found by what mappings know', async () => {
  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  const log = join(temporaryFolder(), 'custom.log');
  const line = (host: string, path: string) =>
    `10.0.0.1 - - [20/Nov/2026:09:00:00 +0500] "GET ${path} HTTP/1.1" 200 5 "-" "Mozilla/5.0" "${host}" 0.012\n`;
  writeFileSync(
    log,
    line('tasbulaq.gov.kz', '/a') + line('SARKOL.gov.kz:80', '/b') + line('-', '/c'),
  );
  const { stderr } = await hits(workspace, log);
  expect(stderr).toContain('3 new requests of 2 agencies, 1 of hosts that no mapping has');
  expect(askedOf(workspace, 'sarkol')).toEqual({ '/b': '1+0 answered' });
  expect(askedOf(workspace, 'tasbulaq')).toEqual({ '/a': '1+0 answered' });
});

test('lines that name no host need one when there are several agencies', async () => {
  const workspace = hitsWorkspace(['sarkol', 'tasbulaq']);
  const refused = await hits(workspace, nginx);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('say it with --host or --agency');
  expect(hitsOf(workspace, 'sarkol')).toBe(0);
  expect((await hits(workspace, nginx, '--agency', 'sarkol')).code).toBe(0);
  expect(askedOf(workspace, 'sarkol')).toEqual(nginxTruth);
  expect((await hits(workspace, nginx, '--host', 'elsewhere.gov.kz')).code).toBe(2);
});

test('gzip of several members and standard input are read as the log in them', async () => {
  const text = readFileSync(nginx);
  const cut = text.indexOf('\n', 900) + 1;
  const packed = Buffer.concat([gzipSync(text.subarray(0, cut)), gzipSync(text.subarray(cut))]);
  const log = join(temporaryFolder(), 'access.log.2.gz');
  writeFileSync(log, packed);
  const workspace = hitsWorkspace();
  await hits(workspace, log);
  expect(askedOf(workspace)).toEqual(nginxTruth);

  const piped = hitsWorkspace();
  await runKosh(['redirects', 'hits', '-', '-w', piped], text.toString('utf8'));
  expect(askedOf(piped)).toEqual(nginxTruth);
});

test('a damaged gzip is counted as far as it goes, and said', async () => {
  const log = join(temporaryFolder(), 'access.log.3.gz');
  writeFileSync(log, gzipSync(readFileSync(nginx)).subarray(0, -40));
  const workspace = hitsWorkspace();
  const { code, stderr } = await hits(workspace, log);
  expect(code).toBe(0);
  expect(stderr).toContain('the packing is damaged');
  expect(hitsOf(workspace)).toBeGreaterThan(5);
});

test('garbage, lines of a megabyte and a last line without an end are counted and never fatal', async () => {
  const log = join(temporaryFolder(), 'garbage.log');
  const line = readFileSync(nginx, 'utf8').split('\n')[0] ?? '';
  writeFileSync(
    log,
    `${line}\n${'x'.repeat(1_000_000)}\n\u0000\u0001\n[[["""\n${line}\r\n\n${line.replace('/ru/news/12/', `/${'a'.repeat(3000)}`)}\n${line}`,
  );
  const workspace = hitsWorkspace();
  const { stderr } = await hits(workspace, log);
  expect(stderr).toContain('4 new requests of 1 agency, 0 of hosts that no mapping has, 3 lines');
  expect(askedOf(workspace)).toEqual({
    '/ru/news/12': '3+0 answered',
    'over-long': '1+0 answered',
  });
});

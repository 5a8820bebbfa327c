import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/nginx.ts';
import { runKosh } from '../support/run-kosh.ts';
import {
  readWordpressTruth,
  scoreWordpress,
  type WordpressScore,
} from '../support/wordpress-truth.ts';

/** Folder with up.sh and down.sh, which start a WordPress with known content and write its truth as gold.ndjson. */
const site = process.env.KOSH_WORDPRESS;

if (!site) {
  process.stderr.write(
    'The WordPress tests are skipped: set KOSH_WORDPRESS to the folder of up.sh and down.sh of a WordPress to migrate.\n',
  );
}

const mapping = (port: number) => `id: wordpress
entity: wordpress
names: { kk: Басқарма сайты, ru: Сайт управления }
hosts: [{ host: "127.0.0.1:${port}" }]
connectTo: { "127.0.0.1:${port}": "127.0.0.1:${port}" }
cms: wordpress
defaultLanguage: en
timeZone: UTC
significantParameters: [p, page_id, cat, paged]
crawl: { ratePerSecond: 50, concurrency: 8 }
rules:
  - { match: "/{year}/{month}/{slug}/", kind: news, body: .entry-content }
  - { match: "/{year}/{month}/{slug}/{part}/", kind: news, body: .entry-content }
  - { match: "/{page}/", kind: page }
  - { match: "/level-1/**", kind: page }
  - { match: "/greek/**", kind: page }
`;

describe.skipIf(!site)('a real WordPress', () => {
  const work = join('/tmp', `kosh-wordpress-${process.pid}`);
  const workspace = join(work, 'workspace');
  let scores: WordpressScore[] = [];

  beforeAll(async () => {
    const port = await freePort();
    mkdirSync(join(workspace, 'mappings'), { recursive: true });
    const content = readdirSync(site ?? '').find((name) => name.endsWith('.xml')) ?? '';
    const up = spawnSync(
      'bash',
      [join(site ?? '', 'up.sh'), work, join(site ?? '', content), String(port)],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    if (!existsSync(join(work, 'gold.ndjson'))) throw new Error(`up.sh: ${up.stdout}${up.stderr}`);
    writeFileSync(join(workspace, 'kosh.yaml'), 'portal: { entities: [wordpress] }\n');
    writeFileSync(join(workspace, 'mappings/wordpress.yaml'), mapping(port));
    const run = await runKosh(['run', 'wordpress', '--provisional', '-w', workspace]);
    expect([0, 3], run.stderr).toContain(run.code);
    scores = scoreWordpress(readWordpressTruth(join(work, 'gold.ndjson')), workspace, 'wordpress');
  });

  afterAll(() => {
    spawnSync('bash', [join(site ?? '', 'down.sh'), work]);
  });

  test('every published post and page is found, posts in parts joined into one', () => {
    expect(scores.length).toBeGreaterThanOrEqual(78);
    expect(scores.filter((one) => !one.found).map((one) => one.url)).toEqual([]);
  });

  test('titles are equal as text', () => {
    expect(scores.filter((one) => !one.titleEqual)).toEqual([]);
  });

  test('the dates of all posts are exact', () => {
    const posts = scores.filter((one) => one.type === 'post');
    expect(posts.length).toBeGreaterThanOrEqual(56);
    expect(posts.filter((one) => !one.dateEqual)).toEqual([]);
  });

  test('bodies reach a mean F1 of 0.95, and none of 20 words and more falls below 0.80', () => {
    const long = scores.filter((one) => one.words >= 20);
    expect(long.filter((one) => one.f1 < 0.8)).toEqual([]);
    expect(long.reduce((sum, one) => sum + one.f1, 0) / long.length).toBeGreaterThanOrEqual(0.95);
  });

  test('every permalink has a decision', () => {
    expect(scores.filter((one) => one.decision === null)).toEqual([]);
  });

  test('no text of drafts, of the scheduled or of password-protected posts is anywhere in the output', () => {
    const folder = join(workspace, 'out');
    const secret = hiddenSentences(
      join(site ?? '', readdirSync(site ?? '').find((name) => name.endsWith('.xml')) ?? ''),
    );
    expect(secret.length).toBeGreaterThan(0);
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:md|ndjson|csv|map|html)$/.test(entry.name))
      .flatMap((entry) => {
        const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
        return secret
          .filter((sentence) => text.includes(sentence))
          .map((sentence) => `${entry.name}: ${sentence}`);
      });
    expect(found).toEqual([]);
  });
});

/** Sentences of the import file that stand only in items that are drafts, private or protected by a password. */
function hiddenSentences(file: string): string[] {
  const items = readFileSync(file, 'utf8').split('<item>').slice(1);
  const isHidden = (item: string) =>
    !/<wp:status>(?:<!\[CDATA\[)?publish/.test(item) ||
    /<wp:post_password>(?:<!\[CDATA\[)?[^<\]]/.test(item);
  const sentences = (item: string) =>
    (/<content:encoded><!\[CDATA\[([\s\S]*?)\]\]>/.exec(item)?.[1] ?? '')
      .replace(/<[^>]+>/g, '\n')
      .split(/\n|(?<=[.!?])\s/)
      .map((one) => one.trim())
      .filter((one) => one.length >= 25 && /^[\w ,.'!?-]+$/.test(one));
  const pages = items.filter((item) => /<wp:post_type>(?:<!\[CDATA\[)?(?:post|page)/.test(item));
  const open = new Set(pages.filter((item) => !isHidden(item)).flatMap(sentences));
  return [...new Set(pages.filter(isHidden).flatMap(sentences))].filter((one) => !open.has(one));
}

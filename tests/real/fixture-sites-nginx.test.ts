import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { openWorkspace, readMappings } from '../../src/mapping/workspace.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Redirect } from '../../src/model/redirect.ts';
import { siteDbFile } from '../../src/pipeline/agency-session.ts';
import { storedRedirects } from '../../src/pipeline/redirect-tables.ts';
import { spellingsOf } from '../../src/redirects/spellings.ts';
import { addressesOfKey } from '../../src/store/address-keys.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { keyRules } from '../../src/text/url-key.ts';
import { migrateSites } from '../support/migrated-workspace.ts';
import { freePort, type RunningNginx, rawSpelling, startNginx } from '../support/nginx.ts';
import { runKosh } from '../support/run-kosh.ts';

/** An address to ask for, at one of its host's names, and what the decision for it says. */
interface Question {
  agency: string;
  name: string;
  target: string;
  /** Class of the spelling. */
  how: string;
  expected: string;
}

let root = '';
let mappings: Mapping[] = [];
let port = 0;
let nginx: RunningNginx;

const tables = () => join(root, 'out/redirects/nginx');
const folders = () => mappings.map(({ id }) => join(tables(), id));

async function build(...extra: string[]): Promise<void> {
  const where = ['--directory', tables(), '--listen', `127.0.0.1:${port}`];
  const args = ['redirects', 'build', '--all', '-w', root, '--quiet', ...where, ...extra];
  const { code, stderr } = await runKosh(args);
  expect([0, 3], stderr).toContain(code);
}

/** A decision with every address of the old site that it stands for, also those beyond its 50 spellings. */
interface Decided extends Redirect {
  addresses: string[];
}

function decisionsOf(agency: string): Decided[] {
  const db = openSiteDb(siteDbFile(openWorkspace(root), agency));
  try {
    return [...storedRedirects(db)].map((one) => {
      const crawled = addressesOfKey(db, one.key).map(({ address }) => address);
      return { ...one, addresses: [...new Set([...one.spellings, ...crawled])] };
    });
  } finally {
    db.close();
  }
}

/** Decisions that only a person makes: addresses left behind, archived, and led elsewhere by hand. */
async function decideByHand(agency: string): Promise<void> {
  const open = decisionsOf(agency).filter(({ decision }) => decision === 'unresolved');
  const [first, second, third] = open.flatMap(({ spellings }) => spellings.slice(0, 1));
  const base = `http://${mappings.find(({ id }) => id === agency)?.hosts[0]?.host}`;
  const to = 'https://www.gov.kz/memleket/entities/kokterek/contacts?lang=kk';
  const file = join(root, 'mappings', `${agency}.yaml`);
  const document = parseDocument(await readFile(file, 'utf8'));
  document.set('redirects', [
    { from: first, gone: true, reason: 'ескірген бет' },
    { from: second, archive: true, reason: 'мұрағатта сақталады' },
    { from: third, to, reason: 'байланыс беті көшті' },
    { from: `${base}/қаулылар/ескі-өкім`, gone: true, reason: 'күші жойылған' },
  ]);
  await writeFile(file, document.toString());
}

/** Every spelling of every decision, and every address at every other name of its host. */
function questionsOf(mapping: Mapping, expectedOf: (one: Redirect) => string): Question[] {
  const { id, hosts } = mapping;
  const rules = keyRules(mapping);
  const names = Object.keys(rules.hosts);
  const questions = new Map<string, Question>();
  const ask = (name: string, target: string, how: string, expected: string) =>
    questions.set(`${name}${target}`, { agency: id, name, target, how, expected });
  for (const redirect of decisionsOf(id)) {
    // Closed sites have a robots.txt of their own.
    if (redirect.key.endsWith('/robots.txt')) continue;
    const expected = expectedOf(redirect);
    const { key, addresses } = redirect;
    for (const one of spellingsOf({ key, spellings: addresses }, rules, names)) {
      ask(one.host, one.target, one.class, expected);
    }
    const host = key.split('/', 1)[0] ?? '';
    const aliases = hosts.find((one) => one.host === host)?.aliases ?? [];
    for (const address of addresses) {
      const { pathname, search } = new URL(address);
      for (const name of [host, ...aliases]) ask(name, pathname + search, 'seen', expected);
    }
  }
  return [...questions.values()];
}

function provisionalAnswer({ decision, target }: Redirect): string {
  if (decision === 'unresolved') return '404';
  if (decision === 'gone' || decision === 'archive') return '410';
  return `302 ${new URL(target ?? '').href.replaceAll('$', '%24')}`;
}

async function wrongAnswers(questions: readonly Question[]): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const question of questions) {
    const { status, headers } = await rawSpelling(port, {
      host: question.name,
      target: question.target,
    });
    const got = [String(status), headers.get('location')].filter(Boolean).join(' ');
    if (got !== question.expected) wrong.push({ ...question, got });
  }
  return wrong;
}

/** Rows of the tables for people: each spelling once, made apart from those for nginx. */
async function csvRows(agency: string): Promise<number> {
  const text = await readFile(join(root, 'out/redirects/csv', agency, `${agency}.csv`), 'utf8');
  return text.trimEnd().split('\r\n').length - 1;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kosh-fixture-sites-'));
  await migrateSites(root, '--all');
  mappings = readMappings(openWorkspace(root)).flatMap(({ value }) => (value ? [value] : []));
  await decideByHand('kokterek-akimat');
  port = await freePort();
  await build('--provisional');
  nginx = await startNginx(folders(), port);
});

afterAll(async () => {
  await nginx?.close();
  await rm(root, { recursive: true, force: true });
});

describe('nginx over the tables of all bundled sites', () => {
  test('loads them together without a warning', () => {
    expect(mappings).toHaveLength(4);
    expect(nginx.messages).not.toMatch(/warn|emerg/);
  });

  test('answers every spelling that the stores hold with its decision, at every name of its host', async ({
    annotate,
  }) => {
    const classes = new Map<string, number>();
    for (const mapping of mappings) {
      const decisions = decisionsOf(mapping.id);
      const held = decisions.reduce((sum, one) => sum + Math.max(1, one.spellings.length), 0);
      expect(held, mapping.id).toBe(await csvRows(mapping.id));
      const questions = questionsOf(mapping, provisionalAnswer);
      const seen = new Set(questions.map(({ name, target }) => `${name}${target}`));
      const spelled = decisions
        .flatMap(({ addresses }) => addresses)
        .filter((one) => !one.endsWith('/robots.txt'));
      const missed = spelled.filter((one) => !seen.has(one.replace(/^https?:\/\//, '')));
      expect(missed, mapping.id).toEqual([]);
      const more = decisions.reduce((sum, one) => sum + one.moreSpellings, 0);
      expect(spelled.length + 2, mapping.id).toBeGreaterThanOrEqual(held + more);
      for (const { how } of questions) classes.set(how, (classes.get(how) ?? 0) + 1);
      await annotate(`${mapping.id}: ${held} spellings, ${more} more, ${questions.length} asked`);
      expect(await wrongAnswers(questions), mapping.id).toEqual([]);
    }
    expect(classes.size).toBeGreaterThan(12);
    await annotate([...classes].map(([name, count]) => `${name}: ${count}`).join(', '));
  });

  test('every way to answer is among them', () => {
    const questions = mappings.flatMap((mapping) => questionsOf(mapping, provisionalAnswer));
    const ways = new Set(questions.map(({ expected }) => expected.split(' ', 1)[0]));
    expect([...ways].sort()).toEqual(['302', '404', '410']);
  });

  test('says 404 to what no site had', async () => {
    const targets = ['/жоқ/бет', '/kosh-no-such-page?id=1', '/.kosh/gone.html', '/%C6%CE%CA'];
    const questions = mappings.flatMap(({ id, hosts }) =>
      hosts
        .flatMap(({ host, aliases }) => [host, ...aliases])
        .flatMap((name) =>
          targets.map((target) => ({
            agency: id,
            name,
            target: Buffer.from(target).toString('latin1'),
            how: 'unknown',
            expected: '404',
          })),
        ),
    );
    expect(await wrongAnswers(questions)).toEqual([]);
  });

  test('no row of these sites is one that nginx cannot hold', async () => {
    for (const folder of folders()) {
      const listed = await readFile(join(folder, 'not-representable.csv'), 'utf8');
      const [heading, ...rows] = listed.trimEnd().split('\r\n');
      expect(heading).toBe('\ufeffold_url,new_url,reason,detail');
      expect(rows.filter((row) => !/\/robots\.txt,/.test(row))).toEqual([]);
    }
  });
});

test('without --provisional nothing that the portal has not named is emitted or answered', async () => {
  await nginx.close();
  await build();
  const provisional = mappings.flatMap(({ id }) =>
    decisionsOf(id).filter((one) => one.provisional),
  );
  expect(provisional.length).toBeGreaterThan(100);
  const unnamed = new Set(provisional.map(({ target }) => target));
  const kept = mappings.flatMap(({ id }) => decisionsOf(id)).filter((one) => !one.provisional);
  for (const { target } of kept) unnamed.delete(target);
  for (const folder of folders()) {
    for (const name of await readdir(folder)) {
      expect(name).not.toContain('provisional');
      if (!name.endsWith('.map')) continue;
      const text = await readFile(join(folder, name), 'utf8');
      expect([...unnamed].filter((target) => target !== null && text.includes(target))).toEqual([]);
    }
  }
  nginx = await startNginx(folders(), port);
  const named = (one: Redirect) => (one.provisional ? '404' : provisionalAnswer(one));
  const questions = mappings.flatMap((mapping) => questionsOf(mapping, named));
  expect(await wrongAnswers(questions)).toEqual([]);
  expect(questions.some(({ expected }) => expected.startsWith('302'))).toBe(true);
});

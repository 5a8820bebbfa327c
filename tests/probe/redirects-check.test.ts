import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Redirect } from '../../src/model/redirect.ts';
import {
  asDecided,
  type CheckLab,
  checkLab,
  checkResult,
  everySpelling,
  runCheck,
  storeRows,
} from '../support/check-lab.ts';
import {
  endless,
  type OctetServer,
  octets,
  type Reply,
  reset,
  say,
  sendTo,
  silent,
  startOctetServer,
} from '../support/octet-server.ts';
import { mappingWith, redirectRow } from '../support/redirect-plan.ts';

const site = 'http://sarkol.gov.kz';
const portal = 'https://www.gov.kz/memleket/entities/sarkol';
const mapping = mappingWith();

async function serve(replyTo: (asked: string) => Reply | undefined): Promise<OctetServer> {
  const server = await startOctetServer(replyTo);
  onTestFinished(() => server.close());
  return server;
}

/** A redirect of a path with a target of its own. */
function row(path: string, parts: Partial<Redirect> = {}): Redirect {
  const target = `${portal}/press/news/details/${encodeURIComponent(path)}?lang=kk`;
  return redirectRow(mapping, [`${site}${path}`], { target, ...parts });
}

const rows = [
  row('/жаңалықтар/бюджет-2019'),
  row('/page.php?id=12&lang=kk'),
  row('/ескі-бұйрық', { decision: 'gone', target: null }),
  row('/мұрағат/2009', { decision: 'archive', target: null }),
  row('/іздеу', { decision: 'unresolved', target: null }),
];

describe('a server that answers as decided', () => {
  it('shows no fault, and receives every spelling exactly once, octet by octet', async () => {
    const lab = checkLab(rows);
    const server = await serve(asDecided(lab));
    const { kinds, faults } = await runCheck(lab, server.origin);
    expect(faults).toEqual([]);
    // One made-up address at the host and one at its alias.
    expect(kinds).toEqual({ right: everySpelling(lab).length + 2 });
    const wanted = everySpelling(lab).map(({ host, target }) => host + target);
    expect(server.log.filter((one) => !one.includes('kosh-joq')).sort()).toEqual(wanted.sort());
    expect(wanted.some((one) => /[\x80-\xff]/.test(one))).toBe(true);
  });

  it('may answer robots.txt itself', async () => {
    const lab = checkLab([row('/robots.txt')]);
    // Spellings of it that the server does not take for its own have no answer.
    const server = await serve((asked) => (asked.endsWith('/robots.txt') ? say(200) : undefined));
    const { kinds } = await runCheck(lab, server.origin);
    expect(Object.keys(kinds)).toEqual(['right']);
  });

  it('may send a body without end after a right head', async () => {
    const lab = checkLab([row('/өшірілген', { decision: 'gone', target: null })]);
    const flood = endless('HTTP/1.1 410 Gone\r\n\r\n', 'а'.repeat(50_000), 1);
    const server = await serve((asked) => (asked.includes('kosh-joq') ? undefined : flood));
    const { kinds } = await runCheck(lab, server.origin);
    expect(Object.keys(kinds)).toEqual(['right']);
  });
});

const redirectHead = 'HTTP/1.1 302 Found\r\n';

/** How a server answers wrongly, and the kind that the check finds. */
const wrongs: [name: string, reply: Reply, kind: string][] = [
  ['another status', say(200, {}, 'Бәрі жақсы'), 'wrong-status'],
  ['404 for what was moved', say(404), 'wrong-status'],
  ['301 before it is confirmed', sendTo(`${portal}/x`, 301), 'wrong-status'],
  ['another target', sendTo(`${portal}/contacts`), 'wrong-target'],
  ['a relative target', sendTo('/memleket/entities/sarkol'), 'wrong-target'],
  ['a target with a line feed in it', sendTo(`${portal}%0d%0aSet-Cookie:x`), 'wrong-target'],
  ['no target', say(302), 'wrong-target'],
  [
    'two targets',
    octets(
      `${redirectHead}Location: ${portal}\r\nLocation: ${portal}\r\nContent-Length: 0\r\n\r\n`,
    ),
    'wrong-target',
  ],
  ['a circle', sendTo(`${site}/%D0%B6`), 'loop'],
  ['a server error', say(500), 'wrong-status'],
  ['421 for a host that it does not serve', say(421), 'refused'],
  ['429 for ever', say(429, { 'Retry-After': '0' }), 'refused'],
  ['a reset', reset, 'unreachable'],
  ['silence', silent, 'unreachable'],
  ['a head without end', endless(`${redirectHead}X-Slow: `, 'a'), 'unreachable'],
  [
    'announcements without end',
    endless('', 'HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n'),
    'unreachable',
  ],
  ['no HTTP', octets('сәлем\r\n\r\n'), 'unreachable'],
  [
    'a field of a megabyte',
    octets(`${redirectHead}X-A: ${'a'.repeat(1 << 20)}\r\n\r\n`),
    'unreachable',
  ],
  [
    'five thousand fields',
    octets(`${redirectHead}${'X-A: b\r\n'.repeat(5000)}\r\n`),
    'unreachable',
  ],
];

describe('a server that answers one address wrongly', () => {
  const bad = row('/нашар');
  const onlySeen = { classes: ['seen', 'alias', 'made-up'] };

  it.each(wrongs)('is told: %s', async (_name, reply, kind) => {
    const lab = checkLab([...rows, bad]);
    const right = asDecided(lab);
    const path = '/%D0%BD%D0%B0%D1%88%D0%B0%D1%80';
    const server = await serve((asked) => {
      if (asked.endsWith('/%D0%B6')) return reply;
      return asked.endsWith(path) ? reply : right(asked);
    });
    const { kinds, faults } = await runCheck(lab, server.origin, { seconds: 1 }, onlySeen);
    const asked = everySpelling(lab).filter((one) => ['seen', 'alias'].includes(one.class)).length;
    expect(kinds).toEqual({ right: asked, [kind]: 2 });
    expect(faults).toMatchObject([
      { kind, class: 'seen', host: 'sarkol.gov.kz', key: bad.key, asked: `sarkol.gov.kz${path}` },
      { kind, class: 'alias', asked: `www.sarkol.gov.kz${path}` },
    ]);
    expect(faults.every(({ expected }) => expected === `302 ${bad.target}`)).toBe(true);
  });

  it('is told by an address that nobody had, at every name of the host', async () => {
    const lab = checkLab(rows);
    const right = asDecided(lab);
    const server = await serve((asked) =>
      asked.startsWith('www.sarkol.gov.kz/kosh-joq') ? say(200, {}, 'Қош келдіңіз') : right(asked),
    );
    const { faults } = await runCheck(lab, server.origin);
    expect(faults).toMatchObject([{ kind: 'wrong-status', class: 'made-up', got: '200' }]);
  });
});

describe('a server that is busy or away', () => {
  it('is waited for, and every answer counts once', async () => {
    const lab = checkLab(rows);
    const right = asDecided(lab);
    const server = await serve((asked) => (socket, count) => {
      const busy = asked.includes('page.php') && count < 3;
      const hiccup = asked.includes('%B0') && count < 2;
      const reply = busy ? say(429, { 'Retry-After': '0' }) : hiccup ? say(503) : right(asked);
      (reply ?? say(404))(socket, count);
    });
    const { kinds } = await runCheck(lab, server.origin);
    expect(kinds).toEqual({ right: everySpelling(lab).length + 2 });
  });

  /** A server that is gone for good once it is asked for `path`, until it is mended. */
  async function leaving(right: (asked: string) => Reply | undefined, path: string) {
    const state = { isGone: false, isMended: false };
    const server = await serve((asked) => {
      if (asked.includes(path)) state.isGone = true;
      return state.isGone && !state.isMended ? reset : right(asked);
    });
    const mend = () => {
      state.isMended = true;
      server.log.length = 0;
    };
    return { server, mend };
  }

  const many = Array.from({ length: 160 }, (_, at) => row(`/жаңалық/${100 + at}`));

  it('keeps the last check when it is gone from the first', async () => {
    const lab = checkLab(many);
    const server = await serve(asDecided(lab));
    const before = await runCheck(lab, server.origin, {}, { classes: ['seen'] });
    await server.close();
    await expect(runCheck(lab, server.origin)).rejects.toThrow('does not answer');
    expect(checkResult(lab)).toEqual(before);
  });

  it('ends the check when it is gone, and the check goes on where it was', async () => {
    const lab = checkLab(many);
    const { server, mend } = await leaving(asDecided(lab), '/240');
    const all = everySpelling(lab).length + 2;
    await expect(runCheck(lab, server.origin, { connections: 2 })).rejects.toThrow(
      'does not answer',
    );
    expect(server.log.length).toBeGreaterThan(all / 2);
    mend();
    const { kinds, faults } = await runCheck(lab, server.origin, { connections: 2 });
    expect(faults).toEqual([]);
    expect(kinds).toEqual({ right: all });
    // What failed, and what was answered since the last commit.
    expect(server.log.length).toBeLessThan(0.9 * all);
  });

  it.each([
    ['decisions have changed', (lab: CheckLab) => decideOtherwise(lab), {}],
    ['tables have changed', (lab: CheckLab) => writeTables(lab), {}],
    ['it is told to', () => {}, { fresh: true }],
  ])('the check begins anew when %s', async (_why, change, choice) => {
    const lab = checkLab(many);
    const { server, mend } = await leaving(asDecided(lab), '/140');
    await expect(runCheck(lab, server.origin, { connections: 2 })).rejects.toThrow();
    mend();
    change(lab);
    const { asked } = await runCheck(lab, server.origin, { connections: 2 }, choice);
    expect(asked).toBe(everySpelling(lab).length + 2);
    expect(server.log.length).toBe(asked);
  });
});

function decideOtherwise({ workspace, rows: before, mapping: { id } }: CheckLab): void {
  const after = before.map((one, at) =>
    at === 0 ? { ...one, target: `${portal}/contacts` } : one,
  );
  storeRows(workspace, id, after);
}

function writeTables({ workspace, mapping: { id } }: CheckLab): void {
  const folder = join(workspace.outFolder, 'redirects/nginx', id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'SHA256SUMS'), 'ab  maps.conf\n');
}

/** What a hostile server may do with any request. */
const anyReply = fc.oneof(
  fc.constantFrom(reset, say(500), say(429), say(503, { 'Retry-After': '0' }), silent),
  fc
    .record({
      status: fc.integer({ min: 100, max: 999 }),
      location: fc.string({ unit: 'binary', maxLength: 60 }),
    })
    .map(({ status, location }) =>
      octets(
        Buffer.from(`HTTP/1.1 ${status} X\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
      ),
    ),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => octets(bytes)),
);

it('whatever a server answers, the check ends and counts every request once, or says that the server is gone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyReply, { minLength: 1, maxLength: 12 }), async (replies) => {
      const lab = checkLab(rows.slice(3, 4));
      let at = 0;
      const server = await startOctetServer(() => replies[at++ % replies.length]);
      try {
        const { asked } = await runCheck(lab, server.origin, { seconds: 0.02, connections: 16 });
        expect(asked).toBe(everySpelling(lab).length + 2);
      } catch (error) {
        expect(String(error)).toContain('does not answer');
      } finally {
        await server.close();
      }
    }),
    { numRuns: 20 },
  );
}, 60_000);

import { expect, test } from 'vitest';
import { FetchFailure } from '../../src/crawl/fetch-failure.ts';
import type { CaptureSink, Clock, Exchange, Network } from '../../src/crawl/ports.ts';
import { RobotsGate } from '../../src/crawl/robots-gate.ts';
import { scopeOf } from '../../src/crawl/scope.ts';
import { siteFrontier } from '../../src/pipeline/site-frontier.ts';
import { saveRobots } from '../../src/store/crawl-state.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import { accessTo } from '../../src/store/site-db-pool.ts';
import { labMapping } from '../support/crawl-lab.ts';

const hour = 3_600_000;
const start = Date.parse('2019-03-22T12:00:00Z');

/** A gate whose server answers as `answer` says, with a clock that is set by hand. */
function gateOver(answer: () => { status: number; text: string } | 'silence') {
  const db = openSiteDb(':memory:');
  const state = { now: start, asked: 0 };
  const clock: Clock = {
    now: () => state.now,
    wall: () => state.now,
    sleep: async () => undefined,
  };
  const network: Network = {
    async fetch({ address }): Promise<Exchange> {
      state.asked += 1;
      const given = answer();
      if (given === 'silence') throw new FetchFailure('unreachable', 'ECONNREFUSED');
      const memory = Buffer.from(given.text);
      return {
        address,
        fetchedAt: new Date(state.now).toISOString(),
        ip: null,
        request: Buffer.alloc(0),
        status: given.status,
        fields: [['Content-Type', 'text/plain']],
        responseHead: Buffer.alloc(0),
        body: { bytes: memory.length, memory, file: null, start: memory },
        truncated: null,
        latencyMs: 1,
        tlsFaults: [],
      };
    },
    close: async () => undefined,
  };
  const sink: CaptureSink = {
    store: async (outcome) => {
      if (outcome.robots !== null) saveRobots(db, outcome.robots);
    },
    storeUnmodified: async () => undefined,
    flush: async () => undefined,
    page: async () => undefined,
    checkSpace: async () => undefined,
  };
  const scope = scopeOf(labMapping([{ host: 'qala.kz' }], '127.0.0.1:80'), new Map());
  const open = () =>
    new RobotsGate({
      frontier: siteFrontier(accessTo(db), false),
      sink,
      network,
      clock,
      signal: new AbortController().signal,
      userAgent: 'kosh',
      ignore: false,
      retryMs: 1,
      examine: () => ({
        scope,
        pageBytes: 1e6,
        documentBytes: 1e6,
        logins: new Set(),
        tlsReasons: new Map(),
      }),
    });
  const allows = async (gate: RobotsGate) => {
    const access = await gate.access('http://qala.kz');
    return access.outcome === 'unreachable'
      ? 'unreachable'
      : access.verdict('http://qala.kz/kk/1').allowed;
  };
  return { state, open, allows };
}

const forbids = { status: 200, text: 'User-agent: *\nDisallow: /kk/' };

test('robots.txt is read again when it is a day old, also within a run', async () => {
  let answer = forbids;
  const { state, open, allows } = gateOver(() => answer);
  const gate = open();
  expect(await allows(gate)).toBe(false);
  answer = { status: 404, text: '' };
  state.now += 23 * hour;
  expect([await allows(gate), state.asked]).toEqual([false, 1]);
  state.now += 2 * hour;
  expect([await allows(gate), state.asked]).toEqual([true, 2]);
});

test('a copy of an earlier run counts from when it was read', async () => {
  const { state, open, allows } = gateOver(() => forbids);
  await allows(open());
  state.now += 20 * hour;
  const gate = open();
  expect([await allows(gate), state.asked]).toEqual([false, 1]);
  state.now += 5 * hour;
  await allows(gate);
  expect(state.asked).toBe(2);
});

test.each(['silence' as const, { status: 503, text: 'жөндеу' }])(
  'an old copy stays in use within a run while there is no new one: %j',
  async (trouble) => {
    let answer: typeof forbids | typeof trouble = forbids;
    const { state, open, allows } = gateOver(() => answer);
    const gate = open();
    await allows(gate);
    answer = trouble;
    state.now += 25 * hour;
    expect(await allows(gate)).toBe(false);
    expect(await allows(open())).toBe('unreachable');
  },
);

test.each([
  [401, true],
  [403, true],
  [404, true],
  [410, true],
  [500, 'unreachable'],
  [503, 'unreachable'],
])('HTTP %s for robots.txt: %s', async (status, expected) => {
  const { open, allows } = gateOver(() => ({ status, text: forbids.text }));
  expect(await allows(open())).toBe(expected);
});

test('half a megabyte of robots.txt is read, and no more', async () => {
  const filler = '# толтырғыш жол\n';
  const pad = (bytes: number) => filler.repeat(Math.ceil(bytes / Buffer.byteLength(filler)));
  const rule = '\nUser-agent: *\nDisallow: /kk/\n';
  const within = gateOver(() => ({ status: 200, text: pad(490 * 1024) + rule }));
  expect(await within.allows(within.open())).toBe(false);
  const beyond = gateOver(() => ({ status: 200, text: pad(501 * 1024) + rule }));
  expect(await beyond.allows(beyond.open())).toBe(true);
});

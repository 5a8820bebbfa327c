import { describe, expect, it } from 'vitest';
import { AddressCaps } from '../../src/crawl/address-caps.ts';
import { addressKeys, cachedResolver } from '../../src/crawl/host-addresses.ts';
import type { Clock } from '../../src/crawl/ports.ts';

/** A clock that stands still until someone sleeps. */
class TestClock implements Clock {
  time = 0;
  now = () => this.time;
  wall = () => this.time;
  sleep = async (milliseconds: number) => {
    const until = this.time + milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
    this.time = Math.max(this.time, until);
  };
}

describe('what one server address is asked', () => {
  const host = { connections: 1, ratePerSecond: 2 };
  const { signal } = new AbortController();
  const server = '203.0.113.7';

  it('is bounded in requests at once, first come, first served', async () => {
    const clock = new TestClock();
    const caps = new AddressCaps({ connections: 2, ratePerSecond: 1000 }, clock);
    const order: number[] = [];
    const entered = [0, 1, 2, 3].map((i) =>
      caps.enter(server, host, signal).then(() => order.push(i)),
    );
    await Promise.all(entered.slice(0, 2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([0, 1]);
    caps.leave(server);
    await entered[2];
    caps.leave(server);
    await entered[3];
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('is bounded in requests a second; another address is not', async () => {
    const clock = new TestClock();
    const caps = new AddressCaps({ connections: 8, ratePerSecond: 10 }, clock);
    const times: number[] = [];
    for (let i = 0; i < 4; i++) {
      await caps.enter(server, host, signal);
      times.push(clock.time);
      await caps.enter(`10.0.0.${i}:80`, host, signal);
    }
    expect(times).toEqual([0, 100, 200, 300]);
  });

  it('is not bounded below what the mapping of one host allows', async () => {
    const clock = new TestClock();
    const caps = new AddressCaps({ connections: 1, ratePerSecond: 1 }, clock);
    const wide = { connections: 3, ratePerSecond: 50 };
    for (let i = 0; i < 3; i++) await caps.enter(server, wide, signal);
    expect(clock.time).toBe(40);
  });

  it('is not waited for once the crawl is interrupted', async () => {
    const caps = new AddressCaps({ connections: 1, ratePerSecond: 1 }, new TestClock());
    const stop = new AbortController();
    await caps.enter(server, host, signal);
    caps.leave(server);
    stop.abort();
    await expect(caps.enter(server, host, stop.signal)).rejects.toThrow('interrupted');
  });
});

describe('the address of a host', () => {
  const resolve = cachedResolver((host, callback) => {
    asked.push(host);
    setImmediate(() => {
      if (host === 'joq.kz') callback(new Error('ENOTFOUND'), []);
      else {
        const addresses = ['203.0.113.9', '203.0.113.7'];
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      }
    });
  });
  const asked: string[] = [];
  const keyOf = addressKeys({ 'qala.kz': '127.0.0.1:8080' }, resolve);

  it('is what connectTo says, a literal, or the smallest that DNS gives', async () => {
    expect(keyOf(new URL('http://qala.kz/бет'))).toBe('127.0.0.1:8080');
    expect(keyOf(new URL('http://[2001:db8::1]/'))).toBe('2001:db8::1');
    expect(await keyOf(new URL('https://aqsu.kz/'))).toBe('203.0.113.7');
    expect(await keyOf(new URL('http://joq.kz/'))).toBe('');
  });

  it('is asked for once while it is known; a failure is not kept', async () => {
    asked.length = 0;
    const url = new URL('http://zhanga.kz/');
    await Promise.all([keyOf(url), keyOf(url), keyOf(url)]);
    await keyOf(url);
    await keyOf(new URL('http://joq.kz/'));
    await keyOf(new URL('http://joq.kz/'));
    expect(asked).toEqual(['zhanga.kz', 'joq.kz', 'joq.kz']);
  });
});

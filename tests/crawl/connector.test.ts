import { describe, expect, it } from 'vitest';
import { FetchFailure } from '../../src/crawl/fetch-failure.ts';
import { isPublicIp } from '../../src/crawl/ip-ranges.ts';
import { type NetworkOptions, undiciNetwork } from '../../src/crawl/network.ts';
import { siteFolder } from '../support/crawl-lab.ts';
import { startFaultServer, text } from '../support/fault-server.ts';

const privateAddresses =
  '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 192.0.2.7 198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 [::1] ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b:1::7f00:1 2001:0:7f00:1:: 2a00:1450::5efe:7f00:1 2a00:1450:1:2:200:5efe:127.0.0.1 4000::1 1234::1 not-an-ip';
const publicAddresses =
  '8.8.8.8 1.1.1.1 95.59.1.1 172.32.0.1 100.128.0.1 2a00:1450::1 2606:4700::1111 2606:4700:1:1:1:1:1:1 2a00:1450::1%eth0';

describe('public addresses', () => {
  it.each(privateAddresses.split(' '))('%s is not public', (ip) => {
    expect(isPublicIp(ip)).toBe(false);
  });

  it.each(publicAddresses.split(' '))('%s is public', (ip) => {
    expect(isPublicIp(ip)).toBe(true);
  });
});

async function failureOf(
  address: string,
  options: Partial<NetworkOptions>,
): Promise<string | number> {
  const { folder, remove } = siteFolder();
  const network = undiciNetwork({
    userAgent: 'kosh-test',
    contact: undefined,
    connectTo: {},
    connections: 1,
    pageBytes: 1000,
    documentBytes: 1000,
    requestSeconds: 2,
    connectSeconds: 1,
    spoolFolder: folder,
    ...options,
  });
  try {
    const { signal } = new AbortController();
    const exchange = await network.fetch({ address, validators: null, signal });
    return exchange.status;
  } catch (error) {
    return error instanceof FetchFailure ? error.kind : String(error);
  } finally {
    await network.close();
    remove();
  }
}

describe('the connector', () => {
  it('refuses literal loopback in every notation, and permits it only by connectTo', async () => {
    const server = await startFaultServer({ '/': text(200, 'сәлем') });
    const { port } = server;
    const notations = [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
    ];
    for (const host of notations) {
      expect(await failureOf(`http://${host}:${port}/`, {})).toBe('private-address');
    }
    expect(server.log).toEqual([]);
    const connectTo = { 'akim.kz': server.to };
    expect(await failureOf('http://akim.kz/', { connectTo })).toBe(200);
    expect(await failureOf('http://127.0.0.1/', { connectTo })).toBe('private-address');
    await server.close();
  });

  it('refuses a name when one of its addresses is private', async () => {
    const resolve: NetworkOptions['resolve'] = (_host, callback) =>
      callback(null, [
        { address: '95.59.1.1', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]);
    expect(await failureOf('http://rebind.kz/', { resolve })).toBe('private-address');
  });

  it('refuses a connection that ends at another address than the one that was checked', async () => {
    const server = await startFaultServer({ '/': text(200, 'ішкі') });
    let reads = 0;
    // What a resolver says the second time, after the check.
    const slippery = {
      family: 4,
      get address() {
        return reads++ === 0 ? '95.59.1.1' : '127.0.0.1';
      },
    };
    const resolve: NetworkOptions['resolve'] = (_host, callback) => callback(null, [slippery]);
    const address = `http://rebind.kz:${server.port}/`;
    expect(await failureOf(address, { resolve })).toBe('private-address');
    expect(reads).toBeGreaterThan(1);
    expect(server.log).toEqual([]);
    await server.close();
  });

  it('permits by connectTo no other port of the host, and no other host', async () => {
    const server = await startFaultServer({ '/': text(200, 'сәлем') });
    const resolve: NetworkOptions['resolve'] = (_host, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const connectTo = { 'akim.kz': server.to };
    for (const host of [`akim.kz:${server.port}`, 'www.akim.kz', 'akim.kz.']) {
      expect(await failureOf(`http://${host}/`, { connectTo, resolve })).toBe('private-address');
    }
    expect(server.log).toEqual([]);
    await server.close();
  });

  it('tells a name without an address', async () => {
    const resolve: NetworkOptions['resolve'] = (_host, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    expect(await failureOf('http://joq.kz/', { resolve })).toBe('unreachable');
  });
});

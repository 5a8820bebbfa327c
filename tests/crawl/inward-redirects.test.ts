import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawlLab, crawlResult, labMapping, siteFolder } from '../support/crawl-lab.ts';
import { type FaultServer, page, redirect, startFaultServer } from '../support/fault-server.ts';

let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

/** Every way to write 127.0.0.1 that a URL parser or a resolver may understand, and the address of cloud metadata. */
const inward = (port: number) =>
  [
    '127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 0 0.0.0.0 %31%32%37.0.0.1 ①②⑦.⓪.⓪.①',
    '[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1] [fc00::1]',
    'localhost LOCALHOST localhost. ip6-localhost',
  ]
    .join(' ')
    .split(' ')
    .map((host) => `http://${host}:${port}/qupiya`)
    .concat(
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00:ec2::254]/',
      'http://[::ffff:169.254.169.254]/',
    );

describe('a server that redirects inward', () => {
  it('is not followed, by any notation, and each target is a finding', async () => {
    server = await startFaultServer({}, (target) => {
      const number = /\/r(\d+)$/.exec(target)?.[1];
      if (number !== undefined)
        return redirect(
          encodeURI(inward(server.port)[Number(number)] ?? '')
            .replaceAll('%25', '%')
            .replaceAll('%5B', '[')
            .replaceAll('%5D', ']'),
        );
      const links = inward(server.port).map((_, i) => `/r${i}`);
      return target.endsWith('qala.kz/') ? page('Бас бет', links) : undefined;
    });
    const include = { crawl: { include: ['/r*'] } };
    const summary = await crawlLab(
      labMapping([{ host: 'qala.kz' }], server.to, include),
      site.folder,
    );
    expect(summary.complete).toBe(true);
    const { findings, addresses } = crawlResult(site.folder);
    const outside = findings.filter((one) => one.startsWith('redirect-outside '));
    expect(outside).toHaveLength(inward(server.port).length);
    expect(
      addresses
        .filter((one) => /qupiya|meta-data|ec2/.test(one))
        .every((one) => one.includes(' refused ')),
    ).toBe(true);
    expect(server.log.filter((one) => !one.startsWith('qala.kz/'))).toEqual([]);
  });

  it('is refused by the connector even when a mapping names the host', async () => {
    server = await startFaultServer({ '/': page('Ішкі қызмет') });
    const hosts = [
      `127.0.0.1:${server.port}`,
      `localhost:${server.port}`,
      '169.254.169.254',
      '10.0.0.1',
    ];
    const mapping = labMapping(
      hosts.map((host) => ({ host })),
      server.to,
    );
    for (const host of hosts) delete mapping.connectTo[host];
    await crawlLab(mapping, site.folder);
    const { findings } = crawlResult(site.folder);
    expect(findings.map((one) => one.replace(/ leads to .*/, ''))).toEqual(
      hosts
        .map((host) => `host-unreachable  ${host} private-address: ${host.replace(/:.*/, '')}`)
        .sort(),
    );
    expect(server.log).toEqual([]);
  });
});

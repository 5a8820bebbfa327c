import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanWarc } from '../../src/archive/warc-scan.ts';
import type { TlsFault } from '../../src/model/tls-fault.ts';
import { latestCaptures } from '../../src/store/captures.ts';
import { openSiteDb } from '../../src/store/site-db.ts';
import {
  crawlLab,
  crawlResult,
  labMapping,
  labSettings,
  siteFolder,
} from '../support/crawl-lab.ts';
import { type FaultServer, page, startFaultServer } from '../support/fault-server.ts';
import { certificate, rootFile } from '../support/test-certificates.ts';

let site: { folder: string; remove: () => void };
let server: FaultServer;

beforeEach(() => {
  site = siteFolder();
});
afterEach(async () => {
  await server.close();
  site.remove();
});

const reason = 'сайттың сертификаты жаңартылмайды, көшкенше осылай қалады';

/** Crawls a secure site that shows a certificate, with what the mapping excuses. */
async function crawlOf(tls: TlsOptions, allow: readonly TlsFault[] = []) {
  server = await startFaultServer({ '/': page('Қауіпсіз беттің мәтіні') }, undefined, tls);
  const crawl = { tls: allow.length === 0 ? [] : [{ host: 'qala.kz', allow, reason }] };
  const extra = { seeds: ['https://qala.kz/'], crawl };
  const mapping = labMapping([{ host: 'qala.kz' }], server.to, extra);
  const settings = { ...labSettings(), trustedCertificates: [rootFile] };
  const summary = await crawlLab(mapping, site.folder, { settings });
  const db = openSiteDb(join(site.folder, 'site.db'));
  const captures = latestCaptures(db, undefined).map(
    ({ address, status, tls: excused }) => `${address} ${status} ${excused}`,
  );
  db.close();
  const { findings } = crawlResult(site.folder);
  return { summary, captures, findings: findings.filter((one) => one.includes('tls-')) };
}

/** TLS as servers of the 2000s speak it. */
const old: TlsOptions = {
  ...certificate('good'),
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT:@SECLEVEL=0',
};

const faulty: [name: string, tls: TlsOptions, faults: TlsFault[]][] = [
  ['an expired certificate', certificate('expired'), ['expired']],
  ['a certificate that vouches for itself', certificate('self-signed', []), ['self-signed']],
  ['a chain without its middle', certificate('good', []), ['incomplete-chain']],
  ['a protocol of the past', old, ['old-protocol']],
  ['a certificate for another name', certificate('other-host'), ['wrong-host']],
  ['two faults', certificate('expired-other-host'), ['expired', 'wrong-host']],
];

describe('TLS', () => {
  it('is strict: a good certificate needs no exception, and leaves no trace', async () => {
    const { captures, findings, summary } = await crawlOf(certificate('good'), ['expired']);
    expect(captures).toContain('https://qala.kz/ 200 null');
    expect(findings).toEqual([]);
    expect(summary.complete).toBe(true);
  });

  it.each(faulty)('refuses %s, and says which exception would do', async (_name, tls, faults) => {
    const { captures, findings, summary } = await crawlOf(tls);
    expect(server.log).toEqual([]);
    expect(captures).toEqual([]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^tls-refused {2}qala\.kz tls: .*the site's own fault/);
    expect(findings[0]).toContain(`{ host: "qala.kz", allow: [${faults.join(', ')}], reason`);
    expect(summary.findings.error).toBe(1);
    expect(summary.parked).toEqual(['qala.kz']);
  });

  it.each(faulty)('excuses %s by the mapping, and records it', async (_name, tls, faults) => {
    const { captures, findings, summary } = await crawlOf(tls, faults);
    expect(captures).toContain(`https://qala.kz/ 200 ${faults.join(',')}`);
    expect(findings).toEqual([`tls-exception  TLS of qala.kz ${faults.join(',')}: ${reason}`]);
    expect(summary.complete).toBe(true);
    const archive = join(site.folder, 'archive');
    const [file = ''] = readdirSync(archive).filter((name) => name.endsWith('.warc.gz'));
    const responses: string[] = [];
    for await (const record of scanWarc(join(archive, file))) {
      if ('fields' in record && record.fields.get('warc-type') === 'response') {
        responses.push(record.fields.get('kosh-tls-exception') ?? '');
      }
    }
    expect(new Set(responses)).toEqual(new Set([faults.join(',')]));
  });

  it('does not take an excuse for another fault, nor for one more than was excused', async () => {
    const other = await crawlOf(certificate('self-signed', []), ['expired', 'wrong-host']);
    expect(other.captures).toEqual([]);
    await server.close();
    const more = await crawlOf(certificate('expired-self-signed', []), ['expired']);
    expect(more.captures).toEqual([]);
    expect(more.findings[0]).toContain('allow: [expired, self-signed]');
  });
});

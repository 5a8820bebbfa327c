import { readFileSync } from 'node:fs';
import type { TlsOptions } from 'node:tls';

const folder = new URL('../../fixtures/tls/', import.meta.url);

/** The authority that tests trust. */
export const rootFile = new URL('root.pem', folder).pathname;

/** A certificate of fixtures/tls, with what a server sends along with it. */
export function certificate(name: string, chain: readonly string[] = ['intermediate']): TlsOptions {
  const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
  return {
    key: read('site.key'),
    cert: [name, ...chain].map((one) => read(`${one}.pem`)).join(''),
  };
}

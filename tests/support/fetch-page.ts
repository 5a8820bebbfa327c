import { request } from 'node:http';
import type { FixtureServer } from '../../fixtures/engine/server.ts';

/** A page as it came over the wire. */
export interface Page {
  /** Its address, unique among pages. */
  id: string;
  url: string;
  contentType: string;
  bytes: Uint8Array;
}

/** Fetches one address of a host from the fixture server; anything but status 200 throws. */
export function fetchPage(server: FixtureServer, host: string, address: string): Promise<Page> {
  const url = new URL(address, `http://${host}`);
  const path = url.pathname + url.search;
  return new Promise((resolve, reject) => {
    const options = { host: server.address, port: server.port, headers: { host: url.host }, path };
    request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode !== 200) {
          reject(new Error(`${url.href}: ${response.statusCode}`));
          return;
        }
        const contentType = response.headers['content-type'] ?? '';
        const bytes = Uint8Array.from(Buffer.concat(chunks));
        resolve({ id: url.href, url: url.href, contentType, bytes });
      });
    })
      .on('error', reject)
      .end();
  });
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { WARCParser, type WARCRecord } from 'warcio';

/** A WARC record as another reader sees it. */
export interface ReadRecord {
  type: string;
  id: string;
  address: string;
  concurrent: string;
  problems: string[];
}

/** Every record of a WARC file as an independent reader sees it, with what is wrong with each. */
export async function readWarc(file: string): Promise<ReadRecord[]> {
  const found: ReadRecord[] = [];
  const options = { keepHeadersCase: false, parseHttp: false };
  for await (const record of new WARCParser(createReadStream(file), options)) {
    const field = (name: string) => record.warcHeaders.headers.get(name) ?? '';
    found.push({
      type: field('warc-type'),
      id: field('warc-record-id'),
      address: field('warc-target-uri'),
      concurrent: field('warc-concurrent-to'),
      problems: await recordProblems(record, field),
    });
  }
  return found;
}

async function recordProblems(
  record: WARCRecord,
  field: (name: string) => string,
): Promise<string[]> {
  const block = await record.readFully(false);
  const about = `${field('warc-type')} ${field('warc-target-uri')}`;
  const problems: string[] = [];
  const expectSame = (name: string, said: string, is: string) => {
    if (said !== is) problems.push(`${about}: ${name} ${said}, found ${is}`);
  };
  expectSame('Content-Length', field('content-length'), String(block.length));
  expectSame('WARC-Block-Digest', field('warc-block-digest'), digestOf(block));
  if (field('warc-type') === 'response') {
    const end = Buffer.from(block).indexOf('\r\n\r\n');
    if (end < 0) problems.push(`${about}: no end of the HTTP head`);
    const payload = block.subarray(end + 4);
    expectSame('WARC-Payload-Digest', field('warc-payload-digest'), digestOf(payload));
  }
  return problems;
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

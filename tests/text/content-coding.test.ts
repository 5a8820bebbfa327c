import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentCodings, decodeBody } from '../../src/text/content-coding.ts';
import { sha256Hex } from '../../src/text/hash.ts';

const limits = { bytes: 1_000_000, keep: 1_000_000 };
const text = 'Ауыл шаруашылығы басқармасы көктемгі егіске дайындық туралы хабарлайды. '.repeat(50);

describe('content codings', () => {
  it('reads the header in the order in which codings were applied', () => {
    expect(contentCodings(' X-GZip , identity, br')).toEqual(['gzip', 'br']);
    expect(contentCodings(null)).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['gzip', Buffer.from(text)],
  ])('undoes %s as servers send it', async (coding, bytes) => {
    const body = await decodeBody([bytes], [coding], limits);
    expect(body).toMatchObject({ sha256: sha256Hex(text), fault: null });
    expect(body.kept?.toString()).toBe(text);
  });

  it('gives what there is of a body that breaks off', async () => {
    const cut = gzipSync(text).subarray(0, -20);
    const body = await decodeBody([cut], ['gzip'], limits);
    expect(text.startsWith(body.kept?.toString() ?? 'жоқ')).toBe(true);
  });

  it('stops at the limit, and at a ratio that only bombs have', async () => {
    const over = await decodeBody([gzipSync(Buffer.alloc(3_000_000))], ['gzip'], limits);
    expect(over).toMatchObject({ bytes: 1_000_000, fault: 'limit' });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const stopped = await decodeBody([bomb], ['gzip'], { bytes: 1e9, keep: 1000 });
    expect(stopped.fault).toBe('limit');
    expect(stopped.bytes).toBeLessThan(40 * 1024 * 1024);
  });

  it('calls an unknown coding damage', async () => {
    expect((await decodeBody([Buffer.from('x')], ['zstd'], limits)).fault).toBe('damaged');
  });

  it('gives back any bytes, in any chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (chunks) => {
        const body = await decodeBody(chunks, [], limits);
        expect(body.kept?.equals(Buffer.concat(chunks))).toBe(true);
      }),
    );
  });
});

import { closeSync, openSync, readSync } from 'node:fs';

/** Longest line that is read; an item holds at most three bodies, and pages are bounded far below this. */
const longestLine = 256 * 1024 * 1024;

/** Lines of a UTF-8 file without their line feeds, one at a time. Throws RangeError at a line over 256 MiB. */
export function* readLines(path: string): Generator<string> {
  const fd = openSync(path, 'r');
  const chunk = Buffer.alloc(256 * 1024);
  let parts: Buffer[] = [];
  let length = 0;
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0 && end < read; end = chunk.indexOf(10, start)) {
        yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString();
        parts = [];
        length = 0;
        start = end + 1;
        if (start >= read) break;
      }
      if (start >= read) continue;
      parts.push(Buffer.from(chunk.subarray(start, read)));
      length += read - start;
      if (length > longestLine) throw new RangeError(`${path}: a line over ${longestLine} bytes`);
    }
    if (parts.length > 0) yield Buffer.concat(parts).toString();
  } finally {
    closeSync(fd);
  }
}

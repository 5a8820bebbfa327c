import { closeSync, openSync, readSync } from 'node:fs';

/** Where a line of the id registry stands, and whose it is, as far as its octets tell without reading it. */
export interface LinePlace {
  agency: string | undefined;
  from: number;
  /** Behind its line feed. */
  to: number;
  /** False for a last line that ends with the file. */
  hasFeed: boolean;
  line: number;
  text(): string;
}

const chunk = 4 * 1024 * 1024;
const mark = Buffer.from('"agency":"');
const quote = 34;

/** All lines of a file that are not empty, in order; a file of a gigabyte takes about a second. The last may lack its line feed. */
export function* linePlaces(file: string): Generator<LinePlace> {
  const handle = openSync(file, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    let line = 0;
    for (let ended = false; !ended; ) {
      const buffer = Buffer.allocUnsafe(chunk);
      const read = readSync(handle, buffer, 0, chunk, offset + rest.length);
      ended = read === 0;
      const all = Buffer.concat([rest, buffer.subarray(0, read)]);
      let start = 0;
      while (start < all.length) {
        const feed = all.indexOf(10, start);
        if (feed < 0 && !ended) break;
        const end = feed < 0 ? all.length : feed;
        line += 1;
        if (end > start) yield placeOf(all, start, end, { offset, line, hasFeed: feed >= 0 });
        start = end + 1;
      }
      offset += Math.min(start, all.length);
      rest = all.subarray(Math.min(start, all.length));
    }
  } finally {
    closeSync(handle);
  }
}

function placeOf(
  all: Buffer,
  start: number,
  end: number,
  { offset, line, hasFeed }: { offset: number; line: number; hasFeed: boolean },
): LinePlace {
  return {
    agency: agencyOf(all.subarray(start, end)),
    from: offset + start,
    to: offset + end + (hasFeed ? 1 : 0),
    hasFeed,
    line,
    text: () => all.toString('utf8', start, end),
  };
}

/** The first value of that name; a quotation mark within a key is escaped, so no key can pass for it. */
function agencyOf(line: Buffer): string | undefined {
  const found = line.indexOf(mark);
  const from = found + mark.length;
  const to = found < 0 ? -1 : line.indexOf(quote, from);
  return to < 0 ? undefined : line.toString('utf8', from, to);
}

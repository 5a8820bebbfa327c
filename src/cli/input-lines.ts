/**
 * Lines of UTF-8 input without their ends (`\n`, `\r\n`), the last one also without. Lines of one page each are
 * long: pieces are joined once for each line, and decoded whole.
 */
export async function* inputLines(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<string> {
  let pieces: Uint8Array[] = [];
  for await (const chunk of input) {
    let rest: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
      yield lineOf([...pieces, rest.subarray(0, end)]);
      pieces = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pieces.push(rest);
  }
  if (pieces.length > 0) yield lineOf(pieces);
}

const lineFeed = 0x0a;

function lineOf(pieces: readonly Uint8Array[]): string {
  const line = Buffer.concat(pieces).toString('utf8');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

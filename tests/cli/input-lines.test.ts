import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inputLines } from '../../src/cli/input-lines.ts';

async function linesOf(chunks: (Uint8Array | string)[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of inputLines(
    (async function* () {
      yield* chunks;
    })(),
  )) {
    lines.push(line);
  }
  return lines;
}

it('reads lines however the input is cut, letters of several bytes included', async () => {
  const text = fc.array(fc.constantFrom('Ғылым', 'әке', ' \u2028', '{"id":1}', '\r\n', '\n'));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''));
      const places = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length];
      places.sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
      const whole = bytes.toString().split(/\r?\n/);
      if (whole.at(-1) === '') whole.pop();
      expect(await linesOf(chunks)).toEqual(whole);
    }),
  );
});

it('takes a last line without an end', async () => {
  expect(await linesOf(['бірінші\nекін', 'ші'])).toEqual(['бірінші', 'екінші']);
});

const letterOrMark = /^[\p{L}\p{M}]$/u;
const notAsked = 0;
const isNone = 1;
const isOne = 2;

/** What is known of the code units so far: the classes of Unicode as an expression cost milliseconds to compile and are slow to ask. */
const kinds = new Uint8Array(0x10000);

/** Tells whether a UTF-16 code unit is a letter or mark by itself (\p{L}, \p{M}); half a pair is none. */
function isLetterUnit(unit: number): boolean {
  const known = kinds[unit];
  if (known === isOne) return true;
  if (known !== notAsked) return false;
  const is = letterOrMark.test(String.fromCharCode(unit));
  kinds[unit] = is ? isOne : isNone;
  return is;
}

/** Longest word, in code units: millions of letters without a space are no words. */
const longestWord = 1000;

/** End of the run of letters and marks that begins at `start`, at most `longestWord` on; `start` itself where none stands. */
export function wordEnd(text: string, start: number): number {
  const last = Math.min(text.length, start + longestWord);
  let at = start;
  while (at < last) {
    const unit = text.charCodeAt(at);
    if (isLetterUnit(unit)) at++;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLetterPair(text, at)) at += 2;
    else break;
  }
  return at;
}

function isLetterPair(text: string, at: number): boolean {
  return letterOrMark.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

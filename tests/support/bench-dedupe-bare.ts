/**
 * The least that any signature of a text has to do: split it into words, hash each (FNV-1a), combine every five. Gives
 * the combined hashes folded into one, so that none of it can be left out.
 */
export function hashShinglesBarely(text: string): number {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  let [a, b, c, d] = [0, 0, 0, 0];
  let folded = 0;
  for (const word of words) {
    let e = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) e = Math.imul(e ^ word.charCodeAt(at), 0x01000193);
    let five = Math.imul(a, 31) + b;
    five = Math.imul(five, 31) + c;
    five = Math.imul(five, 31) + d;
    folded ^= Math.imul(five, 31) + e;
    [a, b, c, d] = [b, c, d, e];
  }
  return folded;
}

/**
 * The same with words found letter by letter and never taken out of the text: as little as a loop in JavaScript can do.
 * Letters are those of Latin and Cyrillic.
 */
export function hashShinglesInPlace(text: string): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let folded = 0;
  let e = 0x811c9dc5;
  let letters = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = lettersOf[at < text.length ? text.charCodeAt(at) : 32] ?? 0;
    if (code !== 0) {
      e = Math.imul(e ^ code, 0x01000193);
      letters++;
    } else if (letters > 0) {
      let five = Math.imul(a, 31) + b;
      five = Math.imul(five, 31) + c;
      five = Math.imul(five, 31) + d;
      folded ^= Math.imul(five, 31) + e;
      a = b;
      b = c;
      c = d;
      d = e;
      e = 0x811c9dc5;
      letters = 0;
    }
  }
  return folded;
}

/** The small letter of every code unit that is a letter or digit, 0 of the rest. */
const lettersOf = Uint16Array.from({ length: 0x2000 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return /[\p{L}\p{N}]/u.test(letter) ? letter.toLowerCase().charCodeAt(0) : 0;
});

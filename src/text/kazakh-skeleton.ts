/**
 * The letters of Kazakh in every script, by the one sign under which they are compared. Merged is what the alphabets
 * keep apart differently: back and front vowels (apostrophes, accents and the soft hamza are often left out), and ы,
 * і, и, й, у, ұ, ү (y is ы in 2017, 2018 and 2021; ý and y' are у; i is і in 2018 and и in 2021). `x` is ш.
 *
 * Cyrillic: the alphabet of 1940. Latin: decree 569 of 26 October 2017 (a' g' i' n' o' s' c' u' y'), decree 637 of
 * 19 February 2018 (á ǵ ı ń ó ú ý sh ch), the tables shown in January 2021 (ä ğ ı ñ ö ş ū ü), and what keyboards
 * without them give (zh, kh, gh, ng, w). Arabic: töte jazu as written in China, hamza U+0674.
 */
const signs: Record<string, string> = {
  а: 'a', ә: 'a', б: 'b', в: 'v', г: 'g', ғ: 'g', д: 'd', е: 'e', ё: 'e', ж: 'j', з: 'z', и: 'i',
  й: 'i', к: 'k', қ: 'k', л: 'l', м: 'm', н: 'n', ң: 'n', о: 'o', ө: 'o', п: 'p', р: 'r', с: 's',
  т: 't', у: 'i', ұ: 'i', ү: 'i', ф: 'f', х: 'h', һ: 'h', ц: 'ts', ч: 'tx', ш: 'x', щ: 'x', ы: 'i',
  і: 'i', э: 'e', ю: 'i', я: 'ia',
  a: 'a', á: 'a', ä: 'a', ə: 'a', b: 'b', v: 'v', g: 'g', ǵ: 'g', ğ: 'g', d: 'd', e: 'e', j: 'j',
  z: 'z', i: 'i', ı: 'i', ï: 'i', í: 'i', y: 'i', ý: 'i', u: 'i', ú: 'i', ü: 'i', ū: 'i', ŭ: 'i',
  û: 'i', w: 'i', k: 'k', q: 'k', l: 'l', m: 'm', n: 'n', ń: 'n', ñ: 'n', ŋ: 'n', o: 'o', ó: 'o',
  ö: 'o', p: 'p', r: 'r', s: 's', ş: 'x', ș: 'x', š: 'x', ś: 'x', t: 't', f: 'f', h: 'h', x: 'h',
  c: 'ts', ç: 'tx', č: 'tx', ć: 'tx',
  ا: 'a', آ: 'a', أ: 'a', ە: 'e', ب: 'b', ۆ: 'v', گ: 'g', ع: 'g', غ: 'g', د: 'd', ج: 'j', ز: 'z',
  ي: 'i', ى: 'i', ی: 'i', ك: 'k', ک: 'k', ق: 'k', ل: 'l', م: 'm', ن: 'n', ڭ: 'n', و: 'o', پ: 'p',
  ر: 'r', س: 's', ت: 't', ۋ: 'i', ۇ: 'i', ف: 'f', ح: 'h', ھ: 'h', ه: 'h', چ: 'tx', ش: 'x',
}; // biome-ignore format: one table

/** Two Latin letters for one sound; `'` is any apostrophe. */
const pairs: Record<string, string> = {
  "s'": 'x', sh: 'x', "c'": 'tx', ch: 'tx', zh: 'j', kh: 'h', gh: 'g',
}; // biome-ignore format: one table

/** Written inside words and no sound of their own: apostrophes, signs of hardness and softness, hamzas, tatweel, marks. */
const silent = /['’‘ʼʻ`´′ьъ\u0674\u0621\u0640\p{M}\u00ad\u200b-\u200d]/u;
const apostrophe = /['’‘ʼʻ`´′]/;
const wordSign = /[\p{L}\p{N}]/u;

const none = 0;
const isSilent = 1;
const isOther = 2;

/** What is known of code units so far: a sign, or one of the classes above. */
const known: (string | number)[] = new Array<string | number>(0x700).fill(none);
for (const [letter, sign] of Object.entries(signs)) known[letter.charCodeAt(0)] = sign;
for (let digit = 0; digit < 10; digit++) {
  for (const zero of [0x30, 0x660, 0x6f0]) known[zero + digit] = String(digit);
}

/**
 * A Kazakh text of any script as words of one form, separated by single spaces: `және`, `jáne`, `ja'ne`, `zhane` and
 * `جانە` are all `jane`. Letters of other languages stay what they are. Only for comparing and telling.
 */
export function kazakhSkeleton(text: string): string {
  const lower = text.normalize('NFC').toLowerCase();
  let out = '';
  let last = ' ';
  for (let at = 0; at < lower.length; at++) {
    const unit = lower.charAt(at);
    const two = secondOfPair(unit) ? pairs[unit + plain(lower.charAt(at + 1))] : undefined;
    if (two !== undefined) at++;
    const sign = two ?? signOf(unit);
    if (sign === isSilent) continue;
    if (sign === isOther) {
      if (last !== ' ') out += ' ';
      last = ' ';
      continue;
    }
    for (const one of String(sign)) {
      // Doubled signs and the g of ng are written or not; digits are counted.
      if ((one === last && !(one >= '0' && one <= '9')) || (one === 'g' && last === 'n')) continue;
      out += one;
      last = one;
    }
  }
  return last === ' ' ? out.trimEnd() : out;
}

function secondOfPair(unit: string): boolean {
  return unit === 's' || unit === 'c' || unit === 'z' || unit === 'k' || unit === 'g';
}

function plain(unit: string): string {
  return apostrophe.test(unit) ? "'" : unit;
}

function signOf(unit: string): string | number {
  const code = unit.charCodeAt(0);
  const found = known[code] ?? none;
  if (found !== none) return found;
  const sign = silent.test(unit)
    ? isSilent
    : wordSign.test(unit) || code >= 0xd800
      ? unit
      : isOther;
  if (code < known.length) known[code] = sign;
  return sign;
}

/**
 * Distinct hashes of all pairs of neighbouring words of a skeleton, ascending; a text of one word is one hash. Pairs
 * and not runs of five: a spelling that the tables do not know costs two of them.
 */
export function skeletonShingles(skeleton: string): Uint32Array {
  const words = skeleton.split(' ').filter((word) => word !== '');
  const hashes = new Set<number>();
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (next !== undefined || words.length === 1) hashes.add(hashOf(`${word} ${next ?? ''}`));
  }
  return Uint32Array.from(hashes).sort();
}

/** FNV-1a with a finaliser: neighbouring words differ in their last bits only. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

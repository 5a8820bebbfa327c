/** nginx reads its configuration through a buffer of 4096 bytes, which every quoted word must fit (nginx 1.22, NGX_CONF_BUFFER). */
const longestWord = 4000;

/** Words of ASCII that need no escape. */
const plainWord = /^[ !#-[\]-~]*$/;

/** Words that the map directive reads as its own parameters (nginx 1.22, ngx_http_map_module). */
const mapWords = new Set(['default', 'hostnames', 'include', 'volatile']);

/** A literal key of a map block in quotes; undefined when it holds control characters or is too long. */
export function quoteMapKey(key: string): string | undefined {
  const literal = /^[~\\]/.test(key) || mapWords.has(key) ? `\\${key}` : key;
  return quoteWord(literal);
}

/** A target as value of a map block in quotes, `$` encoded since nginx would read a variable; undefined unless printable ASCII. */
export function quoteMapValue(target: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(target)) return undefined;
  return quoteWord(target.replaceAll('$', '%24'));
}

/** Any word in quotes, with backslash and quote escaped as ngx_conf_read_token reads them. */
export function quoteWord(word: string): string | undefined {
  if (word.length < longestWord && plainWord.test(word)) return `"${word}"`;
  if (/[\x00-\x1f\x7f]/.test(word) || /\p{Surrogate}/u.test(word)) return undefined;
  const quoted = `"${word.replace(/[\\"]/g, '\\$&')}"`;
  return Buffer.byteLength(quoted) > longestWord ? undefined : quoted;
}

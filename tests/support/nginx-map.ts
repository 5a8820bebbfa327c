/**
 * Reads the rows of an emitted map file as nginx 1.22 does (quoted words, backslash escapes, a leading
 * backslash of the key taken away). Throws on anything else, directives above all.
 */
export function readMapRows(lines: Iterable<string>): [key: string, value: string][] {
  return [...lines].map((line): [string, string] => {
    const row = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*");$/.exec(line);
    if (!row || /[\r\n]/.test(line)) throw new Error(`no map row: ${line}`);
    const [key, value] = [unquote(row[1] ?? ''), unquote(row[2] ?? '')];
    if (/^~|^(?:default|include|hostnames|volatile)$/.test(key))
      throw new Error(`no literal: ${key}`);
    if (/\$/.test(value)) throw new Error(`a variable: ${value}`);
    return [key.replace(/^\\/, ''), value];
  });
}

function unquote(word: string): string {
  return word.slice(1, -1).replace(/\\([\\"'trn])/g, (_, escaped: string) => {
    const control = { t: '\t', r: '\r', n: '\n' }[escaped];
    return control ?? escaped;
  });
}

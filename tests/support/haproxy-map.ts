/**
 * Reads a map file as HAProxy 2.6 does (leading blanks dropped, lines that begin with `#` passed over, a key up to the first
 * blank, the rest its value, the first of equal keys kept). Throws on keys that come twice or have no value, since their rows are lost.
 */
export function readHaproxyMap(lines: Iterable<string>): Map<string, string> {
  const rows = new Map<string, string>();
  const text = [...lines].join('\n');
  for (const line of text.split(/[\r\n]+/)) {
    const row = line.replace(/^[ \t]+/, '');
    if (row === '' || row.startsWith('#')) continue;
    const [, key = '', value = ''] = /^([^ \t]+)[ \t]*(.*?)[ \t]*$/.exec(row) ?? [];
    if (value === '' || /[\0]/.test(row)) throw new Error(`no map row: ${line}`);
    if (rows.has(key)) throw new Error(`twice in the map: ${key}`);
    rows.set(key, value);
  }
  return rows;
}

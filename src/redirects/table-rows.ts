/** One row of a table that a server loads, or of the table for people: what is asked for, and what is answered. */
interface TableRow {
  /** Table it stands in: equal requests of different tables are different rows. */
  table: string;
  old: string;
  answer: string;
}

/** Reads the rows of a file line by line; undefined for lines that are none. */
export type RowReader = (line: string) => TableRow | undefined;

/**
 * The reader for a file of emitted tables by its name; undefined for configuration and pages, which are compared as whole
 * files. Rows of provisional files are those of the same table, marked: a target that the portal names is a change of the row.
 */
export function rowReaderFor(server: string, name: string): RowReader | undefined {
  const mark = name.includes('provisional') ? ' (provisional)' : '';
  if (server === 'csv') return name.endsWith('.csv') ? answersReader() : undefined;
  if (server === 'nginx') return name.endsWith('.map') ? nginxReader(name, mark) : undefined;
  if (server === 'iis') return name.endsWith('.rewritemaps.config') ? iisReader(name) : undefined;
  if (server === 'apache') return name.endsWith('.table.txt') ? apacheReader(name) : undefined;
  const isTable = name.endsWith('.map') && !/^(?:hosts|backends)\.map$/.test(name);
  return isTable ? haproxyReader(name, mark) : undefined;
}

const nginxRow = /^"((?:[^"\\]|\\.)*)"\s+"((?:[^"\\]|\\.)*)";$/;

/** `"key" "value";`, the key without host, which the file is named by. */
function nginxReader(name: string, mark: string): RowReader {
  const host = name.replace(/(?:\.provisional|\.forms)*\.map$/, '');
  const isForm = name.includes('.forms');
  return (line) => {
    const found = nginxRow.exec(line.trim());
    if (!found) return undefined;
    const key = unescaped(found[1] ?? '');
    const old = host + (isForm ? requestOfForm(key) : key);
    return { table: isForm ? 'forms' : 'requests', old, answer: unescaped(found[2] ?? '') + mark };
  };
}

/** `a=1&b= /path` as people read it: `/path?a=1`. Another column of parameters then changes no row that has none of it. */
function requestOfForm(key: string): string {
  const cut = key.indexOf(' ');
  const given = key
    .slice(0, Math.max(0, cut))
    .split('&')
    .filter((pair) => !/=$|^$/.test(pair));
  const path = key.slice(cut + 1);
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}

/** `key value`; a key holds no blank. */
function haproxyReader(name: string, mark: string): RowReader {
  const table = name.replace('provisional.map', 'redirects.map');
  return (line) => {
    const cut = line.indexOf(' ');
    if (cut <= 0 || line.startsWith('#')) return undefined;
    return { table, old: line.slice(0, cut), answer: line.slice(cut + 1).trim() + mark };
  };
}

/** `/request value`, or `=a=1&b=&/path value` for forms; the host is in the name of the file. */
function apacheReader(name: string): RowReader {
  const host = name.replace(/\.table\.txt$/, '');
  return (line) => {
    const cut = line.indexOf(' ');
    if (cut <= 0 || line.startsWith('#')) return undefined;
    const answer = line.slice(cut + 1).trim();
    if (!line.startsWith('=')) return { table: 'requests', old: host + line.slice(0, cut), answer };
    const path = line.indexOf('/');
    const form = `${line.slice(1, path)} ${line.slice(path, cut)}`;
    return { table: 'forms', old: host + requestOfForm(form), answer };
  };
}

const iisMap = /<rewriteMap\s+name="([^"]*)"/;
const iisRow = /<add\s+key="([^"]*)"\s+value="([^"]*)"/;

/** Elements of `<rewriteMap name="...">`, each on a line; the host is in the name of the file. */
function iisReader(name: string): RowReader {
  const host = name.replace(/\.rewritemaps\.config$/, '');
  let table = '';
  return (line) => {
    table = iisMap.exec(line)?.[1] ?? table;
    const found = iisRow.exec(line);
    if (!found) return undefined;
    const [, key = '', answer = ''] = found;
    return { table, old: host + iisRequest(withoutEntities(key)), answer: withoutEntities(answer) };
  };
}

/** `/path?a=1&b=` without the parameters that are not given. */
function iisRequest(key: string): string {
  const cut = key.indexOf('?');
  return cut < 0 ? key : requestOfForm(`${key.slice(cut + 1)} ${key.slice(0, cut)}`);
}

/** The table for people: its columns are known, and no cell of them holds a line break. */
function answersReader(): RowReader {
  return (line) => {
    const [old = '', target = '', status = '', type = ''] = cellsOf(line.replace(/^\ufeff/, ''));
    if (old === 'old_url' || !/^https?:\/\//.test(old)) return undefined;
    return { table: 'answers', old, answer: [status, type, target].filter(Boolean).join(' ') };
  };
}

/** The first cells of a record, quoted by RFC 4180 or not. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,\r]*))/g)]
    .slice(0, 4)
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(x?[0-9a-f]{1,6})|(\w{2,4}));/gi,
    (whole, number: string, name: string) => {
      if (number === undefined) return entities[name.toLowerCase()] ?? whole;
      const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number(number);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

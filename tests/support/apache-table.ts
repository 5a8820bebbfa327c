/** What the configuration of one host says: rows of its table, and every literal target in its rules. */
export interface ReadApache {
  rows: [key: string, value: string][];
  /** Substitutions that lead somewhere, with nothing left to expand but the answer of the table. */
  targets: string[];
}

/**
 * Reads a table as mod_rewrite and httxt2dbm do (first word the key, second the value, `#` a comment, 1,024 octets a line),
 * and the rules as Apache reads quoted words. Throws on anything that neither would read as it was meant.
 */
export function readApache(table: readonly string[], rules: readonly string[]): ReadApache {
  const rows = table.map((line): [string, string] => {
    if (line.length > 1023 || /[\0\r\n]/.test(line) || line.startsWith('#')) {
      throw new Error(`no row: ${line}`);
    }
    const words = line.split(/[ \t\v\f]+/);
    if (words.length !== 2 || words[0] === '') throw new Error(`no two words: ${line}`);
    return [words[0] ?? '', words[1] ?? ''];
  });
  const targets = rules.flatMap((line) => {
    const [name, ...words] = wordsOf(line.trim());
    if (!isKnown(name ?? '')) throw new Error(`unknown directive: ${line}`);
    const [, target = '', flags = ''] = words;
    if (name !== 'RewriteRule' || !/R=30/.test(flags)) return [];
    if (target === '%1') return [];
    return [literal(target)];
  });
  return { rows, targets };
}

const directives =
  /^(?:AllowEncodedSlashes|RewriteEngine|RewriteMap|RewriteCond|RewriteRule|ErrorDocument|Alias|AliasMatch|Require|AllowOverride|Options|ForceType|Header|#|<\/?(?:Directory|FilesMatch|IfVersion)>?)$/;

function isKnown(name: string): boolean {
  return directives.test(name);
}

/** Words of a line: in quotes, a backslash goes before a quote or a backslash. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  const word = /"((?:[^"\\]|\\[\s\S])*)"|([^\s"]+)/y;
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line[at] ?? '')) {
      at++;
      continue;
    }
    word.lastIndex = at;
    const found = word.exec(line);
    if (!found) throw new Error(`no word at ${at}: ${line}`);
    words.push(found[1]?.replace(/\\(["\\])/g, '$1') ?? found[2] ?? '');
    at = word.lastIndex;
  }
  return words;
}

/** A substitution without its backslashes; the path of the request may follow it. */
function literal(target: string): string {
  const bare = target.replace(/(\/[^/?]*)%1$/, '$1');
  if (/(?<!\\)[%$]/.test(bare)) throw new Error(`a variable: ${target}`);
  return bare.replace(/\\([%$\\])/g, '$1');
}

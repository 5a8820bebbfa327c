/** Tells whether path and query match; gives the named captures, or undefined. */
export type GlobMatcher = (pathAndQuery: string) => Record<string, string> | undefined;

const name = /^\{([a-zA-Z][a-zA-Z0-9_]*)\}/;

/**
 * Compiles a mapping's glob: `*` within a path segment (or query), `**` across, `{name}` captures one
 * segment, all else literal. A glob without `?` ignores the query. Linear in the input: no backtracking
 * between wildcards is possible beyond the regular expression's own lazy runs, which are anchored on literals.
 */
export function compileGlob(glob: string, ignoreCase = false): GlobMatcher {
  const pattern = new RegExp(`^${translate(glob)}$`, ignoreCase ? 'iu' : 'u');
  const withQuery = glob.includes('?');
  return (pathAndQuery) => {
    const subject = withQuery ? pathAndQuery : (pathAndQuery.split('?', 1)[0] ?? '');
    const match = pattern.exec(subject.slice(0, 2048));
    return match ? { ...match.groups } : undefined;
  };
}

/** What is wrong with a glob, or undefined: captures named twice, braces that do not close. */
export function globFault(glob: string): string | undefined {
  const names = [...glob.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const bad = names.find((one) => !/^[a-zA-Z][a-zA-Z0-9_]*$/.test(one));
  if (bad !== undefined) return `{${bad}} is no capture name`;
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined) return `{${twice}} stands twice`;
  const rest = glob.replace(/\{[a-zA-Z][a-zA-Z0-9_]*\}/g, '');
  return /[{}]/.test(rest) ? 'a brace does not close' : undefined;
}

function translate(glob: string): string {
  let out = '';
  for (let i = 0; i < glob.length; ) {
    const capture = name.exec(glob.slice(i));
    if (capture) {
      out += `(?<${capture[1]}>[^/?&]+)`;
      i += capture[0].length;
    } else if (glob.startsWith('**', i)) {
      out += '.*';
      i += 2;
    } else if (glob[i] === '*') {
      out += '[^/?]*';
      i += 1;
    } else {
      out += (glob[i] ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
      i += 1;
    }
  }
  return out;
}

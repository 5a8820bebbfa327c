/** An element of a configuration file. */
export interface ConfigElement {
  name: string;
  attributes: Map<string, string>;
  children: ConfigElement[];
}

const declaration = /^<\?xml version="1\.0" encoding="utf-8"\?>/i;
const nameText = '[A-Za-z_][A-Za-z0-9_.-]*';
const tag = new RegExp(
  `<(/)?(${nameText})((?:\\s+${nameText}="[^"<]*")*)\\s*(/)?>|<!--(?:(?!--)[^])*-->|\\s+`,
  'y',
);
const attribute = new RegExp(`(${nameText})="([^"<]*)"`, 'g');
/** What XML 1.0 has no characters for (production 2), lone surrogates among them. */
const forbidden = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reads a configuration file strictly: elements, attributes and comments of XML 1.0 alone. Throws where it is not well-formed. */
export function parseConfig(text: string): ConfigElement {
  if (forbidden.test(text)) throw new Error('a character that XML cannot hold');
  const root: ConfigElement = { name: '', attributes: new Map(), children: [] };
  const open = [root];
  tag.lastIndex = declaration.exec(text)?.[0].length ?? 0;
  while (tag.lastIndex < text.length) {
    const at = tag.lastIndex;
    const found = tag.exec(text);
    if (!found) throw new Error(`not well-formed at ${text.slice(at, at + 60)}`);
    takeTag(found, open);
  }
  const [only, ...more] = root.children;
  if (open.length !== 1 || !only || more.length > 0) throw new Error('no single root element');
  return only;
}

function takeTag(
  [, closing, name, attributes = '', empty]: RegExpExecArray,
  open: ConfigElement[],
): void {
  if (name === undefined) return;
  const above = open.at(-1);
  if (closing !== undefined) {
    if (above?.name !== name || attributes !== '') throw new Error(`</${name}> closes nothing`);
    open.pop();
    return;
  }
  const element = { name, attributes: readAttributes(attributes), children: [] };
  above?.children.push(element);
  if (empty === undefined) open.push(element);
}

/** The element at a path of names below another; undefined when there is none. */
export function elementAt(from: ConfigElement, ...names: string[]): ConfigElement | undefined {
  let at: ConfigElement | undefined = from;
  for (const name of names) at = at?.children.find((child) => child.name === name);
  return at;
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(attribute)) {
    if (attributes.has(name)) throw new Error(`attribute ${name} twice`);
    attributes.set(name, unescaped(value.replace(/[\t\n\r]/g, ' ')));
  }
  return attributes;
}

function unescaped(value: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return value.replace(/&(?:(\w+)|#(\d+)|#x([0-9A-Fa-f]+));|&/g, (whole, name, decimal, hex) => {
    if (name !== undefined && Object.hasOwn(named, name)) return named[name] ?? '';
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : -1;
    if (code < 0 || forbidden.test(String.fromCodePoint(code)))
      throw new Error(`no entity: ${whole}`);
    return String.fromCodePoint(code);
  });
}

import sanitizeHtml from 'sanitize-html';
import { allowedElements, attributeValues, elementsWithoutText } from './allowed-html.ts';
import { markdownParser, parseMarkdown } from './markdown-parser.ts';

/** What rendering allows beside mail, telephone and web links. */
export interface RenderOptions {
  /** References kosh wrote into the Markdown itself (items, assets): the only ones that may be relative or `kosh:`. */
  own: ReadonlySet<string>;
  /** Hosts of the portal; a link to any other opens in a new window. */
  portalHosts: readonly string[];
}

/** Markup that was taken out: an element, an attribute (`td style`), or the address of a link or picture. */
interface RemovedMarkup {
  what: 'element' | 'attribute' | 'address';
  name: string;
  count: number;
}

/** HTML for the portal, with what was removed on the way, sorted by kind and name. */
export interface RenderedHtml {
  html: string;
  removed: RemovedMarkup[];
}

interface Attributes {
  [name: string]: string;
}

/** Deeper elements are dropped, their text kept: browsers flatten at 512, portals' editors break far earlier. */
const deepestElement = 80;

/**
 * Where open tags outnumber closed ones by more than this, the text is shown without markup: the
 * parser's stack costs the square of the depth (measured: 150,000 open cells take 5 s, 1,000 none).
 */
const deepestMarkup = 1000;

/** Renders Markdown as HTML in which only the allow-list is left; never throws, whatever the Markdown holds. */
export function renderMarkdown(markdown: string, options: RenderOptions): RenderedHtml {
  const removed = new Map<string, RemovedMarkup>();
  const note = (what: RemovedMarkup['what'], name: string): void => {
    const key = `${what} ${name}`;
    const known = removed.get(key);
    if (known) known.count += 1;
    else removed.set(key, { what, name, count: 1 });
  };
  const rendered = markdownHtml(markdown);
  if (rendered === undefined) note('element', 'nesting');
  else if (rendered.includes('<!--')) note('element', 'comment');
  const html = sanitizeHtml(rendered ?? plainHtml(markdown), rules(options, note));
  return { html, removed: [...removed.values()].sort(byKindAndName) };
}

/** HTML as markdown-it makes it, still hostile; undefined when it nests too deep to be parsed whole. */
function markdownHtml(markdown: string): string | undefined {
  const tokens = parseMarkdown(markdown);
  if (tokens === undefined) return undefined;
  const html = markdownParser.renderer.render(tokens, markdownParser.options, {});
  return openTags(html) > deepestMarkup ? undefined : html;
}

/** The most tags that are open at once, counted without knowing which tags HTML closes by itself. */
function openTags(html: string): number {
  let open = 0;
  let most = 0;
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    if (name === undefined || voidElement.test(name)) continue;
    open = slash === '/' ? Math.max(0, open - 1) : open + 1;
    if (open > most) most = open;
  }
  return most;
}

const voidElement = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;

function plainHtml(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${markdownParser.utils.escapeHtml(paragraph)}</p>\n`)
    .join('');
}

function rules(options: RenderOptions, note: Note): sanitizeHtml.IOptions {
  return {
    allowedTags: Object.keys(allowedElements),
    allowedAttributes: Object.fromEntries(
      Object.entries(allowedElements).map(([element, names]) => [element, [...names]]),
    ),
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'kosh'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
    nonTextTags: [...elementsWithoutText],
    nestingLimit: deepestElement,
    enforceHtmlBoundary: false,
    transformTags: {
      a: (_, attributes) => cleanLink(attributes, options, note),
      img: (_, attributes) => cleanPicture(attributes, options, note),
      '*': (tagName, attributes) => cleanElement(tagName, attributes, note),
    },
    exclusiveFilter: ({ tag, attribs }) => {
      if (tag === 'img') return attribs.src === undefined;
      const bare = attribs.href === undefined && attribs.id === undefined;
      return tag === 'a' && bare ? 'excludeTag' : false;
    },
  };
}

type Note = (what: RemovedMarkup['what'], name: string) => void;

function cleanLink(attributes: Attributes, options: RenderOptions, note: Note): sanitizeHtml.Tag {
  const href = attributes.href ?? '';
  const foreign = foreignHost(href);
  if (!options.own.has(href) && foreign === undefined && !/^(?:mailto|tel):/i.test(href)) {
    if (href !== '') note('address', `a ${schemeOf(href)}`);
    return { tagName: 'a', attribs: anchorOnly(attributes) };
  }
  const { target: _target, rel: _rel, id: _id, ...link } = attributes;
  const kept = { ...link, ...anchorOnly(attributes) };
  if (foreign === undefined || options.portalHosts.includes(foreign)) {
    return { tagName: 'a', attribs: kept };
  }
  return { tagName: 'a', attribs: { ...kept, target: '_blank', rel: 'noopener noreferrer' } };
}

/** The name that an element has as a target of links. */
function anchorOnly({ id }: Attributes): Attributes {
  return id !== undefined && attributeValues.id?.test(id) ? { id } : {};
}

function cleanPicture(
  attributes: Attributes,
  options: RenderOptions,
  note: Note,
): sanitizeHtml.Tag {
  const src = attributes.src ?? '';
  const allowed = options.own.has(src) || (/^https:/i.test(src) && foreignHost(src) !== undefined);
  if (allowed) return { tagName: 'img', attribs: { ...attributes, alt: attributes.alt ?? '' } };
  note('address', `img ${schemeOf(src)}`);
  return { tagName: 'img', attribs: {} };
}

function cleanElement(tagName: string, attributes: Attributes, note: Note): sanitizeHtml.Tag {
  const names = Object.hasOwn(allowedElements, tagName) ? allowedElements[tagName] : undefined;
  if (names === undefined) {
    note('element', shortName(tagName));
    return { tagName, attribs: {} };
  }
  const kept: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    const pattern = Object.hasOwn(attributeValues, name) ? attributeValues[name] : undefined;
    if (names.includes(name) && (pattern?.test(value) ?? true)) kept[name] = value;
    else note('attribute', `${tagName} ${shortName(name)}`);
  }
  return { tagName, attribs: kept };
}

/** Host of an absolute web address, undefined for everything else. */
function foreignHost(href: string): string | undefined {
  if (!/^https?:/i.test(href)) return undefined;
  try {
    return new URL(href).host;
  } catch {
    return undefined;
  }
}

function schemeOf(href: string): string {
  return /^[a-z][a-z0-9+.-]{0,20}:/i.exec(href.trim())?.[0].toLowerCase() ?? 'relative';
}

/** Names come from the page and may have any length and characters. */
function shortName(name: string): string {
  return name.replace(/[^\w:-]/g, '?').slice(0, 40);
}

function byKindAndName(a: RemovedMarkup, b: RemovedMarkup): number {
  const left = `${a.what} ${a.name}`;
  const right = `${b.what} ${b.name}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

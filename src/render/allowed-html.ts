/**
 * Elements the portal shows, with their attributes; all else is taken out and its text kept. What a
 * converted page can hold: GFM, and tables with spans, which Markdown cannot express.
 */
export const allowedElements: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'id', 'title', 'rel', 'target'],
  abbr: ['title'],
  b: [],
  blockquote: [],
  br: [],
  caption: [],
  code: [],
  dd: [],
  del: [],
  dl: [],
  dt: [],
  em: [],
  figcaption: [],
  figure: [],
  h1: [],
  h2: [],
  h3: [],
  h4: [],
  h5: [],
  h6: [],
  hr: [],
  i: [],
  img: ['src', 'alt', 'title'],
  ins: [],
  li: [],
  ol: ['start'],
  p: [],
  pre: [],
  s: [],
  strong: [],
  sub: [],
  sup: [],
  table: [],
  tbody: [],
  td: ['colspan', 'rowspan', 'align'],
  tfoot: [],
  th: ['colspan', 'rowspan', 'scope', 'align'],
  thead: [],
  tr: [],
  u: [],
  ul: [],
};

/** Elements whose content goes with them: code and controls, no text of the page. */
export const elementsWithoutText: readonly string[] = [
  'script',
  'style',
  'textarea',
  'option',
  'xmp',
  'noscript',
  'iframe',
  'object',
  'template',
  'svg',
  'math',
  'title',
];

/** Values an attribute may have where a wrong one would do harm or nothing. */
export const attributeValues: Readonly<Record<string, RegExp>> = {
  align: /^(?:left|center|right)$/,
  colspan: /^[1-9][0-9]{0,2}$/,
  // A target of links within the page.
  id: /^[\p{L}\p{N}_.:-]{1,100}$/u,
  rowspan: /^[1-9][0-9]{0,3}$/,
  scope: /^(?:row|col|rowgroup|colgroup)$/,
  start: /^[0-9]{1,9}$/,
};

import { fileTypeFromBuffer } from 'file-type';

const htmlMark =
  /<(?:!doctype\s+html|html|head|body|title|meta|script|frameset|table|div|center|font|p|h[1-6]|a)\b/i;
const containers = new Set(['application/zip', 'application/x-cfb', 'application/xml']);

/** Types that old servers send inside a ZIP or compound file, which the first bytes alone cannot tell. */
const byExtension: Record<string, string> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};
const insideZip = /openxmlformats|opendocument|epub|ms-(word|excel|powerpoint)/;
const insideCompound = /msword|ms-excel|ms-powerpoint|ms-office|outlook/;

/** Tells whether bytes look like HTML or XML text; UTF-16 without a mark too. */
export function looksLikeMarkup(start: Uint8Array): boolean {
  const text = plainStart(start);
  return htmlMark.test(text) || /^\s*<\?xml/i.test(text);
}

/**
 * Media type of a body, in lower case without parameters, from its first 4,100 bytes; the declared type and
 * the address's extension only decide what the bytes leave open. An empty body keeps its declared type.
 */
export async function sniffMediaType(
  start: Uint8Array,
  declaredType: string | null,
  address: string,
): Promise<string> {
  const declared = (declaredType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (start.length === 0) return declared || 'application/octet-stream';
  const text = plainStart(start);
  const leading = text.trimStart();
  if (leading.startsWith('<')) return markupType(leading, declared);
  const sniffed = (await fileTypeFromBuffer(start))?.mime;
  if (sniffed !== undefined) return containerType(sniffed, declared, address);
  if (isBinary(start))
    return declared.startsWith('text/')
      ? 'application/octet-stream'
      : declared || 'application/octet-stream';
  if (htmlMark.test(text) && (declared === '' || declared === 'text/html')) return 'text/html';
  return textType(declared);
}

const rootTypes: Record<string, string> = {
  rss: 'application/rss+xml',
  'rdf:rdf': 'application/rss+xml',
  feed: 'application/atom+xml',
  urlset: 'application/xml',
  sitemapindex: 'application/xml',
  svg: 'image/svg+xml',
};

function markupType(text: string, declared: string): string {
  const root = rootElement(text);
  const known = Object.hasOwn(rootTypes, root) ? rootTypes[root] : undefined;
  if (known !== undefined) return known;
  if (/^<\?xml/i.test(text) && root !== 'html') {
    return declared.includes('html') ? 'text/html' : 'application/xml';
  }
  if (htmlMark.test(text)) return 'text/html';
  return declared.includes('xml') ? 'application/xml' : declared || 'text/html';
}

/** Name of the first element in lower case, comments passed over. */
function rootElement(text: string): string {
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) return '';
    const name = /^[a-z][\w:.-]*/i.exec(text.slice(open + 1, open + 64))?.[0];
    if (name !== undefined) return name.toLowerCase();
    const isComment = text.startsWith('<!--', open);
    const close = text.indexOf(isComment ? '-->' : '>', open);
    if (close < 0) return '';
    at = close + 1;
  }
  return '';
}

function containerType(sniffed: string, declared: string, address: string): string {
  if (!containers.has(sniffed)) return sniffed;
  const extension = /\.([a-z]{3,4})$/i.exec(new URL(address).pathname)?.[1]?.toLowerCase() ?? '';
  const named = Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? '') : '';
  const fits = sniffed === 'application/zip' ? insideZip : insideCompound;
  if (fits.test(declared)) return declared;
  return fits.test(named) ? named : sniffed;
}

function textType(declared: string): string {
  const isText = /^text\/|json|javascript|xml|rtf|css/.test(declared);
  return isText ? declared : 'text/plain';
}

function isBinary(start: Uint8Array): boolean {
  const sample = start.subarray(0, 1024);
  let odd = 0;
  for (const byte of sample)
    if (byte === 0 || (byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27)) odd++;
  return odd > sample.length * 0.02;
}

function plainStart(start: Uint8Array): string {
  // Without NULs and marks UTF-16 markup reads like ASCII, which is all the patterns need.
  return Buffer.from(start.subarray(0, 4100))
    .toString('latin1')
    .replace(/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .replaceAll('\0', '');
}

import { type AddressRecord, addressHints } from '../model/address.ts';
import { type Finding, finding } from '../model/finding.ts';
import { resolveAddress } from '../text/address.ts';
import { type Decoded, decodeText, unsureCharset } from '../text/charset.ts';
import { contentCodings, type DecodedBody, decodeBody } from '../text/content-coding.ts';
import { encodingOf } from '../text/encodings.ts';
import { fieldOf } from '../text/http-head.ts';
import { RecentMap } from '../text/recent-map.ts';
import { type AccessRules, accessFindings } from './access-findings.ts';
import { dispositionName } from './content-disposition.ts';
import { readCssLinks } from './css-links.ts';
import { readLinks } from './links.ts';
import { looksLikeMarkup, sniffMediaType } from './media-type.ts';
import type { CaptureFacts, Exchange, NamedAddress, Outcome } from './ports.ts';
import { canonicalForm, judgeAddress, refused, requisiteRule, type Scope } from './scope.ts';
import { bodyChunks } from './stored-body.ts';
import { noTexts, type PageTexts } from './text-runs.ts';
import { withoutReturn, withoutSession } from './traps.ts';
import { readTextSitemap, readXmlLinks } from './xml-links.ts';

/** What an exchange is read with. */
export interface ExamineOptions extends AccessRules {
  scope: Scope;
  pageBytes: number;
  documentBytes: number;
}

/** Links and text hashes of a body. */
interface Contents {
  links: Map<string, number>;
  texts: PageTexts;
  overflow: boolean;
}

const nothing: Contents = { links: new Map(), texts: noTexts, overflow: false };

/** Reads an exchange: facts of the capture, the addresses it names (judged), its texts' hashes, its findings. */
export async function examine(
  record: AddressRecord,
  exchange: Exchange,
  options: ExamineOptions,
  variant = '',
): Promise<Outcome> {
  const contentType = fieldOf(exchange.fields, 'content-type');
  const body = await decodedBody(exchange, options);
  const mediaType = await sniffMediaType(body.start, contentType, record.address);
  const text = textOf(body, mediaType, contentType);
  const location = locationOf(exchange);
  const isSample = (record.hints & addressHints.aliasSample) !== 0;
  const isPage = exchange.status === 200 && !isSample;
  const contents = isPage ? await contentsOf(record, mediaType, text, body) : nothing;
  const links = new Map(contents.links);
  if (location !== null && !isSample) links.set(location, redirectHints(record, location, options));
  const facts: CaptureFacts = {
    variant,
    fetchedAt: exchange.fetchedAt,
    status: exchange.status,
    declaredType: contentType,
    mediaType,
    encoding: text?.encoding ?? '',
    encodingSource: text?.source ?? '',
    encodingConfidence: text?.confidence ?? 1,
    location,
    fileName: dispositionName(fieldOf(exchange.fields, 'content-disposition')),
    payloadDigest: `sha256:${body.sha256}`,
    payloadBytes: body.bytes,
    truncated: exchange.truncated ?? (body.fault === 'limit' ? 'length' : null),
    etag: fieldOf(exchange.fields, 'etag'),
    lastModified: fieldOf(exchange.fields, 'last-modified'),
    tls: exchange.tlsFaults.join(',') || null,
  };
  return {
    addressId: record.id,
    address: record.address,
    childDepth: record.depth + 1,
    exchange,
    facts,
    state: 'done',
    reason: '',
    named: judged(links, record, options.scope),
    fresh:
      isSample || record.rule === requisiteRule
        ? null
        : { kind: freshKind(facts), texts: contents.texts },
    findings: isSample
      ? []
      : [
          ...findingsOf(record, exchange, facts, body, contents, contentType, options),
          ...charsetDoubts(record, facts, text),
        ],
    robots: null,
    variants: [],
  };
}

async function decodedBody(exchange: Exchange, options: ExamineOptions): Promise<DecodedBody> {
  const codings = contentCodings(fieldOf(exchange.fields, 'content-encoding'));
  const markup = looksLikeMarkup(exchange.body.start);
  // Only what may be a page is kept in memory: a coded body cannot be told before it is decoded.
  const keep = markup || codings.length > 0 ? options.pageBytes : 1024 * 1024;
  const bytes = markup ? options.pageBytes : options.documentBytes;
  return await decodeBody(bodyChunks(exchange.body), codings, { bytes, keep });
}

function textOf(body: DecodedBody, mediaType: string, contentType: string | null) {
  const isText = /^text\/|xml$|json$|javascript$/.test(mediaType);
  return isText && body.kept !== null ? decodeText(body.kept, contentType) : undefined;
}

/** Target of a redirect, absolute. Octets beyond ASCII are taken as they are, as browsers do. */
function locationOf(exchange: Exchange): string | null {
  if (exchange.status < 300 || exchange.status > 399 || exchange.status === 304) return null;
  const raw = fieldOf(exchange.fields, 'location');
  if (raw === null) return null;
  const ascii = raw.replace(
    /[^\x21-\x7e]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return resolveAddress(ascii, exchange.address)?.address ?? null;
}

/** A redirect to the same address under another scheme, alias or session is followed though rules prefer this one. */
function redirectHints(record: AddressRecord, location: string, options: ExamineOptions): number {
  const { scope } = options;
  const clean = (address: string) => {
    const form = canonicalForm(address, scope);
    return form === undefined ? undefined : withoutSession(form, scope.significant);
  };
  const target = clean(location);
  const isTwin = target !== undefined && target === clean(record.address);
  return addressHints.redirect | (isTwin ? addressHints.twin : 0);
}

async function contentsOf(
  record: AddressRecord,
  mediaType: string,
  text: { text: string; encoding: string } | undefined,
  body: DecodedBody,
): Promise<Contents> {
  const isSitemap = (record.hints & addressHints.sitemap) !== 0;
  // A style sheet that is not there may answer with a page: its links are none of the site's.
  if (record.rule === requisiteRule) {
    const isCss = mediaType === 'text/css' && text !== undefined;
    return isCss ? { ...nothing, links: readCssLinks(text.text, record.address) } : nothing;
  }
  if (mediaType === 'application/gzip' && isSitemap && body.kept !== null) {
    const limits = { bytes: 64 * 1024 * 1024, keep: 64 * 1024 * 1024 };
    const { kept } = await decodeBody([body.kept], ['gzip'], limits);
    const xml = kept === null ? '' : decodeText(kept, null).text;
    return { ...nothing, links: readXmlLinks(xml, record.address) };
  }
  if (text === undefined) return nothing;
  if (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') {
    return readLinks(text.text, record.address, text.encoding);
  }
  if (/xml$/.test(mediaType) && mediaType !== 'image/svg+xml') {
    return { ...nothing, links: readXmlLinks(text.text, record.address) };
  }
  if (isSitemap && mediaType === 'text/plain') {
    return { ...nothing, links: readTextSitemap(text.text, record.address) };
  }
  return nothing;
}

function judged(
  links: ReadonlyMap<string, number>,
  record: AddressRecord,
  scope: Scope,
): NamedAddress[] {
  const depth = record.depth + 1;
  const known = verdictsOf(scope);
  const isTooDeep = depth > scope.maxDepth;
  const named: NamedAddress[] = [];
  for (const [written, hints] of links) {
    const address = withoutReturn(written, record.address);
    if (address !== written) {
      named.push(refused(written, hints, 'return-address', `returns-of:${address}`));
    }
    const key = `${hints}${isTooDeep ? '!' : ' '}${address}`;
    let verdicts = known.get(key);
    if (verdicts === undefined) {
      verdicts = judgeAddress(address, hints, depth, scope);
      known.set(key, verdicts);
    }
    named.push(...verdicts);
  }
  return named;
}

// Rules without crawl state say the same of the same address: menus are judged once, not on every page.
const recentVerdicts = new WeakMap<Scope, RecentMap<string, NamedAddress[]>>();
const verdictsKept = 4_000;

function verdictsOf(scope: Scope): RecentMap<string, NamedAddress[]> {
  let known = recentVerdicts.get(scope);
  if (known === undefined) {
    known = new RecentMap(verdictsKept);
    recentVerdicts.set(scope, known);
  }
  return known;
}

function freshKind(facts: CaptureFacts): 'page' | 'redirect' | 'file' | 'error' {
  if (facts.location !== null) return 'redirect';
  if (facts.status !== 200) return 'error';
  return facts.mediaType === 'text/html' ? 'page' : 'file';
}

/** What is wrong with an answer by its status alone; servers in trouble and refused logins have findings of their own. */
function statusFault(
  record: AddressRecord,
  { status, location }: CaptureFacts,
  { logins }: ExamineOptions,
): string | undefined {
  if (status >= 300 && status <= 399 && status !== 304 && location === null) {
    return `HTTP ${status} without an address to go to`;
  }
  const isGuess =
    (record.hints & (addressHints.guess | addressHints.robots)) !== 0 ||
    record.rule === requisiteRule;
  const isToldElsewhere = status === 429 || (status === 401 && logins.has(record.host));
  // A 304 that nobody asked for is an answer without content, as an error is.
  const isError = (status >= 400 && status < 500) || status === 304;
  return isError && !isGuess && !isToldElsewhere ? `HTTP ${status}` : undefined;
}

function findingsOf(
  record: AddressRecord,
  exchange: Exchange,
  facts: CaptureFacts,
  body: DecodedBody,
  contents: Contents,
  contentType: string | null,
  options: ExamineOptions,
): Finding[] {
  const found: Finding[] = [];
  const add = (code: Finding['code'], detail: string) =>
    found.push(finding('crawl', code, { address: record.address }, detail));
  const refusal = statusFault(record, facts, options);
  if (refusal !== undefined) add('http-error', refusal);
  found.push(...accessFindings(record, exchange, facts, options));
  if (facts.truncated !== null) add('body-truncated', truncations[facts.truncated] ?? '');
  else if (body.fault === 'damaged') add('body-truncated', 'The content coding is damaged.');
  if (contents.overflow) add('body-truncated', 'The page names more than 50,000 addresses.');
  if (facts.location !== null && canonicalForm(facts.location, options.scope) === undefined) {
    add('redirect-outside', facts.location);
  }
  const declared = encodingOf(/charset\s*=\s*["']?([\w-]+)/i.exec(contentType ?? '')?.[1]);
  const isGuessed = ['utf-8-valid', 'bytes', 'meta'].includes(facts.encodingSource);
  if (facts.status === 200 && declared !== undefined && isGuessed && declared !== facts.encoding) {
    // One for the host, not one a page: the same server setting is behind them all.
    const subject = `charset of ${record.host}`;
    const detail = `The header says ${declared}, the bytes are ${facts.encoding}.`;
    found.push(finding('crawl', 'charset-mismatch', { subject }, detail));
  }
  return found;
}

/** Findings on the bytes of a page: nobody reads a style sheet. */
function charsetDoubts(
  record: AddressRecord,
  facts: CaptureFacts,
  text: Decoded | undefined,
): Finding[] {
  if (text === undefined || facts.status !== 200 || facts.mediaType !== 'text/html') return [];
  const where = { address: record.address };
  const damage =
    text.damage === null ? [] : [finding('crawl', 'charset-damaged', where, text.damage)];
  if (text.confidence >= unsureCharset) return damage;
  const share = Math.round(text.confidence * 100);
  const detail = `The bytes cannot tell: read as ${text.encoding}, ${share} % sure.`;
  return [...damage, finding('crawl', 'charset-unsure', where, detail)];
}

const truncations: Record<string, string> = {
  length: 'The body is longer than the limit.',
  time: 'The body did not end in time.',
  disconnect: 'The connection broke inside the body.',
};

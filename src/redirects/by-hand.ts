import type { Mapping } from '../model/mapping.ts';
import { pathAndQuery } from '../text/address.ts';
import { compileGlob, type GlobMatcher, globFault } from '../text/glob.ts';
import type { KeyRules } from '../text/url-key.ts';
import { type Candidate, candidate } from './candidate.ts';
import { hostWideAnswers, hostWideFault, hostWideTarget } from './host-wide.ts';
import type { OfferTable } from './offer-table.ts';
import type { ImportedRow } from './plan-input.ts';
import { checkForm, encodeCapture } from './target.ts';

type HandRow = Mapping['redirects'][number];

/** A row by hand that covers many keys. */
interface HandPattern {
  host: string;
  matches: GlobMatcher;
  row: HandRow;
  line: number;
}

/** Offers the rows by hand that name one address, whether the crawl saw it or not. */
export function offerHandRows(table: OfferTable, mapping: Mapping): void {
  for (const [line, row] of mapping.redirects.entries()) {
    if (isPattern(row.from)) continue;
    const key = offerKey(table, row.from, mapping);
    if (key === undefined) table.refuse(row.from, 'hand: from is no address of this agency');
    else table.offer(key, candidate({ ...handDecision(row, row.to), source: 'hand', line }));
  }
}

/** Offers the rows of imported tables. */
export function offerImportedRows(
  table: OfferTable,
  rows: Iterable<ImportedRow>,
  mapping: Mapping,
): void {
  for (const { source, line, from, decision, to, reason } of rows) {
    const key = offerKey(table, from, mapping);
    if (key === undefined) {
      table.refuse(from, `${source}: line ${line} is no address of this agency`);
    } else if (decision === 'unresolved') {
      // Nobody has decided: anything that is known of the key answers for it.
      table.offer(key, candidate({ decision, source: 'log', line, reason, wantsTarget: true }));
    } else {
      const target = decision === 'redirect' ? to : copyAddress(decision, to);
      table.offer(key, candidate({ decision, target, source, line, reason }));
    }
  }
}

/** Address of the archived copy that a person named, if any. */
function copyAddress(decision: 'archive' | 'gone', to: string | null): string | null {
  return decision === 'archive' && to !== null ? (checkForm(to).target ?? null) : null;
}

/** Offers the rows by hand that hold wildcards or captures, for every key known so far. */
export function offerHandPatterns(table: OfferTable, mapping: Mapping, rules: KeyRules): void {
  const patterns = mapping.redirects.flatMap((row, line) =>
    isPattern(row.from) ? (handPattern(table, row, line, mapping, rules) ?? []) : [],
  );
  if (patterns.length === 0) return;
  for (const key of [...table.offers.keys()]) {
    const subjects = subjectsOf(key, table.spellings.get(key));
    for (const pattern of patterns) {
      if (!key.startsWith(`${pattern.host}/`)) continue;
      const offered = matchPattern(pattern, subjects);
      if (offered) table.offer(key, offered);
    }
  }
}

/** Offers the host-wide answers for every key known so far: weaker than anything but what the crawl says of a key. */
export function offerHostWide(
  table: OfferTable,
  mapping: Mapping,
  allowedHosts: readonly string[],
): void {
  for (const { host, hostWide } of mapping.hosts) {
    const fault = hostWide && hostWideFault(hostWide, allowedHosts);
    if (fault !== undefined) {
      table.refuse(host, `host: the target ${fault}: ${hostWide?.to}`);
    }
  }
  const answers = hostWideAnswers(mapping, allowedHosts);
  if (answers.length === 0) return;
  for (const key of [...table.offers.keys()]) {
    const all = answers.find(({ host }) => key.startsWith(`${host}/`));
    if (!all) continue;
    const [address] = [...(table.spellings.get(key) ?? [])].sort();
    const { decision, reason } = all;
    const target = hostWideTarget(all, address ?? `http://${key}`);
    table.offer(key, candidate({ decision, target, source: 'host', reason, pattern: true }));
  }
}

function matchPattern(pattern: HandPattern, subjects: readonly string[]): Candidate | undefined {
  for (const subject of subjects) {
    const captures = pattern.matches(subject);
    if (!captures) continue;
    return candidate({
      ...handDecision(pattern.row, pattern.row.to && fillCaptures(pattern.row.to, captures)),
      source: 'hand',
      pattern: true,
      line: pattern.line,
    });
  }
  return undefined;
}

function handPattern(
  table: OfferTable,
  row: HandRow,
  line: number,
  mapping: Mapping,
  rules: KeyRules,
): HandPattern | undefined {
  const { host, rest } = splitFrom(row.from, mapping, rules);
  const unknown = captureNames(row.to ?? '').filter((name) => !captureNames(rest).includes(name));
  const fault =
    globFault(rest) ??
    (table.isOurs(`${host}/`) ? undefined : 'from is no address of this agency') ??
    (unknown.length > 0 ? `from captures no {${unknown.join('}, {')}}` : undefined) ??
    (rest === '/**' ? 'a row over a whole host; say hostWide of that host instead' : undefined);
  if (fault !== undefined) {
    table.refuse(row.from, `hand: ${fault}`);
    return undefined;
  }
  const matches = compileGlob(rest, mapping.caseInsensitive);
  return { host, matches, row, line };
}

/** Path and query as people write them, the key's decoded form first, then every raw spelling. */
function subjectsOf(key: string, spellings: Iterable<string> | undefined): string[] {
  const raw = [...(spellings ?? [])].sort().map(pathAndQuery);
  return [...new Set([key.slice(key.indexOf('/')), ...raw])];
}

/** A path without host stands on the first host of the mapping. */
function splitFrom(
  from: string,
  mapping: Mapping,
  rules: KeyRules,
): { host: string; rest: string } {
  const absolute = /^https?:\/\/([^/?#]+)(\/.*)?$/i.exec(from);
  if (!absolute) return { host: mapping.hosts[0]?.host ?? '', rest: from };
  const host = (absolute[1] ?? '').toLowerCase();
  return { host: rules.hosts[host] ?? host, rest: absolute[2] ?? '/' };
}

function offerKey(table: OfferTable, from: string, mapping: Mapping): string | undefined {
  const absolute = /^https?:/i.test(from) ? from : undefined;
  const address = absolute ?? new URL(`http://${mapping.hosts[0]?.host}`).origin + slashed(from);
  const key = table.keyOf(address);
  if (key !== undefined) table.addSpelling(key, new URL(address).href.replace(/#.*$/s, ''));
  return key;
}

function slashed(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function handDecision(
  row: HandRow,
  to: string | undefined,
): Pick<Candidate, 'decision' | 'target' | 'reason'> {
  const decision = to !== undefined ? 'redirect' : row.gone ? 'gone' : 'archive';
  return { decision, target: to ?? null, reason: row.reason };
}

function fillCaptures(to: string, captures: Record<string, string>): string {
  return to.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = captures[name];
    return value === undefined ? whole : encodeCapture(value);
  });
}

function captureNames(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

function isPattern(from: string): boolean {
  return /[*{]/.test(from);
}

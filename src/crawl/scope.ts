import { addressHints } from '../model/address.ts';
import type { Mapping } from '../model/mapping.ts';
import { pathAndQuery } from '../text/address.ts';
import { compileGlob, type GlobMatcher } from '../text/glob.ts';
import type { NamedAddress } from './ports.ts';
import { hasRepeatedParameter, hasRepeatedSegments, templateOf, withoutSession } from './traps.ts';

/** What scope rules depend on: the mapping, and the origin each host was found to be served on. */
export interface Scope {
  hosts: ReadonlyMap<string, string>;
  /** Canonical host → origin: `http://akmola.example`, after a redirect `https://www.akmola.example`. */
  origins: ReadonlyMap<string, string>;
  significant: readonly string[];
  include: readonly { glob: string; matches: GlobMatcher }[];
  exclude: readonly { glob: string; matches: GlobMatcher }[];
  maxDepth: number;
}

/** Makes the scope of a mapping. */
export function scopeOf(mapping: Mapping, origins: ReadonlyMap<string, string>): Scope {
  const hosts = new Map<string, string>();
  for (const { host, aliases } of mapping.hosts) {
    for (const name of [host, ...aliases]) hosts.set(name, host);
  }
  const globs = (list: readonly string[]) =>
    list.map((glob) => ({ glob, matches: compileGlob(glob, mapping.caseInsensitive) }));
  return {
    hosts,
    origins,
    significant: (mapping.significantParameters ?? []).map((name) => name.toLowerCase()),
    include: globs(mapping.crawl.include),
    exclude: globs(mapping.crawl.exclude),
    maxDepth: mapping.crawl.maxDepth,
  };
}

/** The address under the origin its host is crawled on; undefined for a host that is none of the agency's. */
export function canonicalForm(address: string, scope: Scope): string | undefined {
  const url = new URL(address);
  const host = scope.hosts.get(url.host);
  if (host === undefined) return undefined;
  const origin = scope.origins.get(host) ?? `http://${host}`;
  return origin + url.pathname + url.search;
}

/** Rule of files that only the layout of pages needs: refused until all else is fetched. */
export const requisiteRule = 'requisite';

/**
 * Judges an address that was named with `hints` for crawling at `depth`. Rules in order: foreign-host,
 * twin-redirect, alias, session-id, service, requisite, include, exclude, repeated-segments, repeated-parameter,
 * depth-limit, in-scope. A spelling of another address gives two entries: itself, refused with the other's name, and
 * the other one.
 */
export function judgeAddress(
  address: string,
  hints: number,
  depth: number,
  scope: Scope,
): NamedAddress[] {
  const entry = entryMaker(address, hints);
  const canonical = canonicalForm(address, scope);
  if (canonical === undefined) return [entry('refused', 'foreign-host', 'foreign-host')];
  const clean = withoutSession(canonical, scope.significant);
  if (clean === address) return [ownVerdict(address, hints, depth, scope)];
  if (hints & addressHints.twin) return [entry('found', 'twin-redirect', '', templateOf(clean))];
  const spelling =
    canonical === address
      ? entry('refused', 'session-id', `session-of:${clean}`)
      : entry('refused', 'alias', `alias-of:${clean}`);
  return [spelling, ownVerdict(clean, hints, depth, scope)];
}

/** An address that is refused by a rule. */
export function refused(
  address: string,
  hints: number,
  rule: string,
  reason: string,
): NamedAddress {
  return entryMaker(address, hints)('refused', rule, reason);
}

function ownVerdict(address: string, hints: number, depth: number, scope: Scope): NamedAddress {
  const entry = entryMaker(address, hints);
  const refuse = (rule: string, reason = rule) => entry('refused', rule, reason);
  if ((hints & ~addressHints.service) === 0) return refuse('service');
  const path = pathAndQuery(address);
  const excluded = scope.exclude.find((one) => one.matches(path) !== undefined);
  // Fetched last, when all that names it as more than that has been read.
  if ((hints & ~(addressHints.requisite | addressHints.service)) === 0) {
    return excluded === undefined
      ? refuse(requisiteRule)
      : refuse('exclude', `exclude:${excluded.glob}`);
  }
  const included = scope.include.find((one) => one.matches(path) !== undefined);
  if (included !== undefined) return entry('found', `include:${included.glob}`, '');
  if (excluded !== undefined) return refuse('exclude', `exclude:${excluded.glob}`);
  if (hasRepeatedSegments(address)) return refuse('repeated-segments', 'trap:repeated-segments');
  if (hasRepeatedParameter(address)) return refuse('repeated-parameter', 'trap:repeated-parameter');
  if (depth > scope.maxDepth) return refuse('depth-limit');
  return entry('found', 'in-scope', '', templateOf(address));
}

function entryMaker(address: string, hints: number) {
  const { host } = new URL(address);
  return (
    state: NamedAddress['state'],
    rule: string,
    reason: string,
    template = '',
  ): NamedAddress => ({ address, host, hints, state, rule, reason, template });
}

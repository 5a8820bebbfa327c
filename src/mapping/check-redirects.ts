import type { Mapping } from '../model/mapping.ts';
import { parseAddress } from '../text/address.ts';
import { compileGlob } from '../text/glob.ts';
import {
  captured,
  fillCaptures,
  isPattern,
  patternFault,
  patternSubjects,
  splitPattern,
} from '../text/redirect-pattern.ts';
import { type KeyRules, keyRules, urlKey } from '../text/url-key.ts';
import type { FaultMaker } from './check-mappings.ts';
import type { Fault } from './yaml-file.ts';

type HandRow = Mapping['redirects'][number];

/** Hosts that targets may name: those of the portal, and those of agencies that move, whose decisions are followed. */
export interface TargetHosts {
  portal: readonly string[];
  moving: ReadonlySet<string>;
}

/**
 * Faults of a mapping's redirects by hand and host-wide answers: targets on other hosts, patterns that are none, examples
 * that are missing, come out otherwise, or are taken by an earlier pattern.
 */
export function redirectFaults(mapping: Mapping, hosts: TargetHosts, fault: FaultMaker): Fault[] {
  const rules = keyRules(mapping);
  return [
    ...mapping.hosts.flatMap(({ hostWide }, index) =>
      targetFault(hostWide?.to, hosts.portal).map((wrong) =>
        fault(['hosts', index, 'hostWide', 'to'], wrong),
      ),
    ),
    ...mapping.redirects.flatMap((row, index) =>
      rowFaults(row, index, mapping, rules, hosts).map(([path, wrong]) =>
        fault(['redirects', index, ...path], wrong),
      ),
    ),
  ];
}

type RowFault = [path: PropertyKey[], message: string];

function rowFaults(
  row: HandRow,
  index: number,
  mapping: Mapping,
  rules: KeyRules,
  hosts: TargetHosts,
): RowFault[] {
  const target = targetFault(row.to, [...hosts.portal, ...hosts.moving]).map(
    (wrong): RowFault => [['to'], wrong],
  );
  if (!isPattern(row.from)) {
    const only = 'is for patterns only';
    return [
      ...target,
      ...(keyOf(row.from, mapping, rules) === undefined
        ? [[['from'], `${row.from} is no address of this agency`] satisfies RowFault]
        : []),
      ...(row.fallback ? [[['fallback'], only] satisfies RowFault] : []),
      ...(row.examples.length > 0 ? [[['examples'], only] satisfies RowFault] : []),
    ];
  }
  const { host, glob } = splitPattern(row.from);
  const wrong =
    patternFault(glob, row.to) ??
    (host !== null && rules.hosts[host] === undefined ? 'its host is not in hosts' : undefined);
  if (wrong !== undefined) return [...target, [['from'], `pattern "${row.from}": ${wrong}`]];
  if (row.examples.length === 0) {
    const missing = 'give examples: old addresses, and where the pattern has to lead them';
    return [...target, [['from'], missing]];
  }
  return [
    ...target,
    ...row.examples.flatMap((example, at) =>
      exampleFault(example, index, mapping, rules).map(
        (one): RowFault => [['examples', at, 'from'], one],
      ),
    ),
  ];
}

/** What an example comes to, other than meant. */
function exampleFault(
  { from, to }: HandRow['examples'][number],
  index: number,
  mapping: Mapping,
  rules: KeyRules,
): string[] {
  const key = keyOf(from, mapping, rules);
  if (key === undefined) return [`${from} is no address of this agency`];
  const address = parseAddress(absolute(from, mapping)) ?? '';
  const row = mapping.redirects[index];
  const found = row && answerOf(row, key, address, mapping, rules);
  if (row === undefined || found === undefined) return [`the pattern does not cover ${from}`];
  const earlier = mapping.redirects
    .slice(0, index)
    .find(
      (one) =>
        isPattern(one.from) &&
        one.fallback === row.fallback &&
        answerOf(one, key, address, mapping, rules) !== undefined,
    );
  if (earlier) return [`an earlier pattern takes ${from}: ${earlier.from}`];
  if (found.to === to || (found.to && to && sameAddress(found.to, to))) return [];
  return [`${from} leads to ${found.to ?? 'no target'}, not to ${to ?? 'none'}`];
}

/** Where a pattern leads a key; undefined when it does not cover it. */
function answerOf(
  row: HandRow,
  key: string,
  address: string,
  mapping: Mapping,
  rules: KeyRules,
): { to: string | undefined } | undefined {
  const { host: named, glob } = splitPattern(row.from);
  const host = named === null ? mapping.hosts[0]?.host : rules.hosts[named];
  if (!key.startsWith(`${host}/`) || patternFault(glob, row.to) !== undefined) return undefined;
  const captures = captured(
    compileGlob(glob, mapping.caseInsensitive),
    patternSubjects(key, [address]),
  );
  return captures && { to: row.to && fillCaptures(row.to, captures) };
}

function targetFault(to: string | undefined, hosts: readonly string[]): string[] {
  if (to === undefined) return [];
  // Captures stand in paths and queries only.
  const plain = to.replace(/\{\w+\}/g, 'x');
  if (!URL.canParse(plain)) return [`target ${to} is no absolute address`];
  const { host, hostname, username } = new URL(plain);
  if (username !== '' || /^[^/]*\/\/[^/]*\{/.test(to)) return [`target ${to} has no plain host`];
  return hosts.includes(host) || hosts.includes(hostname)
    ? []
    : [`target host ${host} is neither in portal.allowedHosts nor a host of an agency`];
}

function absolute(from: string, mapping: Mapping): string {
  if (/^https?:/i.test(from)) return from;
  return `http://${mapping.hosts[0]?.host}${from.startsWith('/') ? '' : '/'}${from}`;
}

function keyOf(from: string, mapping: Mapping, rules: KeyRules): string | undefined {
  const address = parseAddress(absolute(from, mapping));
  if (address === undefined) return undefined;
  const key = urlKey(address, rules);
  const host = key.slice(0, key.indexOf('/'));
  return Object.values(rules.hosts).includes(host) ? key : undefined;
}

function sameAddress(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).href === new URL(b).href;
}

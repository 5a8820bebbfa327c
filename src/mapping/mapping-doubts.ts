import { isIP } from 'node:net';
import type { Mapping, MappingRule } from '../model/mapping.ts';
import { compileGlob } from '../text/glob.ts';
import { keyDoubts } from './key-doubts.ts';
import type { MappingFile } from './workspace.ts';
import type { Fault } from './yaml-file.ts';

/**
 * What is probably not meant, of every mapping that can be read: a host without its twin with or without `www.`, rules
 * that never have a say, and lines that the key rules work against. Not faults: the twin may not exist.
 */
export function mappingDoubts(files: readonly MappingFile[]): Fault[] {
  const names = new Set(
    files.flatMap(({ value }) =>
      (value?.hosts ?? []).flatMap(({ host, aliases }) => [host, ...aliases]),
    ),
  );
  return files.flatMap((file) => {
    if (!file.value) return [];
    const doubt = (path: readonly PropertyKey[], message: string): Fault => ({
      file: file.file,
      line: file.lineOf(path),
      path: path.map(String).join('.'),
      message,
    });
    return [
      ...twinDoubts(file.value, names, doubt),
      ...shadowDoubts(file.value, doubt),
      ...keyDoubts(file.value).map(({ path, message }) => doubt(path, message)),
    ];
  });
}

type DoubtMaker = (path: readonly PropertyKey[], message: string) => Fault;

function twinDoubts(mapping: Mapping, names: ReadonlySet<string>, doubt: DoubtMaker): Fault[] {
  return mapping.hosts.flatMap(({ host, aliases }, i) =>
    [host, ...aliases].flatMap((name) => {
      const twin = name.startsWith('www.') ? name.slice(4) : `www.${name}`;
      const mayHaveTwin = !name.includes(':') && isIP(name) === 0;
      if (!mayHaveTwin || names.has(twin)) return [];
      return [
        doubt(
          ['hosts', i],
          `${twin} is in no mapping: if it answers, add it to the aliases of ${host}, or its addresses will not be redirected`,
        ),
      ];
    }),
  );
}

function shadowDoubts(mapping: Mapping, doubt: DoubtMaker): Fault[] {
  const covers = (general: string, one: string) => isCovered(one, general, mapping.caseInsensitive);
  const rules = mapping.rules.flatMap((rule, i) => {
    const before = mapping.rules.slice(0, i).filter(({ match }) => covers(match, rule.match));
    if (!isSilent(rule, before)) return [];
    const by = before.map(({ match }) => `"${match}"`).join(', ');
    return [doubt(['rules', i], `never has a say: all it gives is given by ${by} before it`)];
  });
  const { include, exclude } = mapping.crawl;
  const excluded = exclude.flatMap((glob, i) => {
    const by = include.find((one) => covers(one, glob));
    if (by === undefined) return [];
    return [doubt(['crawl', 'exclude', i], `never has a say: include "${by}" goes before it`)];
  });
  return [...rules, ...excluded];
}

/** All that a rule gives is given by rules before it that match whatever it matches. */
function isSilent(rule: MappingRule, before: readonly MappingRule[]): boolean {
  const { match: _, remove, ...rest } = rule;
  const given = (name: string, one: MappingRule) => one[name as keyof MappingRule] !== undefined;
  const names = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  const isAllGiven = names.every((name) => before.some((one) => given(name, one)));
  const isAllRemoved = remove.every((one) => before.some((other) => other.remove.includes(one)));
  return before.length > 0 && isAllGiven && isAllRemoved;
}

// What wildcards may stand for: a general pattern matches them all, a narrower one fails at some.
const fillings: readonly (readonly [across: string, within: string, captured: string])[] = [
  ['a/ә-1/b.html', 'ғ1', 'z9'],
  ['', '', 'қала'],
  ['0', '.-_', '7'],
];

/** Whether every address that pattern `one` matches is matched by `general` too, as far as samples of it tell. */
function isCovered(one: string, general: string, ignoreCase: boolean): boolean {
  const matches = compileGlob(general, ignoreCase);
  return fillings.every(([across, within, captured]) => {
    const sample = one
      .replace(/\{[a-zA-Z][a-zA-Z0-9_]*\}/g, captured)
      .replaceAll('**', across)
      .replaceAll('*', within);
    return matches(sample) !== undefined;
  });
}

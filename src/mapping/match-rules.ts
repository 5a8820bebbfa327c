import type { Language } from '../model/language.ts';
import type { Mapping, MappingRule } from '../model/mapping.ts';
import { variantName } from '../model/variant.ts';
import { pathAndQuery, splitAddress } from '../text/address.ts';
import { compileGlob, type GlobMatcher } from '../text/glob.ts';

/** Tells which rules of a mapping cover an address, in the mapping's order. */
export function ruleFinder(mapping: Mapping): (address: string) => MappingRule[] {
  const compiled = mapping.rules.map((rule) => ({
    rule,
    matches: compileGlob(rule.match, mapping.caseInsensitive),
  }));
  return (address) => {
    if (compiled.length === 0) return [];
    const subjects = subjectsOf(address);
    return compiled.filter(({ matches }) => matchesAny(matches, subjects)).map(({ rule }) => rule);
  };
}

/**
 * Tells the language that an address, in a variant, is said to have by the mapping: by rule, then the default;
 * undefined when it says nothing. The rule of the variant's cookie comes before the others.
 */
export function languageFinder(
  mapping: Mapping,
): (address: string, variant?: string) => Language | undefined {
  const compiled = mapping.languages.map((rule) => ({
    ...rule,
    matches: rule.path === undefined ? undefined : compileGlob(rule.path, mapping.caseInsensitive),
  }));
  return (address, variant = '') => {
    if (compiled.length === 0) return mapping.defaultLanguage;
    const { host, query } = splitAddress(address);
    const subjects = subjectsOf(address);
    const fits = (rule: (typeof compiled)[number]) =>
      (rule.matches === undefined || matchesAny(rule.matches, subjects)) &&
      (rule.host === undefined || rule.host === host) &&
      (rule.parameter === undefined || hasParameter(query, rule.parameter));
    const ofVariant = compiled.find(
      (rule) => rule.cookie !== undefined && variantName(rule.cookie) === variant && fits(rule),
    );
    const found = ofVariant ?? compiled.find((rule) => rule.cookie === undefined && fits(rule));
    return found?.lang ?? mapping.defaultLanguage;
  };
}

/** Globs are written as people read addresses, so the decoded form counts too. */
function subjectsOf(address: string): string[] {
  const raw = pathAndQuery(address);
  return raw.includes('%') ? [raw, decoded(raw)] : [raw];
}

function matchesAny(matches: GlobMatcher, subjects: readonly string[]): boolean {
  return subjects.some((one) => matches(one) !== undefined);
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

function hasParameter(query: string, wanted: { name: string; value: string }): boolean {
  const name = wanted.name.toLowerCase();
  return [...new URLSearchParams(query)].some(
    ([key, value]) =>
      key.toLowerCase() === name && value.toLowerCase() === wanted.value.toLowerCase(),
  );
}

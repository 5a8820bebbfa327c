import type { ParameterFact, Told } from '../model/site-facts.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';
import { marksOf } from './language-marks.ts';
import { type ProbePage, showsSame } from './probe-page.ts';

/** Two addresses that differ in one parameter; `other` has another value of it, or none. */
export interface ParameterTrial {
  name: string;
  address: string;
  other: string;
}

/** Names of the query parameters that addresses carry, the most frequent first. */
export function parameterCounts(addresses: Iterable<string>): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const address of addresses) {
    for (const name of new Set(new URL(address).searchParams.keys())) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Names that carry the language, by the addresses they stand in. */
export function languageParameters(addresses: Iterable<string>): Set<string> {
  const names = new Set<string>();
  for (const address of addresses) {
    for (const mark of marksOf(address)) if (mark.by === 'parameter') names.add(mark.name);
  }
  return names;
}

/**
 * What to ask to learn about a parameter: for a page that was read, the same address with another value
 * that pages name, or else without the parameter. Two pages at most.
 */
export function trialsOf(
  name: string,
  read: readonly ProbePage[],
  named: readonly string[],
): ParameterTrial[] {
  const trials: ParameterTrial[] = [];
  for (const { address, status } of read) {
    if (status !== 200 || !new URL(address).searchParams.has(name)) continue;
    const bare = without(address, name);
    const other = named.find((one) => one !== address && without(one, name) === bare) ?? bare;
    trials.push({ name, address, other });
    if (trials.length === 2) break;
  }
  return trials;
}

function without(address: string, name: string): string {
  const url = new URL(address);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => decodeURIComponentSafely(pair.split('=', 1)[0] ?? '') !== name);
  url.search = kept.join('&');
  return url.href;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the answers say of a parameter. */
export function verdictOf(
  name: string,
  count: number,
  answers: readonly { page: ProbePage; other: ProbePage }[],
): ParameterFact {
  if (isNoiseParameter(name)) {
    return { name, verdict: 'known-noise', reason: 'known noise, left out of keys by itself' };
  }
  if (answers.length === 0) {
    return { name, verdict: 'untested', reason: `in ${count} addresses; no page with it was read` };
  }
  const changed = answers.find(({ page, other }) => !showsSame(page, other));
  if (changed !== undefined) {
    const { other, page } = changed;
    return {
      name,
      verdict: 'significant',
      reason: `${pathOf(page)} and ${pathOf(other)} differ (HTTP ${other.status})`,
    };
  }
  // Without the parameter a page may show its default, which is the value tried: only other values tell.
  const varied = answers.filter(({ other }) => new URL(other.address).searchParams.has(name));
  const pairs = answers.map(({ page, other }) => `${pathOf(page)} = ${pathOf(other)}`).join(', ');
  if (varied.length < 2) {
    return { name, verdict: 'untested', reason: `alike, but too few values are named: ${pairs}` };
  }
  return { name, verdict: 'noise', reason: `the same page with other values: ${pairs}` };
}

function pathOf(page: ProbePage): string {
  const url = new URL(page.address);
  return url.pathname + url.search;
}

/** The address with its path in other letter case; undefined when it has no letters to change. */
export function otherCase(address: string): string | undefined {
  const url = new URL(address);
  const path = url.pathname.replace(/%[0-9a-f]{2}|[a-z]/gi, (one) =>
    one.startsWith('%') ? one : one === one.toLowerCase() ? one.toUpperCase() : one.toLowerCase(),
  );
  if (path === url.pathname) return undefined;
  url.pathname = path;
  return url.href;
}

/** Whether letter case matters, by pages asked for in other letter case; null when none was asked. */
export function tellCase(
  answers: readonly { page: ProbePage; other: ProbePage }[],
): Told<boolean> | null {
  const [first] = answers;
  if (first === undefined) return null;
  const changed = answers.find(({ page, other }) => !showsSame(page, other));
  if (changed !== undefined) {
    return {
      value: false,
      reason: `${pathOf(changed.other)} is not the page ${pathOf(changed.page)} (HTTP ${changed.other.status})`,
    };
  }
  return {
    value: true,
    reason: `${answers.length} pages are the same in other letter case, as ${pathOf(first.other)}`,
  };
}

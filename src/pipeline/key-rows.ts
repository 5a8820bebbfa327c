import type { Mapping } from '../model/mapping.ts';
import type { Settings } from '../model/settings.ts';
import type { RowRules } from '../redirects/answer-row.ts';
import { type AnswerRules, readNewAnswer } from '../redirects/new-answer.ts';
import { readOldAddress } from '../redirects/old-address.ts';
import { keyRules } from '../text/url-key.ts';
import { siteKeyFinder } from './site-keys.ts';

/** What decisions of people about an agency's addresses are read by. */
export function rowRules(mapping: Mapping, settings: Settings): RowRules {
  const rules = keyRules(mapping);
  return {
    firstHost: mapping.hosts[0]?.host ?? '',
    rules,
    allowedHosts: settings.portal.allowedHosts,
    archiveTemplate: settings.archiveTemplate,
    keyOf: siteKeyFinder(mapping, rules),
  };
}

/** Keys that the mapping itself decides, one by one: its word goes before any decision. */
export function keysOfMapping(mapping: Mapping): Set<string> {
  const { firstHost, rules } = {
    firstHost: mapping.hosts[0]?.host ?? '',
    rules: keyRules(mapping),
  };
  return new Set(
    mapping.redirects.flatMap(({ from }) =>
      /[*{]/.test(from) ? [] : (readOldAddress(from, firstHost, rules).key ?? []),
    ),
  );
}

/** What is wrong with a stored target under the rules of today, or undefined. */
export function targetFault(
  decision: string,
  target: string | null,
  key: string,
  rules: AnswerRules,
): string | undefined {
  if (target === null) {
    return decision === 'redirect' ? 'a redirect without a target' : undefined;
  }
  const read = readNewAnswer(target, key, rules);
  if (read.fault !== undefined) return read.fault;
  return read.decision === decision ? undefined : `${target} is no target of ${decision}`;
}

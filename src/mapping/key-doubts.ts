import type { Mapping } from '../model/mapping.ts';
import { isKeptParameter, type KeyRules, keyRules, wholeKey } from '../text/url-key.ts';

/** Something that the key rules of a mapping make of its own lines; `path` leads to the line. */
export interface KeyDoubt {
  path: readonly PropertyKey[];
  message: string;
}

/**
 * Lines of a mapping that its key rules work against: a language told by a parameter that keys drop, so that all languages of a
 * page are one key, and rows by hand that name such a parameter, so that they answer for more than they say.
 */
export function keyDoubts(mapping: Mapping): KeyDoubt[] {
  const rules = keyRules(mapping);
  const languages = mapping.languages.flatMap(({ parameter }, i) => {
    if (parameter === undefined || isKeptParameter(parameter.name, rules)) return [];
    return [
      {
        path: ['languages', i],
        message: `keys drop the parameter ${parameter.name}, so all languages of a page share one decision: name it in significantParameters`,
      },
    ];
  });
  const rows = mapping.redirects.flatMap(({ from }, i) => {
    const dropped = /[*{]/.test(from) ? [] : droppedNames(from, mapping, rules);
    if (dropped.length === 0) return [];
    return [
      {
        path: ['redirects', i],
        message: `keys drop the parameter ${dropped.join(', ')}, so this row answers for every value of it`,
      },
    ];
  });
  return [...languages, ...rows];
}

function droppedNames(from: string, mapping: Mapping, rules: KeyRules): string[] {
  const path = from.startsWith('/') ? from : `/${from}`;
  const address = /^https?:/i.test(from) ? from : `http://${mapping.hosts[0]?.host}${path}`;
  if (!URL.canParse(address)) return [];
  const key = wholeKey(address, rules);
  const cut = key.indexOf('?');
  if (cut < 0) return [];
  const names = key
    .slice(cut + 1)
    .split('&')
    .map((pair) => pair.split('=', 1)[0] ?? '');
  return [...new Set(names)].filter((name) => !isKeptParameter(name, rules));
}

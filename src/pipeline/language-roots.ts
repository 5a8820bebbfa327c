import type { Mapping } from '../model/mapping.ts';
import { branchRoot } from '../text/branch-root.ts';
import { type KeyRules, urlKey } from '../text/url-key.ts';

/** Keys of the home pages of languages, as a mapping tells them by path (`/qaz/**`), sorted. */
export function languageRoots({ hosts, languages }: Mapping, rules: KeyRules): string[] {
  const keys = hosts.flatMap(({ host }) =>
    languages.flatMap(({ path, host: only }) => {
      const root = branchRoot(path ?? '');
      if (root === undefined || (only !== undefined && only !== host)) return [];
      return [urlKey(`http://${host}${root}`, rules)];
    }),
  );
  return [...new Set(keys)].sort();
}

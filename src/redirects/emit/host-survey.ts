import { foldAsciiCase } from '../collisions.ts';
import type { RedirectSource } from './emitter.ts';
import { hostOfKey, keyParts } from './key-requests.ts';
import { RepeatedTexts } from './repeated-texts.ts';

/** What has to be known of a host before its first row can be written. */
export interface HostSurvey {
  /** Names of parameters that its keys hold, and how many keys do. */
  names: Map<string, number>;
  /** Keys that differ in ASCII letter case alone, by `foldedKey`; empty for servers that tell them apart. */
  repeated: RepeatedTexts;
}

/**
 * Reads all decisions once. Throws when a host comes twice, since its rows must be together: any order by
 * key keeps them so, that of code units as that of UTF-8 octets, in which SQLite sorts.
 */
export function surveyHosts(
  redirects: RedirectSource,
  foldsCase: boolean,
): Map<string, HostSurvey> {
  const surveys = new Map<string, HostSurvey>();
  let host: string | undefined;
  let survey: HostSurvey | undefined;
  for (const { key } of redirects()) {
    const own = hostOfKey(key);
    if (survey === undefined || own !== host) {
      if (surveys.has(own)) throw new Error(`redirects are not sorted at ${key}`);
      survey = { names: new Map(), repeated: new RepeatedTexts() };
      surveys.set(own, survey);
      host = own;
    }
    if (key.includes('?')) {
      for (const { name } of keyParts(key).pairs) {
        survey.names.set(name, (survey.names.get(name) ?? 0) + 1);
      }
    }
    if (foldsCase) survey.repeated.add(foldedKey(key));
  }
  return surveys;
}

/** What a server that ignores ASCII letter case and the order of parameters can tell of a key. */
export function foldedKey(key: string): string {
  const mark = key.indexOf('?');
  const folded = foldAsciiCase(key);
  if (mark < 0) return folded;
  return `${folded.slice(0, mark)}?${folded
    .slice(mark + 1)
    .split('&')
    .sort()
    .join('&')}`;
}

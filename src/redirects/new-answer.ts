import type { KeyVerdict } from '../model/decision.ts';
import { parseAddress } from '../text/address.ts';
import { checkForm, checkTarget } from './target.ts';

/** What a person wants an old address to answer; or what is wrong with it. */
export type NewAnswer =
  | { decision: KeyVerdict; target: string | null; fault?: never }
  | { fault: string; decision?: never; target?: never };

/** What tells whether an answer may be. */
export interface AnswerRules {
  allowedHosts: readonly string[];
  /** Template of archived copies, with `{address}`. */
  archiveTemplate: string | undefined;
  /** Key of an address on the agency's hosts. */
  keyOf: (address: string) => string | undefined;
}

/** Words that lists use, lower case. */
const words: Readonly<Record<string, KeyVerdict>> = {
  '': 'unresolved',
  unresolved: 'unresolved',
  '404': 'unresolved',
  archive: 'archive',
  архив: 'archive',
  мұрағат: 'archive',
  gone: 'gone',
  '410': 'gone',
  удалено: 'gone',
  удалена: 'gone',
  жойылды: 'gone',
};

/** The verdict that a word of a list stands for; undefined for what is no such word. */
export function verdictWord(raw: string): KeyVerdict | undefined {
  const word = raw.trim().toLowerCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/**
 * Reads what a list says an old address should answer: a word, an archived copy, or an address on an allowed host. An
 * address of the agency itself is let in too: planning follows it to its end and emits only that. `key` is that of the old address.
 */
export function readNewAnswer(raw: string, key: string, rules: AnswerRules): NewAnswer {
  const text = raw.trim().replace(/^'/, '');
  const verdict = verdictWord(text);
  if (verdict !== undefined) return { decision: verdict, target: null };
  const secure = withHttps(text, rules.allowedHosts);
  if (isArchived(secure, rules)) {
    const { target, fault } = checkForm(secure);
    return target === undefined
      ? { fault: `the archived copy ${fault}: ${text}` }
      : { decision: 'archive', target };
  }
  const checked = checkTarget(secure, rules.allowedHosts);
  if (checked.target !== undefined) return { decision: 'redirect', target: checked.target };
  return ownTarget(text, key, rules) ?? { fault: `the target ${checked.fault}: ${text}` };
}

/** A target on the agency's own hosts, which must be another page; undefined for all else. */
function ownTarget(text: string, key: string, rules: AnswerRules): NewAnswer | undefined {
  // What the parser would drop or turn must be wrong here too.
  if (!/^https?:\/\/[^/?#\\@]+(?:[/?#]|$)/i.test(text) || /[\x00-\x20\x7f-\x9f\\]/.test(text)) {
    return undefined;
  }
  const address = parseAddress(text);
  const own = address === undefined ? undefined : rules.keyOf(address);
  if (address === undefined || own === undefined) return undefined;
  return own === key
    ? { fault: `the target is the old address itself: ${text}` }
    : { decision: 'redirect', target: address };
}

/** The portal and archives are reached by https alone; lists that were made before that say http, or only the host. */
function withHttps(text: string, allowedHosts: readonly string[]): string {
  if (/^http:\/\//i.test(text)) return text.replace(/^http:/i, 'https:');
  const host = /^[^/?#\\@]+/.exec(text)?.[0].toLowerCase() ?? '';
  return allowedHosts.some((one) => one.toLowerCase() === host) ? `https://${text}` : text;
}

/** An address on the host of the archive; where that is a host of the portal too, one that begins as archived copies do. */
function isArchived(address: string, { archiveTemplate, allowedHosts }: AnswerRules): boolean {
  if (archiveTemplate === undefined) return false;
  const [start = ''] = archiveTemplate.split('{address}', 1);
  const archive = hostOf(start);
  if (archive === undefined || hostOf(address) !== archive) return false;
  const isPortal = allowedHosts.some((one) => one.toLowerCase() === archive);
  return !isPortal || address.startsWith(start);
}

function hostOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).host : undefined;
}

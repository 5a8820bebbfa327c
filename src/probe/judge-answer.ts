import type { CheckKind, ExpectedAnswer } from '../model/redirect-check.ts';
import type { Answer, NoAnswer } from './server-client.ts';

/** How an answer stands beside what was decided; the words are for people and may hold anything a server sent. */
export interface Verdict {
  kind: CheckKind;
  expected: string;
  got: string;
}

const right: Verdict = { kind: 'right', expected: '', got: '' };
const longestShown = 300;

/** What a server says that does not want, or cannot take, a request: RFC 9110 and 6585, and 421 for a host it does not serve. */
const refusals = new Set([400, 403, 405, 414, 421, 429, 431, 501, 503]);

/** Compares an answer with the answers that the decision allows, of which there is at least one. */
export function judgeAnswer(
  answer: Answer | NoAnswer,
  expected: readonly [ExpectedAnswer, ...ExpectedAnswer[]],
): Verdict {
  const kind = answer.failure === null ? nearestKind(answer, expected) : 'unreachable';
  if (kind === 'right') return right;
  return {
    kind,
    expected: expected.map(expectedText).join(' or '),
    got: answer.failure ?? answerText(answer),
  };
}

function nearestKind(answer: Answer, expected: readonly ExpectedAnswer[]): CheckKind {
  let nearest: CheckKind = refusals.has(answer.status) ? 'refused' : 'wrong-status';
  for (const { status, location, maxAge } of expected) {
    if (status !== answer.status) continue;
    if (location !== null && !isSameTarget(answer.location, location)) nearest = 'wrong-target';
    else if (!isCachedFor(answer.cacheControl, maxAge)) nearest = 'wrong-caching';
    else return 'right';
  }
  return nearest;
}

/** Escapes that stand for a character which needs none: servers differ in what they escape (RFC 3986, 2.4; nginx cannot send a bare `$`). */
const needless = /%(?:2[1-9a-e]|3[0-9abd]|4[0-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/gi;

/** Tells whether a Location field names that very target: absolute, once, equal but for needless escapes. */
export function isSameTarget(location: string | null, target: string): boolean {
  if (location === target) return true;
  if (location === null || /[\x00-\x20\\\x7f-\uffff]/.test(location)) return false;
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return false;
  return comparable(location) === comparable(target);
}

function comparable(address: string): string {
  return new URL(address).href
    .replace(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase())
    .replace(needless, (octet) => {
      const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
      return /[?#&=+%/]/.test(character) ? octet : character;
    });
}

/** A max-age that was decided must be there; one that was not must not keep a redirect for longer than an hour. */
function isCachedFor(cacheControl: string | null, maxAge: number | null): boolean {
  const found = /(?:^|[\s,])max-age="?(\d+)/i.exec(cacheControl ?? '')?.[1];
  if (maxAge !== null) return found !== undefined && Number(found) === maxAge;
  return (found === undefined || Number(found) <= 3600) && !/immutable/i.test(cacheControl ?? '');
}

function expectedText({ status, location, maxAge }: ExpectedAnswer): string {
  const caching = maxAge === null ? [] : [`(max-age=${maxAge})`];
  return [String(status), location ?? '', ...caching].filter((part) => part !== '').join(' ');
}

/** An answer in words: status, Location, Cache-Control. */
function answerText({ status, location, cacheControl }: Answer): string {
  const parts = [String(status)];
  if (location !== null) {
    parts.push(location.includes('\n') ? `several Location fields: ${location}` : location);
    if (!/^[a-z][a-z0-9+.-]*:/i.test(location)) parts.push('(relative)');
  }
  if (cacheControl !== null) parts.push(`(Cache-Control: ${cacheControl})`);
  const text = parts.join(' ');
  return text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
}

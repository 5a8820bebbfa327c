import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import { compareStrength, compareText } from './precedence.ts';

/** Lower-cases A-Z only, as nginx does with the keys of a map; letters beyond ASCII keep their case. */
export function foldAsciiCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The stronger of two redirects that a server cannot tell apart; the smaller key on a tie. */
export function strongerRedirect(a: Redirect, b: Redirect): Redirect {
  return (compareStrength(a, b) || compareText(a.key, b.key)) <= 0 ? a : b;
}

/** Tells whether a server answers both the same way. */
export function sameAnswer(a: Redirect, b: Redirect): boolean {
  return answerOf(a) === answerOf(b);
}

function answerOf(redirect: Redirect): string {
  if (redirect.decision === 'redirect' || redirect.decision === 'shared') {
    return `to ${redirect.target}`;
  }
  return redirect.decision === 'unresolved' ? 'not found' : 'gone';
}

/**
 * One finding for every group of keys that differ in ASCII letter case alone and have different answers;
 * it names the key that wins. Groups with one answer are no matter for a person.
 */
export function collisionFindings(redirects: readonly Redirect[]): Finding[] {
  const groups = new Map<string, Redirect[]>();
  for (const redirect of redirects) {
    const folded = foldAsciiCase(redirect.key);
    const group = groups.get(folded);
    if (group) group.push(redirect);
    else groups.set(folded, [redirect]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = group;
    if (!first || rest.every((other) => sameAnswer(first, other))) return [];
    const winner = rest.reduce(strongerRedirect, first);
    const losers = group.filter((one) => !sameAnswer(one, winner)).map((one) => one.key);
    const detail = `${winner.key} (${winner.decision}) answers for ${losers.sort().join(', ')} too`;
    return [finding('redirects', 'key-collision', { subject: winner.key }, detail)];
  });
}

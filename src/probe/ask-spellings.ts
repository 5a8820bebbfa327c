import type { CheckKind, ExpectedAnswer } from '../model/redirect-check.ts';
import { followTarget, type Route } from './follow-target.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';
import type { PatientServer } from './patient-server.ts';
import type { Answer, NoAnswer } from './server-client.ts';

/** A request for an old address, and the answers that its decision allows. */
export interface AskedSpelling {
  class: string;
  host: string;
  target: string;
  expected: readonly [ExpectedAnswer, ...ExpectedAnswer[]];
}

/** Asks for one spelling and judges the answer; a redirect to another place than decided is followed to tell circles. */
export async function askSpelling(
  spelling: AskedSpelling,
  server: PatientServer,
  route: Route,
): Promise<Verdict> {
  const answer = await server.ask(spelling);
  const verdict = judgeAnswer(answer, spelling.expected);
  if (verdict.kind !== 'wrong-target' && verdict.kind !== 'wrong-status') return verdict;
  const next = nextOf(answer, spelling, server.origin);
  if (next === undefined) return verdict;
  const { end, hops } = await followTarget(next, route);
  if (end !== 'loop') return verdict;
  const kind: CheckKind = 'loop';
  return {
    ...verdict,
    kind,
    got: `${verdict.got}, then in a circle: ${hops.slice(-3).join(' -> ')}`,
  };
}

/** Where a redirect leads, resolved against the address that was asked for. */
function nextOf(
  answer: Answer | NoAnswer,
  { host, target }: AskedSpelling,
  origin: string,
): string | undefined {
  if (answer.failure !== null || answer.status < 300 || answer.status > 399) return undefined;
  const base = `${new URL(origin).protocol}//${host}${target}`;
  if (answer.location === null || !URL.canParse(base)) return undefined;
  return URL.canParse(answer.location, base) ? new URL(answer.location, base).href : undefined;
}

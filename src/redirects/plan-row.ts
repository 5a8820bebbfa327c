import { type Finding, finding } from '../model/finding.ts';
import type { Redirect } from '../model/redirect.ts';
import type { Candidate } from './candidate.ts';
import type { Follower, FollowerEnd } from './followers.ts';
import type { PlanInput } from './plan-input.ts';
import { checkForm } from './target.ts';

/** What a row is made with beside the offers. */
type RowInput = Pick<PlanInput, 'mapping' | 'settings'>;

/** A key with the raw addresses that are kept with its decision. */
export type SpelledKey = Pick<Redirect, 'key' | 'spellings' | 'moreSpellings'>;

/** What a chain ends with: a decision of some key, with what it decides; null when nobody knows that key. */
export interface ChainEnd {
  by: string;
  settled: Pick<
    Redirect,
    'decision' | 'target' | 'itemId' | 'lang' | 'provisional' | 'reason'
  > | null;
}

/** The decision for a key that needs no other. */
export function ownRow(known: SpelledKey, said: Candidate, input: RowInput): Redirect {
  return {
    agency: input.mapping.id,
    key: known.key,
    spellings: known.spellings,
    moreSpellings: known.moreSpellings,
    decision: said.decision,
    target: targetOf(said.decision, said.target, known, input),
    itemId: said.itemId,
    lang: said.lang,
    provisional: said.provisional,
    source: said.source,
    reason: said.reason,
  };
}

/** The decision for a key that follows another one to the end of its chain. */
export function followerRow(
  follower: Follower,
  end: Exclude<FollowerEnd, { how: 'elsewhere' }>,
  input: RowInput,
): Redirect {
  const { best, own } = follower;
  if (end.how === 'own') return ownRow(follower, own ?? best, input);
  const settled = end.how === 'loop' ? null : end.settled;
  const decision = settled?.decision ?? 'unresolved';
  const row = {
    agency: input.mapping.id,
    key: follower.key,
    spellings: follower.spellings,
    moreSpellings: follower.moreSpellings,
    decision,
    target: targetOf(decision, settled?.target ?? null, follower, input),
    itemId: settled?.itemId ?? null,
    lang: settled?.lang ?? null,
    provisional: settled?.provisional ?? false,
    source: best.source,
    reason: followedReason(best.reason, end),
  };
  return best.follow === null ? row : { ...row, follows: best.follow };
}

function followedReason(
  reason: string,
  end: { how: 'loop' } | ({ how: 'chain' } & ChainEnd),
): string {
  if (end.how === 'loop') return `${reason}: it leads in a circle`;
  const { settled, by } = end;
  if (settled === null) return `${reason}: ${by}, which is not known`;
  return settled.decision === 'unresolved'
    ? `${reason}: ${by}, which has no target (${settled.reason})`
    : `${reason}: ${by}`;
}

/** An archive link is made of the raw address, since archives know no keys, unless a person named the copy. */
function targetOf(
  decision: Redirect['decision'],
  target: string | null,
  { key, spellings }: SpelledKey,
  { settings }: RowInput,
): string | null {
  if (decision !== 'archive' || target !== null) return target;
  const template = settings.archiveTemplate;
  if (template === undefined) return null;
  return checkForm(archiveLink(template, spellings[0] ?? `http://${key}`)).target ?? null;
}

/** The address of an archived copy. */
export function archiveLink(template: string, address: string): string {
  return template.replaceAll('{address}', () => address);
}

/** Says so when a person's row leads nowhere, or a page that answered has no place on the portal. */
export function missingTarget(row: Redirect, best: Candidate): Finding | undefined {
  if (row.decision !== 'unresolved') return undefined;
  const byPerson = row.source === 'hand' || row.source === 'import';
  if (!byPerson && !best.wantsTarget) return undefined;
  const address = row.spellings[0] ?? '';
  return finding('redirects', 'target-missing', { address, subject: row.key }, row.reason);
}

/** A loop of keys, told by its smallest; long ones are cut. */
export function loopFinding(
  code: 'redirect-loop' | 'loop-across-agencies',
  loop: readonly string[],
): Finding {
  const subject = loop[0] ?? '';
  const shown = [...loop.slice(0, 10), loop.length > 10 ? '...' : subject];
  return finding('redirects', code, { subject }, shown.join(' -> '));
}

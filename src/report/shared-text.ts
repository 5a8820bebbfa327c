import type { Decision } from '../model/decision.ts';
import type { CatalogueMember, SharedItem } from '../model/item.ts';
import { languages } from '../model/language.ts';
import { terminalText, textTable } from './text-table.ts';

/** A shared item with what people said of it. */
export interface SharedStory extends SharedItem {
  /** What a person last said: `adopt`, `refuse`, or null. */
  said: string | null;
  /** Every word on it and on its pages, oldest first. */
  decisions: readonly Decision[];
}

const decisionWords = { adopt: 'one copy for all', apart: 'kept apart', ask: 'waits for a person' };

/** A shared item for terminals: titles, decision, copies, members, differences, history. */
export function sharedStoryText(story: SharedStory): string {
  const { item, titles, members, since, common, decision, decidedBy, known, reason, copies } =
    story;
  const heads = languages.flatMap((lang) => (titles[lang] ? [`${lang}  ${titles[lang]}`] : []));
  const facts = [
    `${item.id}  ${item.kind}  ${decision}: ${decisionWords[decision]}, by ${decidedBy}${known ? ` (${known})` : ''}`,
    `since  ${since ? `${since.date.slice(0, 10)}, ${since.agency}, ${since.key}` : 'not known'}`,
    `common ${per(common)} of the chosen copies stand in every member`,
    `why    ${reason}`,
    ...copies.map(({ lang, reason: why }) => `copy   ${lang}: ${keyOf(story, lang)}: ${why}`),
    ...(waiting(story) ? [`A person said ${story.said} after the last dedupe: kosh dedupe`] : []),
  ];
  const table = textTable(
    ['role', 'agency', 'lang', 'date', 'alike', 'common', 'page'],
    members.map((one) => [
      ...[one.role, one.agency, one.lang, one.published?.slice(0, 10) ?? ''],
      ...[one.similarity, per(one.diff.common), one.key],
    ]),
  );
  const told = members.flatMap(differenceLines);
  const history = story.decisions.map(
    ({ at, actor, decision: word, subject, reason: why }) =>
      `${at.slice(0, 16).replace('T', ' ')}  ${actor}  ${word}  ${subject}: ${why}`,
  );
  const parts = [
    lines([...heads, ...facts]),
    table,
    ...(told.length > 0 ? [lines(['Differences from the chosen copies:', ...told])] : []),
    lines(history.length > 0 ? ['Decisions of people:', ...history] : ['No person decided yet.']),
  ];
  return parts.join('\n');
}

/** Tells whether a person decided after the last dedupe. */
function waiting({ said, decision, decidedBy }: SharedStory): boolean {
  if (said === null) return false;
  return decidedBy !== 'person' || (said === 'adopt') !== (decision === 'adopt');
}

function keyOf({ item }: SharedItem, lang: string): string {
  return item.versions.find((version) => version.lang === lang)?.key ?? '';
}

function differenceLines(member: CatalogueMember): string[] {
  const { agency, lang, key, diff, roleReason, roleConfidence, role } = member;
  const { changes, more, added, removed, whole } = diff;
  const isPlain = changes.length === 0 && roleReason === '';
  if (isPlain) return [];
  return [
    `${agency} ${lang} ${key}${changes.length === 0 ? '' : `: ${added} words added, ${removed} removed`}`,
    ...(roleReason === '' ? [] : [`  ${role}, ${per(roleConfidence)} sure: ${roleReason}`]),
    ...changes.flatMap(({ here, there }) => [
      ...(there === '' ? [] : [`  - ${there}`]),
      ...(here === '' ? [] : [`  + ${here}`]),
    ]),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(whole ? [] : ['  compared only in part: the text is too long']),
  ];
}

function per(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${terminalText(line)}\n`).join('');
}

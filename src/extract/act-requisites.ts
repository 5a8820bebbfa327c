import type { ActRequisites } from '../model/page.ts';
import { readDates } from '../text/dates.ts';
import {
  type ActForm,
  actDates,
  actForms,
  datedNumber,
  registrations,
  standaloneKinds,
} from './act-words.ts';

/** Where requisites are looked for; `now` (milliseconds) and `timeZone` are for the reader of dates. */
export interface ActFacts {
  title: string;
  text: string;
  now: number;
  timeZone: string;
}

/** Lines from the top that may name the act; what comes later speaks of other acts. */
const headLines = 14;
const longestLine = 600;

/**
 * Requisites of the legal act that a page is, from its title and first lines in Kazakh, Russian or English; the
 * registration and the signer also from its end. Null when no line is made of requisites: a text that only speaks of
 * an act names it within a sentence.
 */
export function findActRequisites(facts: ActFacts): ActRequisites | null {
  const lines = facts.text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  const head = [facts.title.replace(/\s+/g, ' ').trim(), ...lines.slice(0, headLines)];
  const named = namedAct(head, facts) ?? spreadAct(head, facts);
  if (!named) return null;
  const registered = registrationOf([...head, ...lines.slice(-headLines)], facts);
  return { ...named, ...registered, signer: signerOf(lines.slice(-headLines)) };
}

type NamedAct = Pick<ActRequisites, 'kind' | 'issuer' | 'number' | 'signedDate'>;

/** A line such as `Приказ Министра ... от 12 марта 2018 года № 123`; one that a title broke may go on in the next. */
function namedAct(head: readonly string[], facts: ActFacts): NamedAct | null {
  for (const [index, line] of head.entries()) {
    for (const text of [line, `${line} ${head[index + 1] ?? ''}`]) {
      // Neither a date nor a number is written without one of these.
      if (text.length > longestLine || !/[\d№]/.test(text)) continue;
      for (const form of actForms) {
        const act = readForm(form, text, facts);
        if (act) return act;
      }
    }
  }
  return null;
}

function readForm(form: ActForm, text: string, facts: ActFacts): NamedAct | null {
  const groups = form.pattern.exec(text)?.groups;
  const kind = groups && form.kindOf(groups.kind ?? '');
  if (!kind) return null;
  const signedDate = dateOf(groups.date ?? '', facts);
  const number = groups.number ?? null;
  if (signedDate === null && number === null) return null;
  return { kind, issuer: cleanIssuer(groups.issuer ?? ''), number: trimNumber(number), signedDate };
}

/** A heading of one word, `ҚАУЛЫ`, with date and number in a line below it. */
function spreadAct(head: readonly string[], facts: ActFacts): NamedAct | null {
  for (const [index, line] of head.entries()) {
    const kind = standaloneKinds.get(line.toLowerCase().replace(/\s/g, '').replace(/[.:]$/, ''));
    if (kind === undefined) continue;
    const under = head.slice(index + 1, index + 7).filter((below) => below.length <= 160);
    const pairs = under.map((below, at) => `${below} ${under[at + 1] ?? ''}`);
    for (const below of [...under, head[index - 1] ?? '', ...pairs]) {
      const number = datedNumber.exec(below)?.groups?.number;
      const dated = actDates.map((date) => date.exec(below)?.groups?.date).find(Boolean);
      const signedDate = dateOf(dated ?? '', facts);
      if (number === undefined || signedDate === null) continue;
      return { kind, issuer: null, number: trimNumber(number), signedDate };
    }
  }
  return null;
}

function registrationOf(
  lines: readonly string[],
  facts: ActFacts,
): Pick<ActRequisites, 'regNumber' | 'regDate'> {
  const bounded = lines.map((line) => line.slice(0, longestLine));
  for (const text of [...bounded, bounded.join(' ')]) {
    for (const pattern of registrations) {
      const groups = pattern.exec(text)?.groups;
      if (groups?.number === undefined) continue;
      return { regNumber: groups.number, regDate: dateOf(groups.date ?? '', facts) };
    }
  }
  return { regNumber: null, regDate: null };
}

const position =
  /^(?:(?:қазақстан республикасының|казахстан\S*|облыс\S*|аудан\S*|қала\S*|ауыл\S*|\p{Lu}\S+)\s+){0,6}(?:президент|премьер|министр|төраға|председател|әкім|аким|секретар|хатшы|басшы|руковод|директор|исполняющ|м\.а\.|и\.о\.|minister|chair|president|prime|akim|head|secretary)/iu;
const initialsName =
  /(?:^|\s)(\p{Lu}\.\s?(?:\p{Lu}\.\s?)?\p{Lu}[\p{L}-]+|\p{Lu}[\p{L}-]+\s\p{Lu}\.\s?(?:\p{Lu}\.)?)$/u;

/** Name at the end of the text behind an official's position, in its line or the next. */
function signerOf(lines: readonly string[]): string | null {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (line.length > 200) continue;
    const name = initialsName.exec(line)?.[1];
    if (name === undefined) continue;
    const own = line.slice(0, line.length - name.length).trim();
    const above = `${lines[index - 1] ?? ''} ${own}`.trim();
    const further = `${lines[index - 2] ?? ''} ${above}`.trim();
    if ([own, above, further].some((place) => place.length <= 250 && position.test(place))) {
      return name.replace(/\.\s*(?=\p{L})/gu, '. ');
    }
  }
  return null;
}

/** `наурыздағы`, of March: the reader of dates knows months without this ending. */
const locative = /(?:дағы|дегі|тағы|тегі)$/;

function dateOf(text: string, { now, timeZone }: ActFacts): string | null {
  if (text === '') return null;
  const read = readDates(text.replace(/[«»"“”]/g, '').replace(locative, ''), { now, timeZone })[0];
  return read && read.precision !== 'month' && read.precision !== 'year'
    ? read.value.slice(0, 10)
    : null;
}

function cleanIssuer(issuer: string): string | null {
  const text = issuer
    .trim()
    .replace(/^(?:of\s+)?(?:the\s+)?/i, '')
    .replace(/[\s,;–—-]+$/, '')
    .trim();
  return text.length < 3 ? null : text;
}

function trimNumber(number: string | null): string | null {
  return number === null ? null : number.replace(/[.,;]+$/, '').trim();
}

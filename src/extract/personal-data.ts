import type { Kind } from '../model/kind.ts';
import type { PersonalDatum } from '../model/page.ts';
import {
  type FoundNumber,
  findCards,
  findIins,
  findMobilePhones,
  veiled,
} from '../text/personal-numbers.ts';

/** What of a page tells whether it speaks of private persons. */
export interface PersonalFacts {
  kind: Kind;
  title: string;
  section: readonly string[];
  text: string;
}

/**
 * Data of private persons in a page's text: identification numbers, payment cards, phones and questions with the names of
 * those who asked. Identification numbers of organisations and phones of offices are none. One entry a sort;
 * samples are veiled.
 */
export function findPersonalData(facts: PersonalFacts): PersonalDatum[] {
  const { text } = facts;
  const asked = askerNames(facts);
  const sorts: [PersonalDatum['sort'], FoundNumber[]][] = [
    ['iin', findIins(text)],
    ['card', findCards(text)],
    ['phone', privatePhones(facts, asked.length > 0)],
  ];
  const found = sorts.flatMap(([sort, numbers]) => {
    const [first] = numbers;
    return first ? [{ sort, count: numbers.length, sample: veiled(first.text) }] : [];
  });
  const [name] = asked;
  if (name === undefined) return found;
  return [...found, { sort: 'question', count: asked.length, sample: initials(name) }];
}

/** Kinds whose phones belong to an office. */
const officeKinds: ReadonlySet<Kind> = new Set(['contact', 'service', 'vacancy', 'person']);

/** Words of an office around a number: then it is the office's, even a mobile one. */
const officeWords =
  /(?:при[её]мн|қабылдау|канцеляр|кеңсе|пресс-?служб|баспасөз|справк|анықтама|call|колл|горяч|жедел желі|сенім|довери|дежурн|кезекші|отдел|бөлім|басқарма|управлени|департамент|комитет|акимат|әкімд|мекеме|учрежден|министрлі|министерств|редакц|факс|fax|office|hot ?line|department|reception|ватсап|whatsapp)/i;
/** Words that say whose number it is: a person's. */
const ownWords =
  /(?:мой|мо[её]го|моему|менің|сот(?:ов|\.|ка)|моб(?:ильн|\.)|ұялы|домашн|үй тел|контактн|прожива|тұрады|тұратын|заявител|өтініш беруші|гражд[аи]н|азамат|житель|тұрғын|my (?:phone|number)|mobile|cell)/i;
/** Surname and patronymic, or surname and initials, in Kazakh, Russian or Latin letters. */
const fullName =
  /\p{Lu}[\p{L}-]+\s+\p{Lu}[\p{L}-]*(?:ұлы|қызы|улы|кызы|ович|евич|овна|евна|uly|qyzy|ovich|ovna)|\p{Lu}\p{Ll}{2,}\s+\p{Lu}\.\s?(?:\p{Lu}\.)?|\p{Lu}\.\s?(?:\p{Lu}\.\s?)?\p{Lu}\p{Ll}{2,}/u;
const near = 90;

/** Mobile numbers beside a person's name or words, where no word of an office stands. */
function privatePhones(facts: PersonalFacts, isAsked: boolean): FoundNumber[] {
  if (officeKinds.has(facts.kind)) return [];
  const { text } = facts;
  return findMobilePhones(text).filter(({ text: number, index }) => {
    const before =
      text
        .slice(Math.max(0, index - near), index)
        .split('\n')
        .at(-1) ?? '';
    const after =
      text.slice(index + number.length, index + number.length + near).split('\n')[0] ?? '';
    const around = `${before} ${after}`;
    if (officeWords.test(around)) return false;
    return isAsked || ownWords.test(around) || fullName.test(around);
  });
}

/** Names of pages where citizens ask and officials answer. */
const questionPlace =
  /(?:вопрос\S*\s*(?:[-–—и,]+\s*)?ответ|сұрақ\S*\s*(?:[-–—]+\s*|және\s+)?жауап|задать вопрос|сұрақ қою|виртуальн\S+ при[её]мн|виртуалды қабылдау|(?:обращени|вопрос)\S* (?:гражд|жител|населен)|(?:азаматтар|тұрғындар|халық)\S* (?:өтініш|сұра)|гостевая книга|қонақтар кітабы|questions? (?:and|&) answers?|ask (?:a question|the akim))/i;
const questionLine = /^(?:вопрос|сұрақ|question|обращение|өтініш)\b|^(?:сұрақ|өтініш)/iu;
const answerLine = /^(?:ответ|жауап|answer)/iu;

/** A label that names who asked, then the name. */
const labelled =
  /^(?:автор|от(?: кого)?|ф\.?\s?и\.?\s?о\.?|имя|аты(?:-жөні|ы)?|т\.?\s?а\.?\s?ә\.?|кімнен|сұрақ (?:қойған|иесі)|вопрос (?:от|задала?)|спрашивает|гость|қонақ|(?:asked by|author|from|name))\s*[:–—-]\s*(\p{Lu}[\p{L}.-]+(?:[ \u00A0]+\p{Lu}[\p{L}.-]*){0,3})/iu;
const asks =
  /^(\p{Lu}\p{L}+(?:\s+\p{Lu}[\p{L}.]*){0,2}),?\s+(?:спрашивает|спросила?|сұрайды|сұрады|asks?|asked)\b/iu;
/** A line of a name and at most a place or a date: how a question is signed. */
const signed =
  /^(\p{Lu}\p{L}+(?:\s+\p{Lu}\p{L}+){1,2}|\p{Lu}\p{L}+\s+\p{Lu}\.\s?(?:\p{Lu}\.)?)(?:\s*[,|(]\s*[\p{L}\d .:)-]{0,40}|\s+\d[\d.: -]{5,})?$/u;
const officialWords =
  /(?:әкім|аким|министр|басшы|руковод|директор|начальник|head of|deputy|орынбасар|заместит)/i;

/** Names of those who asked, on a page of questions and answers; a name behind the answer is an official's. */
function askerNames({ kind, title, section, text }: PersonalFacts): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const questions = lines.filter((line) => questionLine.test(line)).length;
  const answers = lines.filter((line) => answerLine.test(line)).length;
  const isPlace = kind === 'faq' || [title, ...section].some((name) => questionPlace.test(name));
  if (!isPlace && (questions === 0 || answers === 0)) return [];
  const names: string[] = [];
  let answering = false;
  for (const line of lines) {
    if (answerLine.test(line)) answering = true;
    else if (questionLine.test(line)) answering = false;
    const name = askerOf(line, answering);
    if (name !== undefined) {
      answering = false;
      names.push(name);
    }
  }
  return names;
}

const longestSignature = 120;

function askerOf(line: string, answering: boolean): string | undefined {
  if (line.length > longestSignature * 4) return undefined;
  const named = labelled.exec(line)?.[1] ?? asks.exec(line)?.[1];
  if (named !== undefined) return isPerson(named) ? named : undefined;
  if (answering || line.length > longestSignature || officialWords.test(line)) return undefined;
  const name = signed.exec(line)?.[1];
  return name !== undefined && isPerson(name) && fullOrTyped(name) ? name : undefined;
}

/** No organisation: names of offices are written with words of offices. */
function isPerson(name: string): boolean {
  return /^\p{Lu}/u.test(name) && !officeWords.test(name) && !officialWords.test(name);
}

/** A name that stands alone must look like one: a heading of two capitalised words is none. */
function fullOrTyped(name: string): boolean {
  return (
    fullName.test(name) ||
    /^\p{Lu}\p{L}+(?:ов|ев|ова|ева|ин|ина|бай|бек|ұлы|қызы|ая|ий|ov|ova|ev|eva)\s+\p{Lu}\p{Ll}+(?:\s|$)/u.test(
      name,
    ) ||
    /^\p{Lu}\p{Ll}+\s+\p{Lu}\p{L}+(?:ов|ев|ова|ева|ин|ина|бай|бек|ұлы|қызы|ov|ova|ev|eva)$/u.test(
      name,
    )
  );
}

/** A name for a report: first letters only. */
function initials(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => `${word[0] ?? ''}.`)
    .join(' ');
}

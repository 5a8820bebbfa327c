import type { ActKind } from '../model/page.ts';

/** How a language writes the requisites of an act in one line. Groups: kind, issuer, date, number. */
export interface ActForm {
  pattern: RegExp;
  kindOf(word: string): ActKind | undefined;
}

/** Stems of the kinds, the longer before those they begin with. */
const stems: readonly [ActKind, RegExp][] = [
  ['constitutional-law', /^(?:конституционн\S+ закон|конституциялық заң|constitutional law)/i],
  ['code', /^(?:кодекс|code)/i],
  ['law', /^(?:закон|заң|law)/i],
  ['decree', /^(?:указ|жарлы[қғ]|decree)/i],
  ['resolution', /^(?:(?:нормативн\S+ )?постановлени|(?:нормативтік )?қаулы|resolution)/i],
  ['order', /^(?:(?:совместн\S+ )?приказ|(?:бірлескен )?бұйры[қғ]|order)/i],
  ['decision', /^(?:решени|шешім|decision)/i],
  ['instruction', /^(?:распоряжени|өкім|instruction)/i],
];

function kindOf(word: string): ActKind | undefined {
  return stems.find(([, stem]) => stem.test(word))?.[0];
}

const number = String.raw`(?<number>(?:ҚР\s|РК\s)?[\p{L}\d]+(?:[-–/.][\p{L}\d]+)*(?:\s(?:ЗРК|ҚРЗ|ЗҚРЗ))?)`;
const sign = String.raw`(?:№|N[o°º]?\.?(?=\s?\d))\s?`;
const russianDate = String.raw`(?<date>[«"]?\d{1,2}[»"]?(?:\s\p{L}+\s|[./])(?:\d{1,2}[./])?\d{4})\s?(?:года|год|г\.?)?`;
const kazakhDate = String.raw`(?<date>\d{4}\s?(?:жылғы|жылдың|ж\.?)\s?[«"]?\d{1,2}[»"]?\s\p{L}+|[«"]?\d{1,2}[»"]?\s\p{L}+\s\d{4}\s?(?:жылғы|ж\.?)|\d{1,2}\.\d{1,2}\.\d{4}\s?(?:жылғы|ж\.?)?)`;
const englishDate = String.raw`(?<date>\p{L}+ \d{1,2},? \d{4}|\d{1,2}(?:st|nd|rd|th)? \p{L}+,? \d{4}|\d{1,2}\.\d{1,2}\.\d{4})`;

const russianKind =
  '(?<kind>конституционный закон|кодекс|закон|указ|(?:нормативное )?постановление|(?:совместный )?приказ|решение|распоряжение)';
/** Of what the act approves or has as annex: its requisites stand in the instrumental, dative or genitive. */
const russianOblique = String.raw`(?:утвержд[её]н\S*|приложени\S+(?: \d+)?(?: к)?)\s(?<kind>конституционн\S+ закон\S*|кодекс\S*|закон\S*|указ\S*|постановлени\S*|(?:совместн\S+ )?приказ\S*|решени\S*|распоряжени\S*)`;
const kazakhKind =
  '(?<kind>конституциялық заңы|кодексі|заңы|жарлығы|(?:нормативтік )?қаулысы|(?:бірлескен )?бұйрығы|шешімі|өкімі)';
const kazakhEnd = String.raw`(?:(?:на|не|ның|нің)\s(?:\d+\s?-?\s?)?қосымша.*|мен\sбекітілген.*)?(?=$|[.;(,])`;
const englishKind =
  '(?<kind>constitutional law|code|law|decree|resolution|order|decision|instruction)';

const form = (pattern: string): ActForm => ({ pattern: new RegExp(pattern, 'iu'), kindOf });

/** The first that fits a line is it. */
export const actForms: readonly ActForm[] = [
  ...[russianKind, russianOblique].flatMap((kind) => [
    form(
      String.raw`^${kind}(?<issuer>(?:\s[^№]{2,240}?)?)\s(?:от\s)?${russianDate},?\s?${sign}${number}`,
    ),
    form(
      String.raw`^${kind}(?<issuer>(?:\s[^№]{2,240}?)?)\s${sign}${number},?\s(?:от\s)?${russianDate}`,
    ),
  ]),
  form(
    String.raw`^(?<issuer>[^№]{3,240}?)\s${kazakhDate},?\s${sign}${number}\s${kazakhKind}${kazakhEnd}`,
  ),
  form(
    String.raw`^${englishKind}(?<issuer>(?:\sof\s[^№]{2,240}?)?)\s(?:dated|of|on)\s${englishDate},?\s?${sign}${number}`,
  ),
  form(
    String.raw`^${englishKind}(?<issuer>(?:\sof\s[^№]{2,240}?)?),?\s${sign}${number},?\s(?:dated|of|on)\s${englishDate}`,
  ),
];

/** Kinds as the only word of a line, letters spaced or not. */
export const standaloneKinds: ReadonlyMap<string, ActKind> = new Map([
  ['заң', 'law'],
  ['закон', 'law'],
  ['жарлық', 'decree'],
  ['указ', 'decree'],
  ['қаулы', 'resolution'],
  ['постановление', 'resolution'],
  ['resolution', 'resolution'],
  ['бұйрық', 'order'],
  ['приказ', 'order'],
  ['order', 'order'],
  ['шешім', 'decision'],
  ['решение', 'decision'],
  ['decision', 'decision'],
  ['өкім', 'instruction'],
  ['распоряжение', 'instruction'],
]);

/** Dates as acts write them, by language. */
export const actDates: readonly RegExp[] = [kazakhDate, russianDate, englishDate].map(
  (date) => new RegExp(date, 'iu'),
);

/** A number in a line that has the date too. */
export const datedNumber = new RegExp(`${sign}${number}`, 'iu');

const regNumber = String.raw`(?<number>\d{1,7}(?:[-/]\d+)*)`;

/** How acts say where they are registered. Groups: date (may be missing), number. */
export const registrations: readonly RegExp[] = [
  new RegExp(
    String.raw`зарегистрирован\S*\s[^№]{0,200}?(?:юстиции|реестре)[^№]{0,120}?(?:${russianDate})?[^№\d]{0,40}?${sign}${regNumber}`,
    'iu',
  ),
  new RegExp(
    String.raw`(?:әділет|тізілімінде|тіркеу)[^№]{0,160}?(?:${kazakhDate}\p{L}*)?[^№\d]{0,40}?${sign}${regNumber}\s(?:болып\s|нөмірімен\s|тіркелім\S*\s)?(?:мемлекеттік тіркеуден өт|тіркел)`,
    'iu',
  ),
  new RegExp(
    String.raw`registered\s[^№]{0,200}?justice[^№]{0,120}?(?:\s(?:on|dated)\s${englishDate})?[^№\d]{0,40}?${sign}${regNumber}`,
    'iu',
  ),
];

/** What the words around a date say it is; all patterns read folded text (dates-fold.ts). */
export type DateRole = 'published' | 'updated' | 'plain' | 'other';

const publishedBefore =
  /(?:опублик|публикаци|размещен|добавлен|создан|жариялан|жариялау|курылган|жазылган|орналас|published|posted|created|submitted|added|jarii?a?lan|jariialan|opublikovan)/;
/** Words that name a date without saying which; they count where no other label stands. */
const namedBefore = /(?:дата|новост|куни|уакыты|date|data)/;
const updatedBefore =
  /(?:обновл|измен[её]|последнее изменение|последние изменения|жанарт|озгертил|updated?|modified|changed|edited)/;
const publishedAfter =
  /^[^@\d]{0,40}?(?:жариялан|жариялады|жарияланды|орналас|койылды|жарык кор|шыккан|опублик|published)/;

const lawWord =
  /(?:закон|кодекс|указ|приказ|постановлени|распоряжени|решени|протокол|договор|заны|кодекси|жарлы|буйры|каулы|шешим|law|decree|order|resolution|dated|amendment)[^@]*$/;
const notPublication =
  /(?:родил|рожден|born|туган|срок|последний д|сонгы кун|мерзими аяк|deadline|состо[ия]т|пройд[её]т|проходит|период|верси|version|нуска|сборка|телефон|тел\.|факс|phone|аныктама|до конца|действ|отеди|отед|will be|начало|басталады|аралыг)[^@]*$/;
const notPublicationAfter =
  /^[^@]{0,60}?(?:туган|дейин|отеди|аралыг|состо[ия]т|пройд[её]т|родил|version|нуска|заны|заныны|каулы|буйры|жарлы|шешими)/;
const limitBefore =
  /(?:^|[^\p{L}])(?:до|по|к|с|и|until|till|by|before|to|from|since|through|and|not later than|позднее)\s*["«]?$/u;
const rangeBefore = /(?:\d|@\d\d[a-z])\s?[-–—]\s?$/;
const rangeAfter = /^\s?[-–—]\s?(?:\d{1,2}(?!\d|:)|@)/;
const numberAfter = /^(?:\s*(?:г|года|ж|жылгы|жылы)\.?)?,?\s*(?:№|n\s?\d|no\.?\s?\d|#\d)/;
const attributive = /^(?:дагы|деги|тагы|теги|га|ге|дан|ден)/;

/**
 * Role of a date from the text between it and its neighbours. Law dates, deadlines, births, coming
 * events, ranges, versions and phones are `other`.
 */
export function dateRole(before: string, after: string): DateRole {
  if (isOther(before, after)) return 'other';
  const updatedAt = lastIndex(before, updatedBefore);
  const publishedAt = lastIndex(before, publishedBefore);
  if (updatedAt >= 0 && updatedAt >= publishedAt) return 'updated';
  if (publishedAt >= 0 || publishedAfter.test(after)) return 'published';
  return namedBefore.test(before) ? 'published' : 'plain';
}

function isOther(before: string, after: string): boolean {
  const near = before.slice(-90);
  return (
    limitBefore.test(near) ||
    rangeBefore.test(near) ||
    rangeAfter.test(after) ||
    numberAfter.test(after) ||
    attributive.test(after) ||
    lawWord.test(near) ||
    notPublication.test(near) ||
    notPublicationAfter.test(after)
  );
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(new RegExp(pattern, 'gu'))) last = match.index;
  return last;
}

/** A label that makes even a lone year a publication date: `Год публикации: 2010`, `Published in 2012`. */
export const labelledYear =
  /(?:год публикации|опубликован\p{L}*|жарияланган жылы|published|posted)\s*(?:в|in|:)?\s*:?\s*(?<y>(?:19|20)\d\d)(?![\d.\-/–])(?!\s?[-–—]\s?\d)|(?<![\d\-–])(?<z>(?:19|20)\d\d)\s*(?:жылы|ж\.)\s+(?:жариялан|шыккан)/u;

/** Day and month without a year are a date only as a line of their own, not in running text or the name of a feast. */
export function standsAlone(before: string, after: string): boolean {
  const clean = before.replace(/~/g, '').replace(/[\s,.(|/[]+/g, '');
  const startsLine =
    clean === '' ||
    /[:|·•]\s*~?[\s,]*$/.test(before) ||
    publishedBefore.test(before.slice(-40)) ||
    namedBefore.test(before.slice(-40));
  return (
    startsLine && /^(?:\s*$|\s*[,.|·•/()]|\s+(?:в\s+)?\d{1,2}[:.]\d\d|\s+~|\s*жариялан)/.test(after)
  );
}

/** What the words around a date say it is; all patterns read folded text (dates-fold.ts). */
export type DateRole = 'published' | 'updated' | 'plain' | 'other';

const publishedBefore =
  /(?:опублик|публикаци|размещен|добавлен|создан|внесен|жариялан|жариялау|курылган|жазылган|орналас|косыл|енгизил|published|posted|created|submitted|added|jarii?a?lan|jariialan|opublikovan)/;
/** Words that name a date without saying which; they count where no other label stands. */
const namedBefore = /(?:дата|новост|куни|уакыты|date|data)/;
const updatedBefore =
  /(?:обновл|измен[её]|последнее изменение|последние изменения|жанарт|озгертил|updated?|modified|changed|edited)/;
/** `06.07.2021 (обновлено)`; a label before another date is that one's. */
const updatedAfter =
  /^[\s,(–—-]*(?:обновлен|жанартыл|updated|измен[её]н|озгертил)\p{L}*(?!\p{L}|[\s:–—-]*[\d@~])/u;
const publishedAfter =
  /^[^@\d]{0,40}?(?:жариялан|жариялады|жарияланды|орналас|койылды|жарык кор|шыккан|опублик|published)/;

/** A label right before a date outweighs what the line is about: `О законе. Опубликовано: 5 июля`. */
const labelJustBefore =
  /(?:опубликован\p{L}*|дата (?:публикации|размещения|добавления|создания)|размещен\p{L}*|добавлен\p{L}*|жариялан(?:ды|ган|ган куни|ган уакыты)|жариялау куни|published(?: on)?|posted(?: on)?|date published)\s*[:–—-]?\s*(?:~[\s,.]*)?$/u;

const lawWord =
  /(?:закон|кодекс|указ|приказ|постановлени|распоряжени|решени|протокол|договор|заны|кодекси|жарлы|буйры|каулы|шешим|договор|устав|соглашени|келисим|шарт|law|decree|order|resolution|dated|amendment|agreement|adopted|code\s(?:was|of))[^@]*$/;
const notPublication =
  /(?:родил|рожден|born|туган|срок|последний д|сонгы кун|мерзими аяк|deadline|состо[ия]т|пройд[её]т|(?:дата|время|день|место)\s(?:проведени|мероприяти)|проходит|период|дедлайн|истека|курс\p{L}*\s(?:валют|нац)|(?<!\p{L})(?:основан|образован|учрежден)[аоы]?(?!\p{L})|умер|скончал|погиб|вылет|отправлени|рейс|өткизил|откизил|кайтыс|курыл(?:ды|гали)|негизи|верси|version|нуска|сборка|телефон|тел\.|факс|phone|аныктама|до конца|действ|отеди|отед|will (?:be|take)|takes place|event\s(?:date|day)|as of|died|founded|established|expire|(?<!\p{L})(?:valid|effective)(?!\p{L})|release[sd]? on|(?<!\p{L})build\s*|(?<!\p{L})starts?(?:ing)?\s(?:date|on)|начало|басталады|аралыг)[^@]*$/u;
const notPublicationAfter =
  /^[^@]{0,60}?(?:туган|дейин|отеди|аралыг|состо[ия]т|пройд[её]т|родил|version|нуска|заны|заныны|каулы|буйры|жарлы|шешими)/;
const limitBefore =
  /(?:^|[^\p{L}])(?:до|по|к|с|и|на|до конца|не позднее|начиная с|until|till|by|before|to|from|since|through|and|not later than|позднее)\s*["«]?$/u;
/** A paper, a vote, a beginning or an end whose day this is: `Справка № 7 от`, `Аяқталу күні:`. */
const paperJustBefore =
  /(?<!\p{L})(?:заявлени|паспорт|свидетельств|справк|удостоверени|лицензи|счет-фактур|накладн|редакци\p{L}* от|выдан|(?:утвержден|принят|подписан)[аоы]?(?!\p{L})|заседани|окончани|выборы|сайлау|аякталу|басталу|бик|closing|due|signed|issued on|ver\.|v\.?$)\p{L}*(?:\s+(?!от\s)\p{L}+)?\s*(?:№\s?\S+\s*)?(?:от)?\s*[:–—-]?\s*$/u;
const numberBefore = /(?:№|#|(?<!\p{L})(?:no|лот|lot)\.?)\s*$/u;
const rangeBefore = /(?:\d|@\d\d[a-z])\s?[-–—]\s?$/;
const rangeAfter = /^\s?[-–—]\s?(?:\d{1,2}(?!\d|:)|@)/;
const numberAfter = /^(?:\s*(?:г|года|ж|жылгы|жылы)\.?)?,?\s*(?:№|n\s?\d|no\.?\s?\d|#\d)/;
const attributive = /^(?:дагы|деги|тагы|теги|га|ге|дан|ден)/;

/**
 * Role of a date from the text between it and its neighbours. Law dates, deadlines, births, coming
 * events, ranges, versions and phones are `other`.
 */
export function dateRole(before: string, after: string, isNumeric = false): DateRole {
  // What follows a bare date at the start of a line is a title.
  const opensLine = isNumeric && /^[\s([]*$/.test(before);
  if (isOther(before, after, opensLine)) return 'other';
  const updatedAt = lastIndex(before, updatedBefore);
  const publishedAt = lastIndex(before, publishedBefore);
  if (updatedAt >= 0 && updatedAt >= publishedAt) return 'updated';
  if (publishedAt < 0 && updatedAfter.test(after)) return 'updated';
  if (publishedAt >= 0 || publishedAfter.test(after)) return 'published';
  return namedBefore.test(before) ? 'published' : 'plain';
}

function isOther(before: string, after: string, opensLine: boolean): boolean {
  const near = sinceSeparator(before.slice(-90));
  if (labelJustBefore.test(near)) return rangeAfter.test(after) || attributive.test(after);
  return (
    limitBefore.test(near) ||
    numberBefore.test(near) ||
    paperJustBefore.test(near) ||
    rangeBefore.test(near) ||
    rangeAfter.test(after) ||
    numberAfter.test(after) ||
    attributive.test(after) ||
    lawWord.test(near) ||
    notPublication.test(near) ||
    (!opensLine && notPublicationAfter.test(after))
  );
}

/** What stands behind the last separator: a section's name says nothing of the date. */
function sinceSeparator(text: string): string {
  return text.slice(Math.max(...['|', '·', '•'].map((mark) => text.lastIndexOf(mark))) + 1);
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(new RegExp(pattern, 'gu'))) last = match.index;
  return last;
}

/** A label that makes even a lone year a publication date: `Год публикации: 2010`, `Published in 2012`. */
export const labelledYear =
  /(?:год (?:публикации|издания|выхода|выпуска)|year of publication|опубликован\p{L}*|(?:жарияланган|шыккан|басылган|жарык корген) жылы|published|posted)\s*(?:в|in|:|–|—)?\s*:?\s*(?<y>(?:19|20)\d\d)(?![\d.\-/–])(?!\s?[-–—]\s?\d)|(?<![\d\-–])(?<z>(?:19|20)\d\d)\s*(?:жылы|ж\.)\s+(?:жариялан|шыккан|жарык кор)/u;

/** Day and month without a year are a date only as a line of their own, not in running text or the name of a feast. */
export function standsAlone(before: string, after: string): boolean {
  const clean = before.replace(/~/g, '').replace(/[\s,.(|/[]+/g, '');
  const startsLine =
    clean === '' ||
    /[:|·•]\s*~?[\s,]*$/.test(before) ||
    publishedBefore.test(before.slice(-40)) ||
    namedBefore.test(before.slice(-40));
  return (
    startsLine &&
    /^(?:\s+(?:куни|kuni)(?!\p{L}))?(?:\s*$|\s*[,.|·•/()]|\s+(?:в\s+)?\d{1,2}[:.]\d\d|\s+~|\s*жариялан)/u.test(
      after,
    )
  );
}

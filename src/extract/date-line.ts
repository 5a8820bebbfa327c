const dateWords =
  /(?:последнее|последние|время|опубликовано|изменения|обновление|публикации|соңғы|дата(?: публикации)?|добавлено|размещено|создано|обновлено|изменено|жарияланды|жарияланған|жарияланған күні|жаңартылды|жаңартылған|құрылған|күні|уақыты|published|posted|created|updated|modified|date|on|at|by|автор|admin|administrator|әкімші|просмотров|просмотры|қаралды|қаралым|қаралымы|көрілді|оқылды|views|hits|года|год|жылғы|жылы|жыл|рет|раз|сағат|в)/gi;

/** Tells whether a line holds nothing but dates, times, their labels and counters. */
export function isDateOnly(text: string): boolean {
  if (!/\d|сегодня|вчера|бүгін|кеше|today|yesterday/i.test(text)) return false;
  const rest = text
    .replace(dateWords, ' ')
    .replace(/(?<!\p{L})(?:г|ж|ч|am|pm|utc|gmt)(?!\p{L})/giu, ' ')
    .replace(/[\d\s.,:;/|()[\]+№«»"·•—–-]+/g, ' ')
    .trim();
  const words = rest === '' ? [] : rest.split(/\s+/);
  return words.length <= 2;
}

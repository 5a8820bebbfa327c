import type { Redirect } from '../../model/redirect.ts';
import { csvRecord } from './csv-record.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';

const columns = ['old_url', 'new_url', 'status', 'type', 'lang', 'hits', 'item_id', 'note'];

/** Rows of a spreadsheet of Excel (2007 and later), the heading among them. */
const mostRows = 1_048_576;

/**
 * The tables for people: one row for each spelling, UTF-8 with BOM and CRLF (RFC 4180), safe to open in a
 * spreadsheet and cut into files that one can hold. `status` is what a server should answer.
 */
export function emitCsv(redirects: RedirectSource, options: EmitterOptions): Emission {
  const counts = { rows: 0, provisional: 0, held: 0, unresolved: 0, refused: {} };
  return { files: csvFiles(redirects, options, counts, mostRows), counts };
}

/** As emitCsv, with files of `most` rows. */
export async function* csvFiles(
  redirects: RedirectSource,
  options: EmitterOptions,
  counts: EmissionCounts,
  most: number,
): AsyncGenerator<EmittedFile> {
  const records = csvRecords(redirects(), options, counts);
  let next = records.next();
  const chunk = function* () {
    yield `\ufeff${csvRecord(columns)}`;
    for (let left = most - 1; left > 0 && !next.done; left--) {
      yield next.value;
      next = records.next();
    }
  };
  for (let number = 1; number === 1 || !next.done; number++) {
    const name = `${options.mapping.id}${number === 1 ? '' : `-${number}`}.csv`;
    yield { name, lines: chunk() };
  }
}

function* csvRecords(
  redirects: Iterable<Redirect>,
  options: EmitterOptions,
  counts: EmissionCounts,
): Generator<string, undefined> {
  for (const redirect of redirects) {
    const { spellings, key } = redirect;
    if (redirect.decision === 'unresolved') counts.unresolved++;
    const cells = [
      redirect.target ?? '',
      String(statusOf(redirect, options.confirmed)),
      redirect.decision,
      redirect.lang ?? '',
      String(options.hits?.(key) ?? ''),
      redirect.itemId ?? '',
      noteOf(redirect),
    ];
    for (const old of spellings.length > 0 ? spellings : [`http://${key}`]) {
      counts.rows++;
      if (redirect.provisional) counts.provisional++;
      yield csvRecord([old, ...cells]);
    }
  }
}

function statusOf({ decision, provisional }: Redirect, confirmed: boolean): number {
  if (decision === 'unresolved') return 404;
  if (decision === 'gone' || decision === 'archive') return 410;
  return confirmed && !provisional ? 301 : 302;
}

function noteOf({ source, reason, provisional, moreSpellings }: Redirect): string {
  const more = moreSpellings > 0 ? `${moreSpellings} more spellings` : '';
  return [`${source}: ${reason}`, provisional ? 'provisional' : '', more]
    .filter((part) => part !== '')
    .join('; ');
}

import type { Redirect } from '../../model/redirect.ts';
import type { EmittedFile } from './emitted-file.ts';

const columns = ['old_url', 'new_url', 'status', 'type', 'lang', 'hits', 'item_id', 'note'];

/** What the table says beside the decisions: whether redirects are confirmed (301), and how often a key was asked for. */
export interface CsvOptions {
  confirmed?: boolean;
  hits?: (key: string) => number | undefined;
}

/**
 * The table for people: one row for each spelling, UTF-8 with BOM and CRLF (RFC 4180), cells that a
 * spreadsheet would run as a formula guarded by an apostrophe. `status` is what a server should answer.
 */
export function emitCsv(
  agency: string,
  redirects: Iterable<Redirect>,
  options: CsvOptions = {},
): EmittedFile {
  return { name: `${agency}.csv`, lines: csvLines(redirects, options) };
}

/** One record as a line; the line feed that files get completes CRLF. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r`;
}

function* csvLines(redirects: Iterable<Redirect>, options: CsvOptions): Generator<string> {
  yield `\ufeff${csvRecord(columns)}`;
  for (const redirect of redirects) {
    const { spellings, key } = redirect;
    const cells = [
      redirect.target ?? '',
      String(statusOf(redirect, options.confirmed === true)),
      redirect.decision,
      redirect.lang ?? '',
      String(options.hits?.(key) ?? ''),
      redirect.itemId ?? '',
      noteOf(redirect),
    ];
    for (const old of spellings.length > 0 ? spellings : [`http://${key}`]) {
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

function csvCell(value: string): string {
  const guarded = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

import type { Redirect } from '../../model/redirect.ts';
import { checkTarget } from '../target.ts';
import { csvRecord } from './csv-record.ts';
import type { EmittedFile } from './emitted-file.ts';
import type { Emission, EmissionCounts, EmitterOptions, RedirectSource } from './emitter.ts';

const columns = ['old_url', 'new_url', 'status', 'type', 'lang', 'hits', 'item_id', 'note'];

const refusal = 'the target is not allowed';

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
    const { target, fault } = targetOf(redirect, options);
    const status = fault === undefined ? statusOf(redirect, options.confirmed) : 404;
    if (status === 404) counts.unresolved++;
    if (fault !== undefined) counts.refused[refusal] = (counts.refused[refusal] ?? 0) + 1;
    const cells = [
      target,
      String(status),
      redirect.decision,
      redirect.lang ?? '',
      String(options.hits?.(key) ?? ''),
      redirect.itemId ?? '',
      noteOf(redirect, fault),
    ];
    for (const old of spellings.length > 0 ? spellings : [`http://${key}`]) {
      counts.rows++;
      if (redirect.provisional) counts.provisional++;
      yield csvRecord([old, ...cells]);
    }
  }
}

/** The target checked once more, whatever the store says: an allowed one, or a link to the archive that kosh.yaml names. */
function targetOf(
  { decision, target }: Redirect,
  { portal, archiveTemplate }: EmitterOptions,
): { target: string; fault?: string } {
  if (decision === 'redirect' || decision === 'shared') {
    const checked = checkTarget(target ?? '', portal.allowedHosts);
    return checked.target === undefined ? { target: '', fault: checked.fault } : checked;
  }
  if (decision !== 'archive' || target === null || archiveTemplate === undefined) {
    return { target: '' };
  }
  const checked = checkTarget(target, [new URL(archiveTemplate).host]);
  return { target: checked.target ?? '' };
}

function statusOf({ decision, provisional }: Redirect, confirmed: boolean): number {
  if (decision === 'unresolved') return 404;
  if (decision === 'gone' || decision === 'archive') return 410;
  return confirmed && !provisional ? 301 : 302;
}

function noteOf(
  { source, reason, provisional, moreSpellings }: Redirect,
  fault: string | undefined,
): string {
  const more = moreSpellings > 0 ? `${moreSpellings} more spellings` : '';
  const refused = fault === undefined ? '' : `the target ${fault}`;
  return [`${source}: ${reason}`, provisional ? 'provisional' : '', more, refused]
    .filter((part) => part !== '')
    .join('; ');
}

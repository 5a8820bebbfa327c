import type { AgencyTraffic, UndecidedAddress } from '../../model/traffic.ts';
import { csvRecord } from '../emit/csv-record.ts';
import { dayText } from './log-day.ts';

const columns = [
  'agency',
  'old_url',
  'hits_since',
  'hits_before',
  'programs',
  'was',
  'now',
  'note',
  'new',
  'first_seen',
  'last_seen',
  'referrer',
  'key',
];

/** Undecided addresses as lines of a table for people: UTF-8 with BOM and CRLF (RFC 4180), safe to open in a spreadsheet. */
export function* trafficCsv(all: Iterable<AgencyTraffic>): Generator<string> {
  yield `\ufeff${csvRecord(columns)}\n`;
  for (const { agency, cutover, undecided } of all) {
    for (const one of undecided) yield `${csvRecord(cells(agency, cutover, one))}\n`;
  }
}

function cells(agency: string, cutover: number | null, one: UndecidedAddress): string[] {
  return [
    agency,
    one.example,
    String(one.since),
    String(one.before),
    String(one.programs),
    one.was,
    one.state,
    one.reason,
    cutover !== null && one.firstSeen >= cutover ? 'yes' : '',
    dayText(one.firstSeen),
    dayText(one.lastSeen),
    one.referrer,
    one.key,
  ];
}

import type { KeyedRecord, RecordSorter } from '../../src/redirects/record-sorter.ts';
import { compareKeys } from '../../src/text/key-order.ts';

/** A sorter of records in memory. */
export function memorySorter(): RecordSorter {
  const records: KeyedRecord[] = [];
  return {
    put: (key, record) => records.push([key, record]),
    sorted: () => [...records].sort((a, b) => compareKeys(a[0], b[0])),
  };
}

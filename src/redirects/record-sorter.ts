/** Sorts any number of records by key in little memory. */
export interface RecordSorter {
  put(key: string, record: string): void;
  /** Every record by `compareKeys` of the keys, equal keys in no certain order. Nothing is put once it was asked for. */
  sorted(): Iterable<KeyedRecord>;
}

/** A record and the key it stands under. */
export type KeyedRecord = readonly [key: string, record: string];

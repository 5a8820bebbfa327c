/** How large the tables are: hosts, rows of the longest, and number, total and longest bytes of all keys. */
export interface TableSize {
  hosts: number;
  rows: number;
  keys: number;
  longestKey: number;
  keyBytes: number;
}

/** Counts a key of so many bytes in, the `rows`th of its table. */
export function addKey(size: TableSize, bytes: number, rows: number): void {
  size.keys++;
  size.keyBytes += bytes;
  if (bytes > size.longestKey) size.longestKey = bytes;
  if (rows > size.rows) size.rows = rows;
}

/**
 * Sizes of the hash tables, computed so that nginx builds them without a warning. A bucket must hold its longest
 * entry (8 bytes value, 2 of length, the key, padded to 8; 8 at the end: nginx 1.22, ngx_hash.c), and a few of the usual ones.
 * nginx has some 150 variables of its own, and a host adds five.
 */
export function hashLines({ hosts, rows, keys, longestKey, keyBytes }: TableSize): string[] {
  const entry = (key: number) => 8 + Math.ceil((key + 2) / 8) * 8;
  const usual = keys === 0 ? 0 : keyBytes / keys;
  const bucket = Math.max(128, entry(longestKey) + 8, 8 * entry(usual) + 8);
  const variables = 4 * (150 + 5 * hosts);
  return [
    `map_hash_bucket_size ${Math.ceil(bucket / 64) * 64};`,
    `map_hash_max_size ${2 ** Math.ceil(Math.log2(Math.max(2048, rows * 4)))};`,
    'variables_hash_bucket_size 128;',
    `variables_hash_max_size ${2 ** Math.ceil(Math.log2(Math.max(2048, variables)))};`,
  ];
}

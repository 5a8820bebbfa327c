const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

const written = /^(\d+(?:\.\d+)?) ?(|B|[KMGT]i?B)$/;

/** Reads a number of bytes, `500 MB`, `1.5 GiB`, `2000000`; undefined when it is none. */
export function parseByteSize(text: string | number): number | undefined {
  const match = written.exec(String(text));
  const unit = units[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Math.round(Number(match[1]) * unit);
}

/** `512 B`, `38 KB`, `1.2 GB`. */
export function byteSizeText(bytes: number): string {
  let value = bytes;
  for (const unit of ['B', 'KB', 'MB', 'GB']) {
    if (value < 999.5) return `${value.toFixed(value < 9.95 && unit !== 'B' ? 1 : 0)} ${unit}`;
    value /= 1000;
  }
  return `${value.toFixed(1)} TB`;
}

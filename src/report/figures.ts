/** A count for readers: thousands set apart by a no-break space, `12 345`. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** Bytes for readers in units of 1000, at most one decimal: `1.2 MB`. */
export function byteSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // 999.5 would be shown as 1000 of the smaller unit.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const shown = unit === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
  return `${shown}\u00a0${units[unit]}`;
}

/** A share 0..1 as whole per cent; what is not all is never shown as 100 %, what is not nothing never as 0 %. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (share < 1 && rounded === 100) return '99\u00a0%';
  if (share > 0 && rounded === 0) return '<1\u00a0%';
  return `${rounded}\u00a0%`;
}

/** Sum of the numbers of a record. */
export function total(numbers: Partial<Record<string, number>>): number {
  return Object.values(numbers).reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

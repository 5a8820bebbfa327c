import type { CutoverState } from '../model/cutover.ts';

/** A part of all, in whole per cent; a dash for nothing at all. */
export function share(part: number, all: number): string {
  return all === 0 ? '-' : `${Math.floor((100 * part) / all)} %`;
}

/** Servers that tables were written for, and when. */
export function tablesText({ tables }: CutoverState): string {
  if (tables.length === 0) return '-';
  const at = tables.flatMap((one) => one.at ?? []).sort();
  const isTrial = tables.some((one) => one.provisional);
  const names = tables.map((one) => one.server).join(' ');
  return [names, at.at(-1)?.slice(0, 10), isTrial ? 'provisional' : '']
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

/** When the last check was, and what it found. */
export function checkText({ check }: CutoverState): string {
  if (check === null) return '-';
  const { at, faults, finished, stale, partial } = check;
  return [
    at.slice(0, 10),
    `${faults} faults`,
    finished ? '' : 'unfinished',
    partial ? 'in part' : '',
    stale ? 'tables changed since' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

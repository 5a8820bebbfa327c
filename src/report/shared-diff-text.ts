import { terminalText } from './text-table.ts';

/** A page that a shared item stands for. */
interface Place {
  agency: string;
  lang: string;
  key: string;
}

/** What a text about a change of a shared item tells. */
export interface ShownSharedChange {
  item: string;
  title: string;
  change: 'added' | 'removed' | 'changed';
  joined: readonly Place[];
  left: readonly Place[];
  copies: readonly { lang: string; before: Place | null; after: Place | null }[];
}

/** Pages listed each way; of more the number is told. */
const mostListed = 20;

const heads = {
  added: 'is shared from now on',
  removed: 'is shared no longer',
  changed: 'changed',
} as const;

/**
 * A change of a shared item in lines that begin with `#`: programs that take a patch pass over them. Safe for a terminal.
 */
export function sharedDiffText({
  item,
  title,
  change,
  joined,
  left,
  copies,
}: ShownSharedChange): string {
  const lines = [
    `shared item ${item} "${title}" ${heads[change]}: ${joined.length} pages joined, ${left.length} left`,
    ...listed('+', joined),
    ...listed('-', left),
    ...copies.map(
      ({ lang, before, after }) => `  ${lang} copy: ${placeText(before)} -> ${placeText(after)}`,
    ),
  ];
  return lines.map((line) => `# ${terminalText(line)}\n`).join('');
}

function listed(mark: string, places: readonly Place[]): string[] {
  const shown = places.slice(0, mostListed).map((place) => `  ${mark} ${placeText(place)}`);
  const rest = places.length - shown.length;
  return rest > 0 ? [...shown, `  ${mark} and ${rest} more`] : shown;
}

function placeText(place: Place | null): string {
  return place === null ? 'none' : `${place.agency} ${place.lang} ${place.key}`;
}

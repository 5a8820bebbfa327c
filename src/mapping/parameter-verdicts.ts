import type { Mapping } from '../model/mapping.ts';
import { type ParameterWord, wordOnParameter } from '../text/cms-parameters.ts';
import { isNoiseParameter } from '../text/noise-parameters.ts';

/** Two addresses that differ in one parameter alone. */
export type AddressPair = readonly [one: string, other: string];

/** What the addresses of a site show of a parameter. */
export interface ParameterEvidence {
  /** In lower case. */
  name: string;
  addresses: number;
  values: number;
  /** Keys fewer when it chooses nothing. */
  folds: number;
  /** Pairs of pages that differ in it alone: how many show the same, how many do not, how many could not be told. */
  same: number;
  differs: number;
  unclear: number;
  sameExample: AddressPair | null;
  differsExample: AddressPair | null;
  /** What the pairs prove. */
  shown: 'content' | 'noise' | 'open';
}

/** How the mapping treats a parameter now; `dropped`: not among its `significantParameters`. */
type Treatment = 'significant' | 'kept' | 'dropped' | 'ignored' | 'known-noise';

/** A parameter with everything that speaks for and against it. */
export interface ParameterRow extends ParameterEvidence {
  word: ParameterWord | null;
  mapping: Treatment;
  /** What should change, proven by pages; `confirm`: the profile and the pages do not say the same, or only one of them does; null: nothing. */
  change: 'keep' | 'drop' | 'confirm-keep' | 'confirm-drop' | null;
}

/** Keys of a mapping and the lists they should have. */
export type ParameterProposal = Partial<
  Record<'significantParameters' | 'ignoredParameters', string[]>
>;

type Lists = Pick<Mapping, 'significantParameters' | 'ignoredParameters'>;

/** Sets the evidence beside what a CMS profile and the mapping say. */
export function parameterRow(
  evidence: ParameterEvidence,
  mapping: Lists,
  cms: string | null,
): ParameterRow {
  const { name, shown } = evidence;
  const word = wordOnParameter(name, cms);
  const treatment = treatmentOf(name, mapping);
  const isKept = treatment === 'significant' || treatment === 'kept';
  const base = { ...evidence, word, mapping: treatment };
  // Against the word of a profile, pages have to agree among themselves; and content is not dropped by a few empty pages.
  if (shown === 'content') {
    const isSure = word?.says !== 'noise' || evidence.same === 0;
    return { ...base, change: isKept ? null : isSure ? 'keep' : 'confirm-keep' };
  }
  if (shown === 'noise') {
    const isSure = word?.says !== 'content';
    return { ...base, change: !isKept ? null : isSure ? 'drop' : 'confirm-drop' };
  }
  // A name that was listed by a person needs no word of a profile.
  if (word === null || treatment === 'significant' || treatment === 'ignored') {
    return { ...base, change: null };
  }
  if (word.says === 'content') return { ...base, change: isKept ? null : 'confirm-keep' };
  return { ...base, change: isKept ? 'confirm-drop' : null };
}

function treatmentOf(name: string, { significantParameters, ignoredParameters }: Lists): Treatment {
  const names = (list: readonly string[]) => list.some((one) => one.toLowerCase() === name);
  if (significantParameters) return names(significantParameters) ? 'significant' : 'dropped';
  if (names(ignoredParameters)) return 'ignored';
  return isNoiseParameter(name) ? 'known-noise' : 'kept';
}

/**
 * The lists of the mapping as the pages would have them; empty when nothing proven has to change. Names that were not
 * met stay where they are. Known noise that chooses content here can only be kept by a list of all that counts.
 */
export function proposeParameters(
  rows: readonly ParameterRow[],
  mapping: Lists,
): ParameterProposal {
  const named = (change: ParameterRow['change']) =>
    rows.filter((row) => row.change === change).map((row) => row.name);
  const keep = named('keep');
  const drop = named('drop');
  if (keep.length + drop.length === 0) return {};
  const { significantParameters, ignoredParameters } = mapping;
  const without = (list: readonly string[], names: readonly string[]) =>
    list.filter((one) => !names.includes(one.toLowerCase()));
  if (significantParameters) {
    return { significantParameters: [...without(significantParameters, drop), ...keep] };
  }
  if (keep.some(isNoiseParameter)) {
    // A name of digits alone is the time of a request, against caches.
    const kept = rows.filter(
      ({ name, mapping: now, change }) =>
        now === 'kept' && change !== 'drop' && !/^\d+$/.test(name),
    );
    return { significantParameters: [...kept.map((row) => row.name), ...keep] };
  }
  return { ignoredParameters: [...without(ignoredParameters, keep), ...drop] };
}

import { lowConfidence } from '../model/confidence.ts';
import type { severities } from '../model/finding-codes.ts';
import type { ImportedKind } from '../model/kind.ts';
import type { Language } from '../model/language.ts';
import { languages } from '../model/language.ts';
import type { Redirect } from '../model/redirect.ts';
import { redirectDecisions } from '../model/redirect.ts';
import type { Bar } from './bars.ts';
import type { AddressOutcomes } from './migration-report.ts';

type Severity = (typeof severities)[number];

/** Languages by their own names. */
export const languageNames: Readonly<Record<Language, string>> = {
  kk: 'Қазақша',
  ru: 'Русский',
  en: 'English',
};

/** What a severity means to a reader. */
export const severityWords: Readonly<Record<Severity, { title: string; meaning: string }>> = {
  error: { title: 'Errors', meaning: 'Something may have been lost. Needs a person.' },
  warning: { title: 'Warnings', meaning: 'A fault of the old site, or a doubt worth a look.' },
  info: { title: 'Notes', meaning: 'Worth knowing; nothing has to be done.' },
};

/** Shares of addresses by how they ended, in the colours of the report. */
export function addressBars(outcomes: AddressOutcomes): Bar[] {
  return [
    { label: 'answered', value: outcomes.done, tone: 'blue' },
    { label: 'out of scope', value: outcomes.refused, tone: 'grey' },
    { label: 'failed', value: outcomes.failed, tone: 'red' },
    { label: 'still open', value: outcomes.queued, tone: 'amber' },
  ];
}

/** Bars of redirects by decision, in the order of the model. */
export function decisionBars(numbers: Partial<Record<Redirect['decision'], number>>): Bar[] {
  return redirectDecisions.map((decision) => ({
    label: decision,
    value: numbers[decision] ?? 0,
    tone: decisionTones[decision],
  }));
}

/** Bars of items by kind, most frequent first, equal numbers by name. */
export function kindBars(numbers: Partial<Record<ImportedKind, number>>): Bar[] {
  return Object.entries(numbers)
    .map(([label, value]) => ({ label, value }))
    .filter((bar) => bar.value > 0)
    .sort((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1));
}

/** Bars of items by language, in the order of the model; a language without items shows as 0. */
export function languageBars(numbers: Partial<Record<Language, number>>): Bar[] {
  return languages.map((lang) => ({ label: languageNames[lang], value: numbers[lang] ?? 0 }));
}

/** How sure a confidence 0..1 is, in a word. */
export function sureness(confidence: number): 'high' | 'fair' | 'low' {
  if (confidence < lowConfidence) return 'low';
  return confidence < 0.8 ? 'fair' : 'high';
}

const decisionTones: Readonly<Record<Redirect['decision'], string>> = {
  redirect: 'blue',
  shared: 'violet',
  archive: 'teal',
  gone: 'grey',
  unresolved: 'red',
};

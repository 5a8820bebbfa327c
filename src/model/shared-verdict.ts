import { z } from 'zod';
import { type Language, languageSchema } from './language.ts';
import { blockHashSchema, blockVerdicts } from './shared-block.ts';

/** What a person says of a shared item (subject kind `cluster`, subject: its id). `unresolved` takes back what was said. */
const clusterVerdicts = ['adopt', 'refuse', 'unresolved'] as const;

/** What a person says of one page, or of two (subject kind `page`): see `pageSubject`. */
const pageVerdicts = ['merge', 'split', 'pair', 'unpair', 'unresolved'] as const;

export type ClusterVerdict = (typeof clusterVerdicts)[number];

/** A page as verdicts name it. */
export interface VerdictPage {
  agency: string;
  lang: Language;
  /** url key. */
  key: string;
}

const pageSchema = z.tuple([z.string().min(1), languageSchema, z.string().min(1)]);
const subjectSchema = z.union([pageSchema, z.tuple([pageSchema, pageSchema])]);

/** The subject of a verdict on one page, or on two in either order, as one line of JSON: keys may hold any character. */
export function pageSubject(page: VerdictPage, other?: VerdictPage): string {
  const one = asTuple(page);
  if (other === undefined) return JSON.stringify(one);
  const two = asTuple(other);
  return JSON.stringify(JSON.stringify(one) < JSON.stringify(two) ? [one, two] : [two, one]);
}

/** The one or two pages of a subject; undefined when it is none. */
export function pagesOfSubject(subject: string): VerdictPage[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(subject);
  } catch {
    return undefined;
  }
  const parsed = subjectSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const [first, second] = parsed.data;
  if (typeof first === 'string') return [fromTuple(pageSchema.parse(parsed.data))];
  return [fromTuple(first), fromTuple(pageSchema.parse(second))];
}

function asTuple({ agency, lang, key }: VerdictPage): [string, Language, string] {
  return [agency, lang, key];
}

function fromTuple([agency, lang, key]: z.infer<typeof pageSchema>): VerdictPage {
  return { agency, lang, key };
}

/** Why an entry cannot be a verdict on shared items and copies; undefined when it can. */
export function sharedVerdictFault(entry: {
  subjectKind: string;
  subject: string;
  decision: string;
}): string | undefined {
  const { subjectKind, subject, decision } = entry;
  if (subjectKind === 'cluster') {
    if (!z.uuid().safeParse(subject).success) return 'its subject is no id of a shared item';
    return isOf(clusterVerdicts, decision) ? undefined : `no verdict on a shared item: ${decision}`;
  }
  if (subjectKind === 'block') {
    if (!blockHashSchema.safeParse(subject).success) return 'its subject is no block';
    const words = [...blockVerdicts, 'unresolved'];
    return isOf(words, decision) ? undefined : `no verdict on blocks: ${decision}`;
  }
  if (subjectKind !== 'page') return `no verdict on shared items or copies: ${subjectKind}`;
  const pages = pagesOfSubject(subject);
  if (pages === undefined) return 'its subject is no page';
  if (!isOf(pageVerdicts, decision)) return `no verdict on pages: ${decision}`;
  const wanted = decision === 'split' ? 1 : 2;
  if (decision !== 'unresolved' && pages.length !== wanted)
    return `${decision} is said of ${wanted} pages`;
  const isOneAgency = new Set(pages.map(({ agency }) => agency)).size === 1;
  if (decision === 'merge' && isOneAgency) return 'merge is said of pages of two agencies';
  if ((decision === 'pair' || decision === 'unpair') && !isOneAgency) {
    return `${decision} is said of pages of one agency`;
  }
  return undefined;
}

function isOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}

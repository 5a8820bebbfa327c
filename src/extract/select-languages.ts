import type { Language, PageLanguage } from '../model/language.ts';
import type { Block } from '../model/segment.ts';
import { tellLanguage } from '../text/language.ts';

/** A run of blocks in one language; `mul` when two languages alternate too often to be split. */
export interface LanguagePart {
  lang: PageLanguage;
  confidence: number;
  blocks: Block[];
}

/** Blocks shorter than this follow their neighbours. */
const tellable = 30;
/** A second language needs this many characters and this share to be a version and no quotation. */
const versionLength = 120;
const versionShare = 0.2;
const mostRuns = 4;

/**
 * Splits the blocks of a page by language when they fall into few runs, or when paragraphs alternate with their
 * translations; one part otherwise.
 */
export function splitByLanguage(
  blocks: readonly Block[],
  prior: Language | undefined,
): LanguagePart[] {
  const langs = blockLanguages(blocks);
  const lengths = new Map<Language, number>();
  let total = 0;
  for (const [index, block] of blocks.entries()) {
    const lang = langs[index];
    if (lang === undefined) continue;
    lengths.set(lang, (lengths.get(lang) ?? 0) + block.textLength);
    total += block.textLength;
  }
  const versions = [...lengths]
    .filter(([, length]) => length >= versionLength && length >= total * versionShare)
    .map(([lang]) => lang);
  const text = blocks.map((block) => block.text).join('\n');
  if (versions.length < 2) {
    if (isMixedInTables(blocks)) return [{ lang: 'mul', confidence: 0.7, blocks: [...blocks] }];
    const told = tellLanguage(text, prior);
    return [{ lang: told.lang, confidence: told.confidence, blocks: [...blocks] }];
  }
  const runs = languageRuns(blocks, langs, versions);
  if (runs.length > mostRuns && !isParallel(runs, versions))
    return [{ lang: 'mul', confidence: 0.7, blocks: [...blocks] }];
  return versions.map((lang) => ({
    lang,
    confidence: 0.85,
    blocks: runs.filter((run) => run.lang === lang).flatMap((run) => run.blocks),
  }));
}

function blockLanguages(blocks: readonly Block[]): (Language | undefined)[] {
  return blocks.map((block) => {
    if (block.textLength < tellable) return undefined;
    const told = tellLanguage(block.text);
    return told.lang === 'und' || told.confidence < 0.55 ? undefined : told.lang;
  });
}

/** Share of a second language in the cells of tables and the other blocks that makes a page of both. */
const mixedShare = 0.3;

/** Two languages side by side in the cells of a table cannot be split: the rows belong together. */
function isMixedInTables(blocks: readonly Block[]): boolean {
  if (!blocks.some((block) => block.kind === 'table')) return false;
  const lengths = new Map<string, number>();
  let total = 0;
  for (const block of blocks) {
    const pieces = block.kind === 'table' ? block.text.split('\n').slice(0, 2000) : [block.text];
    for (const piece of pieces) {
      if (piece.length < tellable) continue;
      const told = tellLanguage(piece);
      if (told.lang === 'und' || told.confidence < 0.55) continue;
      lengths.set(told.lang, (lengths.get(told.lang) ?? 0) + piece.length);
      total += piece.length;
    }
  }
  const large = [...lengths.values()].filter(
    (length) => length >= versionLength && length >= total * mixedShare,
  );
  return large.length > 1;
}

interface Run {
  lang: Language;
  blocks: Block[];
}

/** Runs of blocks; what tells no language goes with what follows when it is a heading, else with what stands before. */
function languageRuns(
  blocks: readonly Block[],
  langs: readonly (Language | undefined)[],
  versions: readonly Language[],
): Run[] {
  const runs: Run[] = [];
  let waiting: Block[] = [];
  for (const [index, block] of blocks.entries()) {
    const lang = langs[index];
    const last = runs.at(-1);
    if (lang === undefined || !versions.includes(lang)) {
      if (block.kind === 'heading' || !last || waiting.length > 0) waiting.push(block);
      else last.blocks.push(block);
      continue;
    }
    if (last?.lang === lang) last.blocks.push(...waiting, block);
    else runs.push({ lang, blocks: [...waiting, block] });
    waiting = [];
  }
  runs.at(-1)?.blocks.push(...waiting);
  return runs;
}

/** A translation is about as long as its original: this many times at most, for whole texts and for single runs. */
const mostTimes = 2;
const mostTimesRun = 3;
/** Share of neighbours that must be translations of each other by their lengths. */
const parallelShare = 0.8;

/** Two languages by turns, each run followed by one of like length: a text with its translation paragraph by paragraph. */
function isParallel(runs: readonly Run[], versions: readonly Language[]): boolean {
  if (versions.length !== 2) return false;
  const lengths = runs.map((run) => run.blocks.reduce((sum, block) => sum + block.textLength, 0));
  const whole = (at: number) => lengths.reduce((sum, one, i) => sum + (i % 2 === at ? one : 0), 0);
  if (times(whole(0), whole(1)) > mostTimes) return false;
  const pairs = lengths.slice(0, lengths.length - (lengths.length % 2)).flatMap((length, at) => {
    const next = lengths[at + 1];
    return at % 2 === 0 && next !== undefined ? [times(length, next)] : [];
  });
  const alike = pairs.filter((one) => one <= mostTimesRun).length;
  return alike >= pairs.length * parallelShare;
}

function times(a: number, b: number): number {
  return Math.max(a, b) / Math.max(1, Math.min(a, b));
}

/** The part of a bilingual headline (`Тақырып / Заголовок`) in a language, or the whole of it. */
export function titleInLanguage(title: string, lang: PageLanguage): string {
  const parts = title.split(/\s+[/|]\s+|\s*\n\s*/).filter((part) => part.trim() !== '');
  if (parts.length < 2) return title;
  return parts.find((part) => tellLanguage(part).lang === lang) ?? title;
}

import type { Page } from '../model/page.ts';
import { unitHash } from '../text/hash.ts';

/** A block of a page that says something in words. */
export interface PageBlock {
  /** Masked hash, 16 hex digits. */
  hash: string;
  /** Its plain text. */
  text: string;
}

/**
 * The blocks of a page with their texts, each once. A page stores texts joined and hashes apart: they belong together by
 * place where there are as many of both, else by hashing the texts. Pictures, and blocks with empty lines inside, are left
 * out then.
 */
export function pageBlocks({ text, blockHashes }: Pick<Page, 'text' | 'blockHashes'>): PageBlock[] {
  const texts = text.trim() === '' ? [] : text.split('\n\n');
  const found = new Map<string, string>();
  if (texts.length === blockHashes.length) {
    for (const [index, hash] of blockHashes.entries()) found.set(hash, texts[index] ?? '');
  } else {
    const known = new Set(blockHashes);
    for (const one of texts) {
      const hash = unitHash(one);
      if (known.has(hash)) found.set(hash, one);
    }
  }
  return [...found].map(([hash, own]) => ({ hash, text: own }));
}

/**
 * A page's text as it is compared with those of other agencies: without blocks that are proven boilerplate. A page of
 * nothing else, such as one that a site has a thousand times, is compared by them.
 */
export function textWithout(
  { text, blockHashes }: Pick<Page, 'text' | 'blockHashes'>,
  boilerplate: ReadonlySet<string>,
): string {
  if (boilerplate.size === 0 || !blockHashes.some((hash) => boilerplate.has(hash))) return text;
  const own = text.split('\n\n').filter((block) => !boilerplate.has(unitHash(block)));
  const left = own.join('\n\n');
  return wordCount(left) === 0 ? text : left;
}

/** Words and numbers of a text. */
export function wordCount(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

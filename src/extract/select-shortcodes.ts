import type { Block } from '../model/segment.ts';

const attribute = `[a-z_][\\w-]*\\s*=\\s*\\\\?(?:["'“”″«»]|&quot;)[^\\]\\n]{0,300}?(?:["'“”″«»]|&quot;)`;
/** `[name attr="value"]`: brackets may be escaped in Markdown. */
const withAttributes = new RegExp(
  `\\\\?\\[[a-z][a-z0-9_\\\\-]{1,40}(?:\\s+${attribute})+\\s*/?\\\\?\\](?!\\()`,
  'gi',
);
const closing = /\\?\[\/([a-z][a-z0-9_\\-]{1,40})\\?\](?!\()/gi;
/** Names that WordPress itself and its common builders leave behind without attributes. */
const knownBare =
  /\\?\[(?:gallery|playlist|audio|video|embed|caption|wp_caption|rev_slider|contact-form-7|(?:vc|et|fusion|su|av|tatsu|cs)\\?_[a-z_\\]{2,40})\\?\](?!\()/gi;

/** Blocks without the shortcodes of removed plug-ins, and how many were taken out. */
export function stripShortcodes(blocks: readonly Block[]): { blocks: Block[]; removed: number } {
  const names = new Set<string>();
  for (const block of blocks) {
    for (const match of block.text.matchAll(closing)) names.add((match[1] ?? '').toLowerCase());
  }
  let removed = 0;
  const clean = (text: string, countThem: boolean) => {
    let count = 0;
    const cut = () => {
      count += 1;
      return '';
    };
    let result = text.replace(withAttributes, cut).replace(knownBare, cut).replace(closing, cut);
    for (const name of names)
      result = result.replaceAll(
        new RegExp(`\\\\?\\[${name.replace(/[^a-z0-9]/g, '.')}\\\\?\\](?!\\()`, 'gi'),
        cut,
      );
    if (countThem) removed += count;
    return count > 0 ? result.replace(/[ \t]{2,}/g, ' ').replace(/^[ \t]+|[ \t]+$/gm, '') : text;
  };
  const cleaned = blocks.flatMap((block) => {
    if (block.kind === 'code' || !block.text.includes('[')) return [block];
    const text = clean(block.text, true);
    if (text === block.text) return [block];
    if (text.trim() === '' && block.images.length === 0) return [];
    return [{ ...block, text, textLength: text.length, markdown: clean(block.markdown, false) }];
  });
  return { blocks: cleaned, removed };
}

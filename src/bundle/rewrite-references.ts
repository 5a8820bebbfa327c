import { type MarkdownReference, markdownReferences } from './markdown-references.ts';

/** What becomes of a link or picture: another destination, only its text, or nothing changes. */
export type Verdict = { target: string } | 'text' | 'keep';

/**
 * Decides every link and picture of a Markdown text, in document order, and writes the text anew.
 * Targets are kosh's own references or absolute addresses.
 */
export function rewriteReferences(
  markdown: string,
  decide: (reference: MarkdownReference) => Verdict,
): string {
  const edits = new Map<number, Edit>();
  for (const reference of markdownReferences(markdown)) {
    for (const edit of editsOf(reference, decide(reference))) {
      // Two links can claim one closing tag; the first is right.
      if (!edits.has(edit.start)) edits.set(edit.start, edit);
    }
  }
  const parts: string[] = [];
  let at = 0;
  for (const edit of [...edits.values()].sort((a, b) => a.start - b.start)) {
    if (edit.start < at) continue;
    parts.push(markdown.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(markdown.slice(at));
  return parts.join('');
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

function editsOf(reference: MarkdownReference, verdict: Verdict): Edit[] {
  if (verdict === 'keep') return [];
  if (verdict !== 'text') {
    const [start, end] = reference.at;
    return [{ start, end, text: written(reference, verdict.target) }];
  }
  if (reference.form === 'autolink') {
    const [start, end] = reference.at;
    return [{ start, end, text: escapeMarkdown(reference.text) }];
  }
  const [first, ...rest] = reference.marks.map(([start, end]) => ({ start, end, text: '' }));
  if (first === undefined) return [];
  const alt = reference.as === 'image' && reference.form === 'attribute' ? reference.text : '';
  return [{ ...first, text: alt }, ...rest];
}

/** A destination as it stands in Markdown, in an attribute, or instead of an autolink. */
function written(reference: MarkdownReference, target: string): string {
  const safe = target.replace(/[\s<>()\\"']/g, percent);
  if (reference.form === 'destination') return safe;
  if (reference.form === 'attribute') return `"${safe.replace(/&/g, '&amp;')}"`;
  return `[${escapeMarkdown(reference.text)}](${safe})`;
}

/** Brackets and quotes inside an address mean the same percent-encoded, and end nothing. */
function percent(char: string): string {
  return `%${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Plain text as Markdown that shows it. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~&|!]/g, '\\$&');
}

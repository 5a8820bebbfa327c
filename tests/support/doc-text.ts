/** A fenced block of a Markdown text; `lines` without the fences. */
export interface CodeBlock {
  language: string;
  lines: string[];
}

/** The fenced code blocks of a Markdown text. */
export function codeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language: language ?? '',
    lines: (text ?? '').split('\n').slice(0, -1),
  }));
}

/** Texts of the code spans outside fenced blocks. */
export function codeSpans(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text ?? '');
}

/** Targets of links and pictures, as written. */
export function linkTargets(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target ?? '');
}

/** The single commands of a shell line, without prompt, comment and redirections, as words. */
export function shellCommands(line: string): string[][] {
  const bare = line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, '');
  return bare
    .split(/&&|\|\|?|;/)
    .map((part) => part.replace(/[<>]\s*\S+/g, '').trim())
    .filter((part) => part !== '')
    .map((part) => part.split(/\s+/));
}

/** The anchor that GitHub gives a heading. */
export function headingAnchors(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#{1,6} +(.*)$/gm)].map(([, text]) =>
    (text ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

import { Parser } from 'htmlparser2';
import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt({ html: true });

// Elements that do not part words: "<b>Қ</b>азақстан" is one word, "<td>а</td><td>б</td>" are two.
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark nobr o:p q s samp small span strike strong sub sup tt u var wbr'.split(
    ' ',
  ),
);
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'title']);

/** The visible text of HTML: tags stripped, the edges of blocks, cells and breaks as spaces. */
export function htmlText(html: string): string {
  let text = '';
  let silent = 0;
  const edge = (tag: string, depth: number) => {
    if (SILENT.has(tag)) silent = Math.max(0, silent + depth);
    if (!INLINE.has(tag)) text += ' ';
  };
  const parser = new Parser({
    onopentag: (tag) => edge(tag, 1),
    onclosetag: (tag) => edge(tag, -1),
    ontext: (piece) => {
      if (silent === 0) text += piece;
    },
  });
  parser.end(html);
  return text;
}

/** The visible text of Markdown, HTML inside it allowed. */
export function markdownText(source: string): string {
  return htmlText(markdown.render(source));
}

/**
 * F1 of the word 4-grams (as multisets) of two texts; words are runs of letters and digits in lower
 * case. A text of fewer than 4 words lowers the 4 to its number of words; two empty texts give 1.
 */
export function bodyF1(truthText: string, outText: string): number {
  const truth = words(truthText);
  const out = words(outText);
  if (truth.length === 0 || out.length === 0) return truth.length === out.length ? 1 : 0;
  const size = Math.min(4, truth.length, out.length);
  const truthGrams = countGrams(truth, size);
  let common = 0;
  for (const [gram, count] of countGrams(out, size)) {
    common += Math.min(count, truthGrams.get(gram) ?? 0);
  }
  // 2PR / (P + R) with P = common / out grams and R = common / truth grams.
  return (2 * common) / (truth.length - size + 1 + (out.length - size + 1));
}

function words(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function countGrams(list: string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= list.length; at += 1) {
    const gram = list.slice(at, at + size).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

import type { Block } from '../model/segment.ts';
import type { BlockView } from './select-view.ts';

/** A line that may be the headline, with what speaks against it: lines below the first, extras at its ends. */
export interface HeadlineLine {
  text: string;
  penalty: number;
  /** What was taken off could be part of a headline too: right only where `<title>` says the same. */
  unsure: boolean;
}

const longest = 300;
/** Lines of a block that may be the headline; a table for layout holds a picture and links beside it. */
const firstLines = { table: 6, other: 3 };

/** The whole block, and its first lines when it has several (a headline with the date below it), each also without extras. */
export function headlineLines({ block }: BlockView): HeadlineLine[] {
  const lines = block.text.split('\n').filter((line) => line.trim() !== '');
  const few = block.kind === 'table' ? firstLines.table : firstLines.other;
  const whole = block.textLength <= longest && block.kind !== 'table' ? [block.text] : [];
  const texts = lines.length < 2 ? [block.text] : [...whole, ...lines.slice(0, few)];
  return texts.flatMap((text, index) => {
    if (text.length > longest) return [];
    const penalty = lines.length < 2 || text === block.text ? 0 : aLine + lowerLine * index;
    const bare = withoutExtras(text, block);
    const full = { text, penalty: penalty + (bare.length > 0 ? hasExtras : 0), unsure: false };
    return [full, ...bare.map((line) => ({ ...line, penalty }))];
  });
}

const aLine = 0.02;
const lowerLine = 0.08;
const hasExtras = 0.03;

/** Date with the time of day, as sites print it behind a headline. */
const dayAndTime =
  /[\s,|/(–—•-]*(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\S{0,2}|\d{1,2}:\d{2}(?::\d{2})?)[\s,|/–—-]+(?:\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\S{0,2})\)?$/;
const dayAlone = /[\s,|/(–—•-]+\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:\s?(?:г|ж)\.?)?\)?$/;
/** Number of comments or views, in brackets or behind its word. */
const counter =
  /[\s,|(–—•-]*(?:[([]\s*\d{1,6}\s*[)\]]|(?:комментари\p{L}*|просмотр\p{L}*|пікір\p{L}*|қаралым\p{L}*|қаралды|comments?|views?)\s*:?\s*\(?\d{0,6}\)?)$/iu;
/** Who took the picture. */
const credit = /[\s,|(–—•-]+(?:фото|сурет|photo|foto|fot)\.?\s*:\s*\S.{0,40}$/iu;

/** The line without links, dates and counters at its ends, after each step; never shorter than what is taken off. */
function withoutExtras(text: string, block: Block): Omit<HeadlineLine, 'penalty'>[] {
  const found: Omit<HeadlineLine, 'penalty'>[] = [];
  let line = text.trim();
  let unsure = false;
  for (let step = 0; step < 6; step += 1) {
    const sure = withoutLink(line, block) ?? cutEnd(line, dayAndTime);
    const next = sure ?? cutEnd(line, dayAlone) ?? cutEnd(line, counter) ?? cutEnd(line, credit);
    if (next === undefined || next.length < Math.max(8, text.length * 0.4)) break;
    unsure ||= sure === undefined;
    line = next;
    found.push({ text: line, unsure });
  }
  return found;
}

const longestExtra = 60;

/** Without a link at the end (comments, source), or one with a colon at the start (the section). */
function withoutLink(line: string, block: Block): string | undefined {
  if (block.links.length === 0) return undefined;
  for (const link of block.links) {
    const name = link.text.replace(/\s+/g, ' ').trim();
    if (name === '' || name.length > longestExtra || name.length * 2 > line.length) continue;
    const bare = line.replace(/[\s)\]]+$/, '');
    if (bare.endsWith(name) && bare.length > name.length) {
      return bare.slice(0, bare.length - name.length).replace(/[\s([|,–—•-]+$/, '');
    }
    if (line.startsWith(name) && /:$/.test(name)) return line.slice(name.length).trim();
  }
  return undefined;
}

function cutEnd(line: string, pattern: RegExp): string | undefined {
  const match = pattern.exec(line);
  return match && match.index > 0 ? line.slice(0, match.index).trim() : undefined;
}

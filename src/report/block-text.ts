import type { Decision } from '../model/decision.ts';
import type { SharedBlock } from '../model/shared-block.ts';
import { terminalText, textTable } from './text-table.ts';

const heading = [
  'block',
  'decision',
  'by',
  'nature',
  'agencies',
  'pages',
  'share',
  'langs',
  'text',
];
const longestCell = 60;

/** Shared blocks as a table for terminals. */
export function blockListText(blocks: readonly SharedBlock[]): string {
  return textTable(
    heading,
    blocks.map((one) => [
      ...[one.hash, one.decision, one.decidedBy, one.nature, one.agencies, one.pages],
      ...[`${Math.round(one.share * 100)} %`, one.langs.join(' '), flat(one.sample, longestCell)],
    ]),
  );
}

/** A block with all who hold it and what people said of it. */
interface BlockStory {
  hash: string;
  /** Null while fewer agencies hold it than the settings ask for. */
  block: SharedBlock | null;
  holders: readonly { agency: string; pages: number; share: number }[];
  /** Oldest first. */
  decisions: readonly Decision[];
}

/** The story of a block for terminals: decision, reason, text, holders, history. */
export function blockStoryText({ hash, block, holders, decisions }: BlockStory): string {
  const facts =
    block === null
      ? [`${hash}  held by few agencies; it stays as it is`]
      : [
          `${hash}  ${block.nature}, ${block.decision} by ${block.decidedBy}${block.item === null ? '' : ` (${block.item})`}`,
          `why     ${flat(block.reason, 400)}`,
          `in      ${block.pages} pages of ${block.agencies} agencies of their own, ${block.words} words, ${block.langs.join(' ')}`,
          `text    ${flat(block.sample, 2000)}`,
          `from    ${block.sampleAgency}, ${block.sampleAddress}`,
        ];
  const table = textTable(
    ['agency', 'pages', 'share'],
    holders.map(({ agency, pages, share }) => [agency, pages, `${Math.round(share * 100)} %`]),
  );
  const words = decisions.map(
    ({ at, actor, decision, target, reason }) =>
      `${at.slice(0, 16).replace('T', ' ')}  ${actor}  ${decision}${target === null ? '' : ` → ${target}`}: ${reason}`,
  );
  const history = words.length > 0 ? words : ['No person decided yet'];
  return `${facts.map(terminalText).join('\n')}\n\n${table}\n${history.map(terminalText).join('\n')}\n`;
}

function flat(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

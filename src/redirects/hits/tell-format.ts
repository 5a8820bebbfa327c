import { plainHost } from './host-name.ts';
import type { LineReader, LogFormat, NcsaLayout } from './log-line.ts';
import { NcsaReader, ncsaLayouts } from './ncsa-log.ts';
import { W3cReader } from './w3c-log.ts';

/** Formats that a person may name; `auto` looks at the first lines. */
export const formatNames = ['auto', 'combined', 'common', 'vhost', 'iis'] as const;

export type FormatName = (typeof formatNames)[number];

/** A reader for the rest of a log whose format is known. */
export function lineReader(format: LogFormat): LineReader {
  return format.kind === 'w3c' ? new W3cReader(format.fields) : new NcsaReader(format);
}

/** The format that a name stands for. */
export function namedFormat(name: Exclude<FormatName, 'auto'>): LogFormat {
  return name === 'iis' ? { kind: 'w3c', fields: '' } : ncsaLayouts[name];
}

/**
 * Tells the format of a log from its first lines (octets as latin1): W3C by its directives; else the layout that most
 * lines have in common. The host is the word that names one of `hosts` in most lines, or else one that always
 * looks like a host name where formats are known to have it. Undefined when no line is a request.
 */
export function tellFormat(
  lines: readonly string[],
  hosts: ReadonlySet<string>,
): LogFormat | undefined {
  const fields = lines.find((line) => /^#fields:/i.test(line));
  if (fields !== undefined) return { kind: 'w3c', fields: '' };
  const cut = lines.flatMap((line) => cutLine(line) ?? []);
  const usual = mostCommon(cut.map((line) => line.shape));
  const alike = cut.filter((line) => line.shape === usual);
  const [first] = alike;
  return first && layoutOf(alike, first, hosts);
}

/** Tells whether the lines of a log say which host they are of; `lines` are its first ones. */
export function namesHost(format: LogFormat, lines: readonly string[]): boolean {
  if (format.kind === 'ncsa') return format.front >= 0 || format.host >= 0;
  const fields = [format.fields, ...lines.filter((line) => /^#fields:/i.test(line))];
  return fields.some((line) => /\bcs-host\b/i.test(line));
}

interface CutLine {
  before: string[];
  after: { text: string; quoted: boolean }[];
  /** Words before the time, and for each word after the request whether it is quoted. */
  shape: string;
}

/** Words, the time in brackets, the request in quotation marks, words. */
const shape = /^(.*?) ?\[(?:\d\d\/\w{3}\/\d{4}:|\d{4}-\d\d-\d\dT)[^\]]*\] *"(?:[^"\\]|\\.)*"(.*)$/s;

function cutLine(line: string): CutLine | undefined {
  const cut = shape.exec(line);
  const before = (cut?.[1] ?? '').split(/ +/);
  const after = wordsOf(cut?.[2] ?? '');
  if (!after.some(isStatus)) return undefined;
  return {
    before,
    after,
    shape: `${before.length}:${after.map((word) => (word.quoted ? 'q' : 'w')).join('')}`,
  };
}

function wordsOf(text: string): CutLine['after'] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^ ]+)/g)].map((match) => ({
    text: match[1] ?? match[2] ?? '',
    quoted: match[1] !== undefined,
  }));
}

function layoutOf(
  lines: readonly CutLine[],
  first: CutLine,
  hosts: ReadonlySet<string>,
): NcsaLayout {
  const status = first.after.findIndex((_, index) =>
    lines.every(({ after }) => isStatus(after[index])),
  );
  const front = hostWord(
    lines.map((line) => line.before),
    hosts,
    // Of four words one is more than client, identity and user.
    first.before.length > 3 ? isHostName : never,
  );
  const texts = lines.map(({ after }) => after.map((word) => word.text));
  const quoted = first.after.flatMap((word, index) => (word.quoted ? [index] : []));
  const behind = quoted[1] === undefined ? Number.POSITIVE_INFINITY : quoted[1];
  const host =
    front < 0 ? hostWord(texts, hosts, (text, index) => index > behind && isHostName(text)) : -1;
  const [referrer = -1, agent = -1] = quoted.filter((index) => index !== host && index > status);
  const endsWithAgent = agent >= 0 && agent === first.after.length - 1;
  return { kind: 'ncsa', front, status: Math.max(status, 0), referrer, agent, host, endsWithAgent };
}

/** The word that names a known host in most lines, else the first that in most is `likely` one; -1: none. */
function hostWord(
  lines: readonly (readonly string[])[],
  hosts: ReadonlySet<string>,
  likely: (text: string, index: number) => boolean,
): number {
  const indexes = (lines[0] ?? []).map((_, index) => index);
  const inMost = (fits: (text: string, index: number) => boolean) =>
    indexes.find(
      (index) => lines.filter((line) => fits(line[index] ?? '', index)).length * 2 > lines.length,
    );
  return inMost((text) => hosts.has(plainHost(text))) ?? inMost(likely) ?? -1;
}

/** An address of a client is none, nor a word without a dot. */
function isHostName(text: string): boolean {
  return /^"?(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+\.?(?::\d+)?"?$/i.test(text);
}

function never(): boolean {
  return false;
}

function isStatus(word: { text: string; quoted: boolean } | undefined): boolean {
  return word !== undefined && !word.quoted && /^[1-5]\d\d$/.test(word.text);
}

function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

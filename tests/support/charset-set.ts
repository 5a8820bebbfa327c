import { spawnSync } from 'node:child_process';
import { heldOutProse } from './charset-prose.ts';

/** A small page in a known charset. */
export interface LabelledPage {
  encoding: string;
  shape: string;
  /** Bytes of the prose asked for. */
  length: number;
  declared: 'right' | 'wrong' | 'absent';
  contentType: string;
  body: Buffer;
  text: string;
}

const iconvNames: Record<string, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1251': 'CP1251',
  'kz-1048': 'RK1048',
  'koi8-r': 'KOI8-R',
  ibm866: 'CP866',
  'iso-8859-5': 'ISO-8859-5',
  'windows-1252': 'CP1252',
};
const wide = ['utf-8', 'utf-16le', 'utf-16be', 'kz-1048'];
const cyrillic = ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5'];

// Written for this set, as an embassy's pages in the language of its host country read.
const western = [
  'Die Botschaft der Republik Kasachstan lädt zur Eröffnung der Ausstellung „Schätze der großen Steppe“ ein.',
  'Anträge für Visa müssen persönlich gestellt werden; die Bearbeitungsgebühr beträgt 80 €. Öffnungszeiten: täglich außer mittwochs.',
  'L’ambassade de la République du Kazakhstan a célébré la fête de Norouz à l’hôtel de ville, en présence d’élèves français.',
  'Les citoyens âgés de plus de seize ans déposent eux-mêmes leur demande ; le délai est de dix jours ouvrés après réception.',
  'Später wurden Gespräche über die künftige Zusammenarbeit geführt. Für Rückfragen: Frau Müller, Büro für Öffentlichkeitsarbeit.',
];

/** A seeded sequence of whole numbers (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function iconv(input: Buffer, from: string, to: string): Buffer {
  const done = spawnSync('iconv', ['-f', from, '-t', to], { input, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`iconv ${from} ${to}: ${done.stderr}`);
  return done.stdout;
}

/** Whether the iconv command, which makes the set, is there. */
export function hasIconv(): boolean {
  return spawnSync('iconv', ['--version']).status === 0;
}

const lettersKnown = new Map<string, Set<string> | undefined>();

/** Characters beyond ASCII that a charset has; undefined for all. One run of iconv a byte, so kept. */
function lettersOf(encoding: string): Set<string> | undefined {
  if (!lettersKnown.has(encoding)) lettersKnown.set(encoding, readLetters(encoding));
  return lettersKnown.get(encoding);
}

function readLetters(encoding: string): Set<string> | undefined {
  if (encoding.startsWith('utf')) return undefined;
  const letters = new Set<string>();
  for (let byte = 0x80; byte < 0x100; byte++) {
    const done = spawnSync('iconv', ['-f', iconvNames[encoding] ?? '', '-t', 'UTF-8'], {
      input: Buffer.from([byte]),
    });
    if (done.status === 0) letters.add(done.stdout.toString());
  }
  return letters;
}

const plain: Record<string, string> = {
  '«': '"', '»': '"', '“': '"', '”': '"', '„': '"', '’': "'", '–': '-', '—': '-', '№': 'N',
}; // biome-ignore format: one table

function fitting(text: string, letters: Set<string> | undefined): string {
  if (letters === undefined) return text;
  let out = '';
  for (const one of text) {
    out += one < '\x80' || letters.has(one) ? one : (plain[one] ?? ' ');
  }
  return out;
}

type Random = (below: number) => number;

/** Ways a page of an agency reads; each makes text of at least a phrase. */
function shapesOf(random: Random): Record<string, (lang: string) => string> {
  const prose = heldOutProse();
  const pick = (lang: string) => {
    const own = prose.filter((one) => one.lang === lang);
    return own[random(own.length)]?.text ?? '';
  };
  return {
    prose: pick,
    heading: (lang) => pick(lang).toUpperCase(),
    quoted: (lang) => `«${pick(lang).slice(0, 60)}» — ${pick(lang)}`,
    numbered: (lang) =>
      `№ ${random(900)} ${pick(lang).slice(0, 24)} ${random(99999)} | 12,5 | ${pick(lang)}`,
    names: (lang) =>
      `${pick(lang).split(' ').slice(0, 3).join(' ')}, ${random(90)}; +7 (710${random(9)}) 2-${random(90)}-11; ${pick(lang)}`,
    'in-english': (lang) => `${pick('en')} ${pick(lang)}`,
    bilingual: (lang) => `${pick(lang)} / ${pick(lang === 'kk' ? 'ru' : 'kk')}`,
  };
}

/** Languages a charset has the letters of. */
function langsOf(encoding: string): string[] {
  if (wide.includes(encoding)) return ['kk', 'ru'];
  return cyrillic.includes(encoding) ? ['ru'] : ['western'];
}

function textOf(write: () => string, units: number, fromEnd: boolean): string {
  let text = write();
  while (text.length < units) text += ` ${write()}`;
  return fromEnd ? text.slice(-units) : text.slice(0, units);
}

/** The page round the text, declared rightly, wrongly or not at all, in the header or in a meta element. */
function wrapped(text: string, encoding: string, round: number, random: Random) {
  const declared = (['right', 'wrong', 'absent'] as const)[round % 3] ?? 'absent';
  const lies = ['utf-8', 'windows-1251', 'iso-8859-1', 'koi8-r'].filter((one) => one !== encoding);
  const lie = lies[random(lies.length)];
  const label = { right: encoding, wrong: lie, absent: undefined }[declared];
  const inHeader = random(2) === 0;
  const meta = label !== undefined && !inHeader ? `<meta charset="${label}">` : '';
  const contentType = label !== undefined && inHeader ? `text/html; charset=${label}` : 'text/html';
  const end = random(3) === 0 ? '\r\n' : '\n';
  const page = `<!doctype html>${end}${meta}${end}<p class="text">${text}</p>${end}`;
  return { declared, contentType, text: page };
}

/** Bytes of many texts by one run of iconv; U+0001 stands between them and in none of them. */
function encodedBy(encoding: string, texts: readonly string[]): Buffer[] {
  const all = iconv(Buffer.from(texts.join('\u0001')), 'UTF-8', iconvNames[encoding] ?? encoding);
  const marks: Record<string, number[]> = { 'utf-16le': [1, 0], 'utf-16be': [0, 1] };
  const mark = Buffer.from(marks[encoding] ?? [1]);
  const out: Buffer[] = [];
  let start = 0;
  while (start <= all.length) {
    let end = all.indexOf(mark, start);
    while (end !== -1 && (end - start) % mark.length !== 0) end = all.indexOf(mark, end + 1);
    if (end === -1) end = all.length;
    out.push(all.subarray(start, end));
    start = end + mark.length;
  }
  return out;
}

/** A seeded set: every charset, length, shape and declaration; the bytes are made by the iconv command. */
export function labelledPages(
  seed: number,
  lengths: readonly number[] = [40, 80, 150, 600],
): LabelledPage[] {
  const random = randomFrom(seed);
  const shapes = shapesOf(random);
  return Object.keys(iconvNames).flatMap((encoding) => {
    const letters = lettersOf(encoding);
    const width = encoding.startsWith('utf') ? 2 : 1;
    const pages: Omit<LabelledPage, 'body'>[] = [];
    for (const { lang, shape, length, round } of cases(encoding, Object.keys(shapes), lengths)) {
      const source = lang === 'western' ? () => western[random(western.length)] : shapes[shape];
      const write = () => fitting(source?.(lang) ?? '', letters);
      const text = textOf(write, length / width, shape === 'in-english' && length < 150);
      pages.push({ encoding, shape, length, ...wrapped(text, encoding, round, random) });
    }
    const bodies = encodedBy(
      encoding,
      pages.map(({ text }) => text),
    );
    return pages.map((page, at) => ({ ...page, body: bodies[at] ?? Buffer.alloc(0) }));
  });
}

function* cases(encoding: string, shapes: readonly string[], lengths: readonly number[]) {
  const few = ['utf-16le', 'utf-16be'].includes(encoding) ? 3 : 9;
  for (const lang of langsOf(encoding)) {
    for (const shape of lang === 'western' ? ['prose'] : shapes) {
      if (shape === 'bilingual' && !wide.includes(encoding)) continue;
      for (const length of lengths) {
        for (let round = 0; round < few; round++) yield { lang, shape, length, round };
      }
    }
  }
}

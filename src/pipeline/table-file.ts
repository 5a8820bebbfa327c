import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';
import { decodeText } from '../text/charset.ts';
import { CsvReader, type CsvRow, type Delimiter, guessDelimiter } from '../text/csv.ts';
import { decodeAs, type Encoding } from '../text/encodings.ts';

/** How a file of text is to be read. */
export interface TextFile {
  file: string;
  /** Its name without folders, as origin of what it says. */
  name: string;
  encoding: Encoding;
}

/** Bytes from the first one beyond ASCII that tell a charset. */
const sampleBytes = 64 * 1024;
/** A line of more characters is none of a file of lines. */
const longestLine = 1024 * 1024;
/** Characters that tell the separator. */
const headLength = 64 * 1024;

/**
 * Tells the charset of a whole file, however large, in flat memory: byte order mark, strict UTF-8, else what its letters
 * look like: spreadsheets save in windows-1251. Throws UserError for what cannot be read.
 */
export async function openTextFile(file: string): Promise<TextFile> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  const sample: Uint8Array[] = [];
  let sampled = 0;
  let isUtf8 = true;
  let isFirst = true;
  for await (const chunk of bytesOf(file)) {
    if (isFirst) {
      isFirst = false;
      const marked = byteOrderMark(chunk);
      if (marked) return { file, name: basename(file), encoding: marked };
    }
    if (isUtf8) isUtf8 = decodes(strict, chunk);
    const from = sampled === 0 ? chunk.findIndex((byte) => byte > 0x7f) : 0;
    if (from >= 0 && sampled < sampleBytes) {
      sample.push(chunk.subarray(from));
      sampled += chunk.length - from;
    }
    if (!isUtf8 && sampled >= sampleBytes) break;
  }
  if (isUtf8) isUtf8 = decodes(strict, undefined);
  const encoding = isUtf8 ? 'utf-8' : decodeText(Buffer.concat(sample), null).encoding;
  return { file, name: basename(file), encoding };
}

/** The text of a file in pieces. */
async function* textOf({ file, encoding }: TextFile): AsyncGenerator<string> {
  if (!encoding.startsWith('utf')) {
    // A byte a character: no piece cuts one in two.
    for await (const chunk of bytesOf(file)) yield decodeAs(chunk, encoding);
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytesOf(file)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The rows of a CSV or TSV file as they come. Throws UserError, with file and line, when a quotation is not closed. */
export async function* tableRows(text: TextFile, separator?: Delimiter): AsyncGenerator<CsvRow> {
  let reader: CsvReader | undefined = separator && new CsvReader(separator);
  let head = '';
  try {
    for await (const piece of textOf(text)) {
      if (reader) {
        yield* reader.push(piece);
        continue;
      }
      head += piece;
      if (head.length < headLength) continue;
      reader = new CsvReader(guessDelimiter(head));
      yield* reader.push(head);
    }
    if (!reader) {
      reader = new CsvReader(guessDelimiter(head));
      yield* reader.push(head);
    }
    yield* reader.end();
  } catch (error) {
    if (
      error instanceof UserError ||
      !(error instanceof Error) ||
      !/^line \d/.test(error.message)
    ) {
      throw error;
    }
    throw new UserError(`${text.file}: ${error.message}`);
  }
}

/** The lines of a text file without their ends. */
export async function* textLines(text: TextFile): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of textOf(text)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (rest.length > longestLine) {
      throw new UserError(`${text.file}: a line is longer than ${longestLine} characters`);
    }
  }
  if (rest !== '') yield rest;
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) yield chunk;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    throw new UserError(`${file}: cannot be read (${code})`);
  }
}

function decodes(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Uint8Array | undefined,
): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

function byteOrderMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

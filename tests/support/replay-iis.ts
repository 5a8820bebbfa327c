import type { EmittedFile } from '../../src/redirects/emit/emitted-file.ts';
import { IisSite, type IisWays } from './iis-rewrite.ts';

/** Emitted files by name, as text. */
export async function fileTexts(
  files: Iterable<EmittedFile> | AsyncIterable<EmittedFile>,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { name, lines } of files) {
    texts.set(name, (texts.get(name) ?? '') + [...lines].map((line) => `${line}\n`).join(''));
  }
  return texts;
}

/** The site of a host from the emitted files of its agency. */
export function iisSite(texts: ReadonlyMap<string, string>, host: string, ways: IisWays): IisSite {
  return new IisSite(texts, `${host.replace(':', '_')}.web.config`, ways);
}

/** Status and location as one text. */
export function iisAnswer(site: IisSite, host: string, target: string): string {
  const { status, location } = site.answer(host, target);
  return location === undefined ? String(status) : `${status} ${location}`;
}

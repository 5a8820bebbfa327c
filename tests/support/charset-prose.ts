import { readdirSync, readFileSync } from 'node:fs';

const sites = new URL('../../fixtures/sites/', import.meta.url);
const shared = new URL('../../fixtures/shared-texts/', import.meta.url);

/** A paragraph of a fixture and its language. */
export interface Paragraph {
  lang: string;
  text: string;
}

/** The letter table is counted on these fixtures and measured on the others. */
const learned = ['aqbulaq-akimat', 'kokterek-akimat'];

function paragraphsIn(folder: URL): Paragraph[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return files.sort().flatMap((name) => {
    const lang = /\.(\w\w)\.md$/.exec(name)?.[1] ?? 'und';
    const source = readFileSync(new URL(name, folder), 'utf8');
    const title = /^title: (.*)$/m.exec(source)?.[1] ?? '';
    const body = source.replace(/^---\n[\s\S]*?\n---\n/, '');
    const plain = body
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/<[^>]*>/g, ' ')
      .replace(/[*_#>|`\\]/g, ' ');
    return [title, ...plain.split(/\n+/)]
      .map((text) => ({ lang, text: text.replace(/\s+/g, ' ').trim() }))
      .filter(({ text }) => text.length > 3);
  });
}

/** Paragraphs the letter table was counted on. */
export function learnedProse(): Paragraph[] {
  const folders = [shared, ...learned.map((site) => new URL(`${site}/content/`, sites))];
  return folders.flatMap(paragraphsIn);
}

/** Paragraphs of the other sites that do not stand among the learned ones. */
export function heldOutProse(): Paragraph[] {
  const known = new Set(learnedProse().map(({ text }) => text));
  return ['tasjol-department', 'tasjol-madeniet']
    .flatMap((site) => paragraphsIn(new URL(`${site}/content/`, sites)))
    .filter(({ text }) => !known.has(text));
}

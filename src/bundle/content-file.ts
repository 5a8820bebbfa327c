import type { BundleItem, BundleVersion } from '../model/bundle-item.ts';
import { quotedScalar } from './canonical-text.ts';

/** Path in the bag of the content file of one language version. Made of enums and a UUID only. */
export function contentPath(lang: string, kind: string, id: string): string {
  return `data/content/${lang}/${kind}/${id}.md`;
}

/** Keys of the front matter and what they hold; items.ndjson says the same and is authoritative. */
export function frontMatter(
  item: Pick<BundleItem, 'id' | 'agency' | 'kind'>,
  version: BundleVersion,
): Record<string, string | null | string[]> {
  return {
    id: item.id,
    agency: item.agency,
    kind: item.kind,
    lang: version.lang,
    title: version.title,
    slug: version.slug,
    published: version.published?.value ?? null,
    updated: version.updated?.value ?? null,
    source: version.source.address,
    files: version.files.map((file) => file.reference),
    ...aboutVersion(version),
  };
}

/** What a version may have beside what every version has; keys it has nothing for are left out. */
function aboutVersion(version: BundleVersion): Record<string, string | string[]> {
  const { author, credit, tags, picture, doc } = version;
  const known: [string, string | null | undefined][] = [
    ['author', author],
    ['credit', credit],
    ['picture', picture?.reference],
    ['doc_kind', doc?.kind],
    ['doc_issuer', doc?.issuer],
    ['doc_number', doc?.number],
    ['doc_signed_date', doc?.signed_date],
    ['doc_signer', doc?.signer],
    ['doc_reg_number', doc?.reg_number],
    ['doc_reg_date', doc?.reg_date],
  ];
  const texts = known.flatMap(([key, value]) => (value ? [[key, value] as const] : []));
  return { ...Object.fromEntries(texts), ...(tags.length > 0 ? { tags } : {}) };
}

/**
 * A content file: front matter, an empty line, the body. The front matter is the part of YAML 1.2
 * that is `key: value` with JSON values, so that a title like `Жаңа: "тест" #1` survives any reader.
 */
export function contentFile(
  item: Pick<BundleItem, 'id' | 'agency' | 'kind'>,
  version: BundleVersion,
): string {
  const lines = Object.entries(frontMatter(item, version)).map(
    ([key, value]) => `${key}: ${scalar(value)}`,
  );
  return `---\n${lines.join('\n')}\n---\n\n${version.body_md}`;
}

function scalar(value: string | null | string[]): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(quotedScalar).join(', ')}]`;
  return quotedScalar(value);
}

/** A content file taken apart. */
export interface ParsedContentFile {
  front: Record<string, unknown>;
  body: string;
}

/** Reads a content file back; undefined when it is not of the form that kosh writes. */
export function parseContentFile(text: string): ParsedContentFile | undefined {
  const match = /^---\n((?:[a-z_]+: .*\n)*)---\n\n/.exec(text);
  if (match === null) return undefined;
  const front: Record<string, unknown> = {};
  for (const line of (match[1] ?? '').split('\n').slice(0, -1)) {
    const colon = line.indexOf(': ');
    try {
      front[line.slice(0, colon)] = JSON.parse(line.slice(colon + 2)) as unknown;
    } catch {
      return undefined;
    }
  }
  return { front, body: text.slice(match[0].length) };
}

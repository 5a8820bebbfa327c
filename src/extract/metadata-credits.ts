import type { Page } from '../model/page.ts';
import type { HeadFacts } from '../model/segment.ts';
import type { BlockView, PageView } from './select-view.ts';
import { isFurniture } from './select-view.ts';
import { oneLine } from './title.ts';

/** Who made a page and what it is filed under. */
export type Credits = Pick<Page, 'author' | 'credit' | 'tags' | 'picture'>;

const authorLabel =
  /^(?:автор(?:ы|лары|лар)?|текст|мәтін|жазған|автор материала|author|by|written by|posted by)\s*[:–—]\s*(.+)$/iu;
const creditLabel =
  /^(?:источник(?:и)?|дереккөз(?:і)?|дерек көзі|ақпарат көзі|по (?:материалам|информации)|материал(?:ы)? взят(?:ы)? (?:с|из)|source|via)\s*[:–—]\s*(.+)$/iu;
const tagsLabel =
  /^(?:тег(?:и|тер)?|тэг(?:и|тер)?|метк[иа]|белгілер|ключевые слова|кілт(?:тік)? сөздер|tags?|keywords)\s*[:–—]\s*(.*)$/iu;

const longestCredit = 200;
const longestTag = 60;
const mostTags = 30;

/**
 * Author, source, tags and lead picture of a page: its labelled lines (`Автор: ...`, `Дереккөз: ...`) near the content, then what its
 * head says. `kept` are the indexes of the body's blocks. The lines themselves stay where they are.
 */
export function findCredits(view: PageView, kept: readonly number[]): Credits {
  const lines = labelledLines(view, kept);
  const first = (label: RegExp) =>
    lines.map(({ text }) => label.exec(text)?.[1]?.trim() ?? '').find((value) => value !== '');
  const author = first(authorLabel) ?? headAuthor(view.segment.head);
  const credit = first(creditLabel);
  return {
    author: author === undefined ? null : cut(author),
    credit: credit === undefined ? null : cut(credit),
    tags: findTags(view.segment.head, lines),
    picture: leadPicture(view, kept),
  };
}

interface Line {
  text: string;
  item: BlockView;
}

/** What parts a label from what it names. */
const labelEnd = /[:–—]/;

/** Lines with a label in the body and in what stands up to ten blocks around it. */
function labelledLines(view: PageView, kept: readonly number[]): Line[] {
  const from = (kept[0] ?? 0) - 10;
  const to = (kept.at(-1) ?? 0) + 10;
  return view.blocks.slice(Math.max(0, from), to + 1).flatMap((item) =>
    item.block.kind === 'form'
      ? []
      : item.block.text
          .split('\n')
          .filter((text) => labelEnd.test(text))
          .map((text) => ({ text: oneLine(text), item }))
          .filter(({ text }) => text.length > 3 && text.length <= longestCredit * 2),
  );
}

function headAuthor({ meta, jsonLd }: HeadFacts): string | undefined {
  const named = ['author', 'article:author', 'dc.creator', 'citation_author']
    .flatMap((name) => meta[name] ?? [])
    .map(oneLine)
    .find(isName);
  return named ?? jsonLd.flatMap((object) => namesIn(property(object, 'author'))).find(isName);
}

/** A name, not an address of a profile, an account of the system or a web studio. */
function isName(text: string): boolean {
  return (
    text.length > 3 &&
    text.length <= 100 &&
    !/^(?:https?:|www\.|@)|\.(?:kz|ru|com)\b/i.test(text) &&
    !/^(?:admin(?:istrator)?|super ?user|root|webmaster|user|редактор|moderator|author)\d*$/i.test(
      text,
    )
  );
}

function findTags({ meta, jsonLd }: HeadFacts, lines: readonly Line[]): string[] {
  const labelled = lines.flatMap(({ text, item }) => {
    const listed = tagsLabel.exec(text)?.[1];
    if (listed === undefined) return [];
    const links = item.block.links.map((link) => link.text);
    return links.length > 0 ? links : listed.split(/[,;|]/);
  });
  const named = [...(meta['article:tag'] ?? []), ...(meta.news_keywords ?? []).flatMap(parts)];
  const declared = jsonLd.flatMap((object) => namesIn(property(object, 'keywords')).flatMap(parts));
  const all = [...labelled, ...named, ...declared].map((tag) => oneLine(tag).replace(/^#/, ''));
  const seen = new Set<string>();
  return all
    .filter((tag) => {
      const key = tag.toLowerCase();
      if (tag === '' || tag.length > longestTag || seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, mostTags);
}

const parts = (text: string) => text.split(/[,;]/);

/** The picture that the head names, when the page shows it outside furniture; else the first large one of the body. */
function leadPicture(view: PageView, kept: readonly number[]): string | null {
  const { meta } = view.segment.head;
  const named = new Set(
    ['og:image', 'twitter:image', 'og:image:url'].flatMap((name) => meta[name] ?? []).map(bare),
  );
  const shown = view.blocks
    .filter((item) => !isFurniture(item))
    .flatMap((item) => item.block.images)
    .find((image) => named.has(bare(image.src)));
  if (shown) return shown.src;
  for (const index of kept) {
    for (const image of view.blocks[index]?.block.images ?? []) {
      const isSmall = (size: number) => size > 0 && size < 120;
      if (!isSmall(image.width) && !isSmall(image.height) && /^https?:/i.test(image.src)) {
        return image.src;
      }
    }
  }
  return null;
}

/** An address without scheme and query: pictures are named with and without them. */
function bare(address: string): string {
  return address.replace(/^https?:/i, '').replace(/[?#].*$/, '');
}

function property(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Record<string, unknown>)[name]
    : undefined;
}

/** Texts, and names of things, in a value of JSON-LD. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [oneLine(value)];
  if (Array.isArray(value))
    return value.slice(0, mostTags).flatMap((one) => (Array.isArray(one) ? [] : namesIn(one)));
  const name = property(value, 'name');
  return typeof name === 'string' ? [oneLine(name)] : [];
}

function cut(text: string): string {
  return text.slice(0, longestCredit).replace(/[.;,\s]+$/, '');
}

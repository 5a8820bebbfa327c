import type { AssetUse, Page, PageLink } from '../model/page.ts';
import type { Block, HeadFacts } from '../model/segment.ts';
import { normaliseLine } from './title-text.ts';

/** Links of kept blocks that lead to web addresses, in order. */
export function pageLinks(blocks: readonly Block[]): PageLink[] {
  return blocks.flatMap((block) =>
    block.links.flatMap((link) => {
      if (!/^https?:/i.test(link.href)) return [];
      const [address = '', fragment = ''] = splitFragment(link.href);
      return [{ address, fragment, text: link.text.replace(/\s+/g, ' ').trim() }];
    }),
  );
}

function splitFragment(href: string): [string, string] {
  const cut = href.indexOf('#');
  return cut < 0 ? [href, ''] : [href.slice(0, cut), href.slice(cut + 1)];
}

const documentPath = /\.(?:pdf|docx?|xlsx?|pptx?|rtf|odt|ods|odp|zip|rar|7z|txt|csv|djvu)$/i;
/** The same anywhere in an address: without it, none has to be parsed. */
const documentName = new RegExp(documentPath.source.replace('$', '(?![a-z0-9])'), 'i');

/** Tells whether an address is a file by the name in its path. */
export function looksLikeDocument(address: string): boolean {
  if (!documentName.test(address)) return false;
  try {
    return documentPath.test(new URL(address).pathname);
  } catch {
    return false;
  }
}

const smallest = 40;

/** Pictures and files of kept blocks, each address once. Tiny pictures are ornaments and left out. */
export function pageAssets(
  blocks: readonly Block[],
  isDocument: (address: string) => boolean,
): AssetUse[] {
  const uses = new Map<string, AssetUse>();
  const use = (address: string, role: AssetUse['role'], text: string) => {
    if (/^https?:/i.test(address) && !uses.has(address)) {
      uses.set(address, { address, role, text: text.trim(), name: fileName(address) });
    }
  };
  for (const block of blocks) {
    for (const image of block.images) if (!isTiny(image)) use(image.src, 'image', image.alt);
    for (const link of block.links) {
      const address = splitFragment(link.href)[0];
      if (looksLikeDocument(address) || isDocument(address)) use(address, 'document', link.text);
      else if (looksLikePicture(address)) use(address, 'image', link.text);
    }
  }
  return [...uses.values()];
}

function isTiny({ width, height }: Block['images'][number]): boolean {
  return (width > 0 && width < smallest) || (height > 0 && height < smallest);
}

function looksLikePicture(address: string): boolean {
  return /\.(?:jpe?g|png|gif|webp)$/i.test(address.split('?')[0] ?? '');
}

/** Last path segment, decoded as far as it is UTF-8; for people only, never a path. */
function fileName(address: string): string {
  const last = address.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Language versions that the page names: hreflang first, then links of the language switch. */
export function pageAlternates(head: HeadFacts): Page['alternates'] {
  return [
    ...head.hreflang
      .filter((link) => link.lang.toLowerCase() !== 'x-default')
      .map((link) => ({ lang: link.lang, address: link.href, source: 'hreflang' as const })),
    ...head.languageLinks.map((link) => ({
      lang: link.lang,
      address: link.href,
      source: 'switch' as const,
    })),
  ];
}

const homeNames =
  /^(?:главная(?: страница)?|басты(?: бет)?|негізгі бет|бас бет|home(?: ?page)?|main(?: page)?|start|начало)$/;

/** Section names from breadcrumbs, outermost first, without home and the page itself. */
export function pageSection(
  head: HeadFacts,
  title: string,
  siteNames: readonly string[],
): string[] {
  const own = normaliseLine(title);
  const crumbs = head.breadcrumbs.map((crumb) => crumb.text.replace(/\s+/g, ' ').trim());
  return crumbs.filter((text, index) => {
    const line = normaliseLine(text);
    if (line === '' || homeNames.test(line)) return false;
    if (siteNames.includes(line) && index === 0) return false;
    const isLast = index === crumbs.length - 1;
    return line !== own && !(isLast && own.startsWith(line.slice(0, 40)) && line.length > 12);
  });
}

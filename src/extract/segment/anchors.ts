import { cleanText } from './clean-text.ts';
import type { ParsedPage } from './parse.ts';
import { attribute, type TreeElement } from './tree.ts';

/** Fragments that links of the page lead to, decoded; those to other pages among them. */
export function linkedFragments(page: ParsedPage): ReadonlySet<string> {
  const fragments = new Set<string>();
  for (const link of [...(page.noted.get('a') ?? []), ...(page.noted.get('area') ?? [])]) {
    const href = attribute(link, 'href');
    const start = href?.indexOf('#') ?? -1;
    if (href === undefined || start < 0 || start === href.length - 1) continue;
    fragments.add(decoded(href.slice(start + 1)));
  }
  return fragments;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Letters, figures and what joins them: any other name would have to be escaped in every place. */
const plainName = /^[\p{L}\p{N}_.:-]{1,100}$/u;
/** Names that editors and systems give on their own. */
const givenByMachines = /^(?:_|OLE_LINK|\d+$)/;

/** The name under which an element is a target of links: one that links lead to, or one that an author gave to a bare anchor. */
export function anchorName(
  element: TreeElement,
  fragments: ReadonlySet<string>,
): string | undefined {
  const id = fragments.size > 0 ? attribute(element, 'id') : undefined;
  if (element.tag !== 'a') return id !== undefined && fragments.has(id) ? plain(id) : undefined;
  const name = attribute(element, 'name');
  if (name !== undefined && fragments.has(name)) return plain(name);
  if (id !== undefined && fragments.has(id)) return plain(id);
  if (attribute(element, 'href') !== undefined) return undefined;
  // With content, an id is for scripts and styles.
  const authored = name ?? (element.children.length === 0 ? attribute(element, 'id') : undefined);
  return authored === undefined || givenByMachines.test(authored) ? undefined : plain(authored);
}

function plain(name: string): string | undefined {
  const clean = cleanText(name).trim();
  return plainName.test(clean) ? clean : undefined;
}

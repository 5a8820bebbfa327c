import type { Block } from '../../model/segment.ts';
import { cleanText } from './clean-text.ts';
import { silentTags } from './element-kinds.ts';
import type { ParsedPage } from './parse.ts';
import { attribute, findElement, type TreeElement } from './tree.ts';

/** A page that says more than this without scripts is no shell. */
const longestShell = 400;

/** Names that frameworks and their starter kits give the element that a script fills. */
const rootName =
  /^(?:(?:react-|vue-|ng-|app-|main-)?(?:root|app)|__next|__nuxt|application|app-(?:container|mount|wrapper)|mount|svelte|q-app|gatsby-focus-wrapper|___gatsby)$/i;
/** Bundles as build tools name them: main.3f2a.js, app.bundle.js, chunk-vendors.js, static/js/2.1a2b.chunk.js. */
const bundleName =
  /(?:^|\/)(?:[\w-]+[.-])*(?:bundle|chunk|vendors?|runtime|polyfills?|main|app|index)(?:[.-][\w-]+)*\.m?js(?:[?#]|$)/i;
const wantsScript =
  /(?:(?:enable|activate|turn on|requires?|needs?|without) (?:your )?java ?script|java ?script (?:is |must be |to be )?(?:disabled|required|enabled|off)|(?:включит[еь]|необходим[ао]?|требует\S*|активируйте|отключ[её]н\S*|без)(?: \S+){0,4} java ?script|java ?script\S*(?: \S+){0,4} (?:включ|отключ|қос|өшір|керек|қажет))/i;

/**
 * Why a page is only the shell of one that a script builds, undefined when it is a page: it says next to nothing
 * itself, and an element named as the root of an application is empty, a message asks for JavaScript, or nothing but
 * empty elements stands beside bundles. Cost is linear, bounded by the short text.
 */
export function scriptShell(page: ParsedPage, blocks: readonly Block[]): string | undefined {
  const scripts = page.noted.get('script') ?? [];
  if (scripts.length === 0) return undefined;
  let text = '';
  for (const block of blocks) {
    if (block.kind === 'image' && block.images.some((image) => image.width > 60)) return undefined;
    text += ` ${block.text}`;
    if (text.length > longestShell) return undefined;
  }
  const root = findElement(page.root, isEmptyRoot);
  if (root) return `<${root.tag}> named as the root of an application is empty`;
  const asks = wantsScript.test(text) || wantsScript.test(noscriptText(page));
  const isNothingElse = text.replace(wantsScript, '').trim().length < 200;
  if (asks && isNothingElse) return 'it asks for JavaScript and says nothing else';
  if (text.trim() !== '' || blocks.length > 0) return undefined;
  const bundle = scripts
    .map((script) => attribute(script, 'src') ?? '')
    .find((src) => bundleName.test(src));
  return bundle === undefined ? undefined : `no text beside the script ${bundle.slice(0, 120)}`;
}

function isEmptyRoot(element: TreeElement): boolean {
  if (silentTags.has(element.tag) || ['html', 'head', 'body'].includes(element.tag)) return false;
  const named =
    /^(?:app|main|my|ui)-(?:root|app)$/.test(element.tag) ||
    rootName.test(attribute(element, 'id') ?? '') ||
    attribute(element, 'data-reactroot') !== undefined ||
    attribute(element, 'ng-app') !== undefined ||
    attribute(element, 'data-ng-app') !== undefined ||
    attribute(element, 'ui-view') !== undefined ||
    attribute(element, 'data-server-rendered') === 'false';
  return named && textLength(element, 200) < 60;
}

/** Characters of text inside that are more than white space; counting ends at `limit`. */
function textLength(element: TreeElement, limit: number): number {
  let length = 0;
  const stack: TreeElement[] = [element];
  for (let at = stack.pop(); at && length < limit; at = stack.pop()) {
    for (const child of at.children) {
      if (child.kind === 'text') length += child.text.trim().length;
      else if (!silentTags.has(child.tag)) stack.push(child);
    }
  }
  return length;
}

function noscriptText(page: ParsedPage): string {
  const found = findElement(page.root, (element) => element.tag === 'noscript' && !inHead(element));
  if (!found) return '';
  const parts: string[] = [];
  const stack: TreeElement[] = [found];
  for (let at = stack.pop(); at && parts.length < 50; at = stack.pop()) {
    for (const child of at.children) {
      if (child.kind === 'text') parts.push(child.text.slice(0, 500));
      else stack.push(child);
    }
  }
  return cleanText(parts.join(' '));
}

function inHead(element: TreeElement): boolean {
  return element.parent?.tag === 'head';
}

import TurndownService from 'turndown';
import { InlineDomNode } from './inline-dom.ts';
import type { SettledNode } from './settle.ts';

const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-' });

// Escapes and delimiters depend on neighbours, which turndown's rules do not see: they are settled before.
service.escape = (text) => text;
service.addRule('settled', {
  filter: () => true,
  replacement: (content, node) => {
    const settled = (node as unknown as InlineDomNode).settled;
    if (settled === undefined) return content;
    return settled.kind === 'leaf' ? settled.markdown : settled.open + content + settled.close;
  },
});

/** Markdown of inline content by turndown. Shape and delimiters are those that settleInline chose. */
export function turndownInline(nodes: readonly SettledNode[]): string {
  const root = new InlineDomNode(undefined, nodes);
  return service.turndown(root as unknown as TurndownService.Node);
}

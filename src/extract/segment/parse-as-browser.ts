import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { TreeBuilder } from './tree.ts';

type BrowserNode = DefaultTreeAdapterTypes.ChildNode;

interface Frame {
  nodes: readonly BrowserNode[];
  next: number;
  close: () => void;
}

/** Parses as browsers do (parse5, scripting off so that noscript has elements) into the same tree. Comments are left out. */
export function parseAsBrowser(html: string, notedTags: readonly string[]): TreeBuilder {
  const builder = new TreeBuilder(notedTags);
  const document = parse(html, { scriptingEnabled: false });
  const stack: Frame[] = [{ nodes: document.childNodes, next: 0, close: () => undefined }];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const node = frame.nodes[frame.next++];
    if (node === undefined) {
      frame.close();
      stack.pop();
    } else if (node.nodeName === '#text' && 'value' in node) {
      builder.addText(node.value);
    } else if ('tagName' in node) {
      const element = builder.openElement(node.tagName.toLowerCase(), attributesOf(node));
      const nodes = 'content' in node ? node.content.childNodes : node.childNodes;
      stack.push({ nodes, next: 0, close: () => builder.closeElement(element) });
    }
  }
  return builder;
}

function attributesOf(node: DefaultTreeAdapterTypes.Element): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const { name, value } of node.attrs) {
    if (name !== '__proto__') attributes[name] = value;
  }
  return attributes;
}

import { attribute, type TreeElement } from './tree.ts';

const mostObjects = 20;
const largestScript = 64 * 1024;
const deepestValue = 30;

/** JSON-LD objects of a page (lists and `@graph` opened), at most 20, each from at most 64 KiB and not deeper than 30. */
export function jsonLdOf(scripts: readonly TreeElement[]): unknown[] {
  const objects: unknown[] = [];
  for (const script of scripts) {
    if (objects.length >= mostObjects) break;
    if (!/^\s*application\/ld\+json/i.test(attribute(script, 'type') ?? '')) continue;
    const text = script.children.map((child) => (child.kind === 'text' ? child.text : '')).join('');
    if (text.length <= largestScript) objects.push(...objectsOf(parse(text)));
  }
  return objects.slice(0, mostObjects);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*<!\[CDATA\[|\]\]>\s*$|^\s*<!--|-->\s*$/g, ''));
  } catch {
    // Broken JSON-LD is common and says nothing.
    return undefined;
  }
}

function objectsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice(0, mostObjects).flatMap(objectsOf);
  if (typeof value !== 'object' || value === null || isTooDeep(value)) return [];
  const graph: unknown = '@graph' in value ? value['@graph'] : undefined;
  return Array.isArray(graph) ? graph.slice(0, mostObjects).flatMap(objectsOf) : [value];
}

/** Walks level by level, so that depth costs no stack. */
function isTooDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestValue) return true;
    level = level.flatMap((one) =>
      Object.values(one).filter(
        (inner): inner is object => typeof inner === 'object' && inner !== null,
      ),
    );
  }
  return false;
}

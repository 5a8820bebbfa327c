/** One step of a selector: what an element must be, and how it relates to the step before. */
export interface SelectorStep {
  tag: string;
  id: string;
  classes: string[];
  attributes: { name: string; value: string | null }[];
  nth: number;
  /** The step before must match the parent itself, not any ancestor. */
  child: boolean;
}

/** A parsed mapping selector. */
export type Selector = readonly SelectorStep[];

const token =
  /\s*(?:(>)|([a-z][a-z0-9]*|\*)|#([\w-]+)|\.([\w-]+)|\[([\w:-]+)(?:=["']?([^"'\]]*)["']?)?\]|:nth-child\((\d{1,4})\))/iy;

/**
 * Parses tag, `#id`, `.class`, `[attr]`, `[attr=value]`, descendant, child `>` and `:nth-child(n)`;
 * undefined for anything else, which the check of mappings refuses.
 */
export function parseSelector(text: string): Selector | undefined {
  const steps: SelectorStep[] = [];
  let current: SelectorStep | undefined;
  let child = false;
  let position = 0;
  const source = text.trim();
  while (position < source.length) {
    token.lastIndex = position;
    const match = token.exec(source);
    if (!match) return undefined;
    position = token.lastIndex;
    if (match[1] !== undefined) {
      if (!current) return undefined;
      child = true;
      current = undefined;
      continue;
    }
    if (!current || /^\s/.test(match[0])) {
      current = { tag: '', id: '', classes: [], attributes: [], nth: 0, child };
      child = false;
      steps.push(current);
    } else if (match[2] !== undefined) return undefined;
    addPart(current, match);
  }
  return child || steps.length === 0 ? undefined : steps;
}

function addPart(step: SelectorStep, match: RegExpExecArray): void {
  const [, , tag, id, name, attribute, value, nth] = match;
  if (tag !== undefined && tag !== '*') step.tag = tag.toLowerCase();
  if (id !== undefined) step.id = id;
  if (name !== undefined) step.classes.push(name);
  if (attribute !== undefined) {
    step.attributes.push({ name: attribute.toLowerCase(), value: value ?? null });
  }
  if (nth !== undefined) step.nth = Number(nth);
}

import type { Segment } from '../model/segment.ts';
import type { Selector, SelectorStep } from '../text/selector.ts';

/** What a selector can ask of an element. `position` 0 when not known. */
interface Subject {
  tag: string;
  attributes: readonly (readonly [string, string])[];
  position: number;
}

/** Indexes of the blocks that a selector covers: those that are it, and those inside. */
export function matchBlocks(segment: Segment, selector: Selector): number[] {
  const inside: boolean[] = [];
  for (const [index, container] of segment.containers.entries()) {
    const above =
      container.parent >= 0 && container.parent < index && (inside[container.parent] ?? false);
    inside.push(above || matchesAt(segment, selector, container, container.parent));
  }
  return segment.blocks.flatMap((block, index) => {
    if (inside[block.container]) return [index];
    const owner = ownerSubject(segment.signatures[block.owner] ?? '');
    return matchesAt(segment, selector, owner, block.container) ? [index] : [];
  });
}

/** Indexes of the outermost containers that are what a selector asks for. */
export function matchContainers(segment: Segment, selector: Selector): number[] {
  const inside: boolean[] = [];
  return segment.containers.flatMap((container, index) => {
    const above =
      container.parent >= 0 && container.parent < index && inside[container.parent] === true;
    const own = above || matchesAt(segment, selector, container, container.parent);
    inside.push(own);
    return own && !above ? [index] : [];
  });
}

/** `tag#id.class` as an element; numbers in it are masked, so a numbered id is matched masked too. */
function ownerSubject(signature: string): Subject {
  const tag = /^[^#.]*/.exec(signature)?.[0] ?? '';
  const id = /#([^#.]*)/.exec(signature)?.[1];
  const classes = [...signature.matchAll(/\.([^#.]+)/g)].map((match) => match[1] ?? '');
  const attributes: [string, string][] = [];
  if (id !== undefined) attributes.push(['id', id]);
  if (classes.length > 0) attributes.push(['class', classes.join(' ')]);
  return { tag, attributes, position: 0 };
}

function matchesAt(
  segment: Segment,
  selector: Selector,
  subject: Subject,
  parent: number,
): boolean {
  const last = selector.at(-1);
  if (!last || !matchesStep(last, subject)) return false;
  return matchesAbove(segment, selector, selector.length - 2, last.child, parent);
}

/** Walks up the ancestors; a child step must match the very parent. */
function matchesAbove(
  segment: Segment,
  selector: Selector,
  stepIndex: number,
  child: boolean,
  from: number,
): boolean {
  const step = selector[stepIndex];
  if (!step) return true;
  let at = from;
  for (let depth = 0; depth < 2000; depth += 1) {
    const container = at >= 0 ? segment.containers[at] : undefined;
    if (!container) return false;
    if (
      matchesStep(step, container) &&
      matchesAbove(segment, selector, stepIndex - 1, step.child, parentOf(segment, at))
    ) {
      return true;
    }
    if (child) return false;
    at = parentOf(segment, at);
  }
  return false;
}

function parentOf(segment: Segment, index: number): number {
  const parent = segment.containers[index]?.parent ?? -1;
  return parent < index ? parent : -1;
}

const mask = (text: string) => text.replace(/\d+/g, '0');

function matchesStep(step: SelectorStep, subject: Subject): boolean {
  if (step.tag !== '' && step.tag !== subject.tag) return false;
  if (step.nth !== 0 && step.nth !== subject.position) return false;
  const value = (name: string) => subject.attributes.find(([key]) => key === name)?.[1];
  const same = (wanted: string, is: string | undefined) =>
    is === wanted || (subject.position === 0 && is === mask(wanted));
  if (step.id !== '' && !same(step.id, value('id'))) return false;
  const classes = (value('class') ?? '').split(/\s+/);
  if (!step.classes.every((name) => classes.some((is) => same(name, is)))) return false;
  return step.attributes.every(({ name, value: wanted }) => {
    const is = value(name);
    return is !== undefined && (wanted === null || same(wanted, is));
  });
}

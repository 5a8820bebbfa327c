import type { FindingCode } from '../model/finding.ts';
import type { MappingRule } from '../model/mapping.ts';
import { parseSelector } from '../text/selector.ts';
import type { Selection } from './select-body.ts';
import type { PageView } from './select-view.ts';
import { matchBlocks } from './selectors.ts';

/** What the mapping's rules say of a page; block indexes, null when no rule says so or it matched nothing. */
export interface MappedParts {
  title: number[] | null;
  date: number[] | null;
  body: number[] | null;
  rule: {
    kind: MappingRule['kind'];
    lang: MappingRule['lang'];
    section: MappingRule['section'];
    personalData: MappingRule['personalData'];
  };
  /** The selection with the mapping's body and removals put into it. */
  override(selection: Selection): Selection;
}

interface Asked {
  rules: readonly MappingRule[];
}

/** Applies the selectors of the matching rules; the mapping always wins. One that matches nothing is a finding. */
export function applyMapping(
  view: PageView,
  context: Asked,
  report: (code: FindingCode, detail: string) => void,
): MappedParts {
  const first = <K extends keyof MappingRule>(name: K): MappingRule[K] | undefined =>
    context.rules.find((rule) => rule[name] !== undefined)?.[name];
  const find = (name: 'title' | 'date' | 'body'): number[] | null => {
    const rule = context.rules.find((each) => each[name] !== undefined);
    const text = rule?.[name];
    if (!rule || text === undefined) return null;
    const matched = match(view, text);
    if (matched.length > 0) return matched;
    report('selector-empty', emptySelector(view, rule.match, name, text));
    return null;
  };
  const body = find('body');
  const removals = context.rules.flatMap((rule) => rule.remove);
  return {
    title: find('title'),
    date: find('date'),
    body,
    rule: {
      kind: first('kind'),
      lang: first('lang'),
      section: first('section'),
      personalData: first('personalData'),
    },
    override: (selection) => override(view, selection, body, removals),
  };
}

function match(view: PageView, text: string): number[] {
  const selector = parseSelector(text);
  return selector ? matchBlocks(view.segment, selector) : [];
}

/** Which steps of a selector stand on the page, when it has several: what is missing is what changed. */
function stepsFound(view: PageView, text: string): string {
  const selector = parseSelector(text);
  if (!selector || selector.length < 2) return '';
  for (let end = selector.length - 1; end > 0; end -= 1) {
    if (matchBlocks(view.segment, selector.slice(0, end)).length > 0) {
      return ` (its first ${end} of ${selector.length} steps are found, the next one is not)`;
    }
  }
  return ' (not even its first step is found)';
}

function emptySelector(view: PageView, pattern: string, name: string, selector: string): string {
  const steps = stepsFound(view, selector);
  return [
    `WHAT CHANGED: the ${name} selector of the rule "${pattern}" matches nothing on this page.`,
    `EXPECTED: at least one element for "${selector}".`,
    `ACTUAL: none${steps}; the ${name} was found without it.`,
    'ACTION: correct the selector in the mapping, or narrow the pattern of its rule.',
  ].join(' ');
}

function override(
  view: PageView,
  selection: Selection,
  body: number[] | null,
  removals: readonly string[],
): Selection {
  const removed = new Map(selection.removed);
  let kept = selection.kept;
  if (body) {
    kept = body;
    const chosen = new Set(body);
    for (const item of view.blocks) {
      if (chosen.has(item.index)) removed.delete(item.index);
      else {
        removed.set(item.index, {
          step: 'mapping',
          rule: 'body',
          reason: 'outside the body selector of the mapping',
        });
      }
    }
  }
  for (const text of removals) {
    const gone = new Set(match(view, text));
    for (const index of gone) {
      removed.set(index, {
        step: 'mapping',
        rule: 'remove',
        reason: `the mapping removes "${text}"`,
      });
    }
    kept = kept.filter((index) => !gone.has(index));
  }
  return { ...selection, kept, removed };
}

import { contactsOf, lastingNumbers } from '../text/numbers.ts';

/** Numbers or names that both texts must have of their own before they count as data of two agencies. */
const fewestOwn = 2;
/** Share of all numbers that must be own ones; a page of figures keeps its agency's figures. */
const ownShare = 0.3;
const nameInSentence = /(?<=[\p{L}\p{M}\p{N},;)»”"]\s{1,3}[«“"(]?)\p{Lu}[\p{L}\p{M}-]{2,40}/gu;
/** Letters of a name's ending that declension may change. */
const ending = 3;

/**
 * Why two near-equal texts of different agencies must not stand for each other: each has contacts, figures or
 * names that the other lacks (`leaving` contacts to the caller when asked). Undefined when none. Texts that just lack a number or a name are copies.
 */
export function ownDataOf(a: string, b: string, leaving?: 'no contacts'): string | undefined {
  const contacts = onlyIn(contactsOf(a), contactsOf(b));
  const others = onlyIn(contactsOf(b), contactsOf(a));
  if (leaving === undefined && contacts.length + others.length > 0) {
    return `contacts of its own (${sample([...contacts, ...others])})`;
  }
  const x = lastingNumbers(a);
  const y = lastingNumbers(b);
  const own = [onlyIn(x, y), onlyIn(y, x)] as const;
  const fewest = Math.min(own[0].length, own[1].length);
  const all = new Set([...x, ...y]).size;
  if (fewest >= fewestOwn && own[0].length + own[1].length >= ownShare * all) {
    return `figures of its own (${sample(own[0])} against ${sample(own[1])})`;
  }
  const names = [namesOnlyIn(a, b), namesOnlyIn(b, a)] as const;
  if (names.every((list) => list.length >= fewestOwn)) {
    return `names of its own (${sample(names[0])} against ${sample(names[1])})`;
  }
  return undefined;
}

function onlyIn(a: readonly string[], b: readonly string[]): string[] {
  const other = new Set(b);
  return a.filter((one) => !other.has(one));
}

/** Capitalised words within sentences of `a`, with repetitions, whose stem does not stand in `b`. */
function namesOnlyIn(a: string, b: string): string[] {
  const other = b.toLowerCase();
  return (a.match(nameInSentence) ?? []).filter((name) => {
    const stem = name.slice(0, Math.max(4, name.length - ending)).toLowerCase();
    return !other.includes(stem);
  });
}

function sample(values: readonly string[]): string {
  const distinct = [...new Set(values)];
  return distinct.slice(0, 3).join(', ') + (distinct.length > 3 ? ', …' : '');
}

import { type Finding, finding } from '../model/finding.ts';
import { tellLanguage } from '../text/language.ts';
import { estimateJaccard } from '../text/shingles.ts';
import type { CopyGroup } from './dedupe-page.ts';
import type { PairEvidence } from './evidence.ts';
import { comparePages, fewestWords, groupOf } from './fold-copies.ts';
import { GroupSets } from './group-sets.ts';
import { languageAddress } from './key-shape.ts';
import type { PageTexts } from './page-texts.ts';
import { groupVerdicts, type PairingVerdicts } from './pair-verdicts.ts';
import { noVerdicts } from './verdicts.ts';

/** Jaccard similarity from which a page is another language's text. */
const sameText = 0.9;

/** Groups of an agency after untranslated versions went to the version whose text they hold. */
export interface Untranslated {
  groups: CopyGroup[];
  findings: Finding[];
}

/**
 * Folds a version whose text is another version's (the English address with the Russian text) into that
 * version, where evidence pairs the two and nobody parted them; the group whose language the text really has takes
 * the other in.
 */
export function foldUntranslated(
  groups: readonly CopyGroup[],
  evidence: readonly PairEvidence[],
  texts: PageTexts,
  verdicts: PairingVerdicts = noVerdicts,
): Untranslated {
  const { apart } = groupVerdicts(groups, verdicts);
  const sets = new GroupSets(groups.length, (a, b) => !apart(a, b));
  for (const { a, b } of evidence) {
    const x = groups[a];
    const y = groups[b];
    if (x && y && isSameText(x, y, texts)) sets.join(a, b);
  }
  const folded = sets.all().map((indexes) => {
    const members = indexes.flatMap((index) => groups[index] ?? []);
    return members.length === 1 ? members[0] : merge(members, texts);
  });
  const out = folded.filter((group) => group !== undefined);
  out.sort((a, b) => comparePages(a.chosen, b.chosen));
  return { groups: out, findings: out.flatMap(untranslatedAddresses) };
}

function isSameText(a: CopyGroup, b: CopyGroup, texts: PageTexts): boolean {
  const x = a.chosen;
  const y = b.chosen;
  if (Math.min(x.words, y.words) < fewestWords) return false;
  if (x.textHash !== y.textHash && estimateJaccard(x.signature, y.signature) < 0.75) return false;
  return (
    (x.textHash === y.textHash || texts.overlap(x, y).jaccard >= sameText) &&
    texts.sameNumbers(x, y)
  );
}

function merge(members: readonly CopyGroup[], texts: PageTexts): CopyGroup {
  const first = members[0];
  if (first === undefined) throw new Error('no group to merge');
  const { lang } = tellLanguage(texts.text(first.chosen));
  const keeper = members.find((group) => group.chosen.lang === lang) ?? first;
  const others = members.filter((group) => group !== keeper).flatMap((group) => group.pages);
  const merged = groupOf([...keeper.pages, ...others]);
  // The page of the keeper stands for the text: an address of another language must not name the item.
  const { chosen } = keeper;
  const pages = [chosen, ...merged.pages.filter((page) => page !== chosen)];
  const aliases = [...new Set([...merged.aliases, merged.chosen.key])]
    .filter((key) => key !== chosen.key)
    .sort();
  return { chosen, aliases, pages };
}

/** A page of a group whose own label or address names another language than the text has. */
function untranslatedAddresses(group: CopyGroup): Finding[] {
  const { lang, key } = group.chosen;
  const own = languageAddress(key).lang;
  return group.pages.flatMap((page) => {
    const named = page.lang !== lang ? page.lang : languageAddress(page.key).lang;
    if (page === group.chosen || page.key === key || named === null || named === lang) return [];
    // On some sites a folder named after a language serves another one throughout: the chosen page says so.
    if (named === own) return [];
    return [
      finding(
        'dedupe',
        'untranslated',
        { address: page.address, subject: group.chosen.key },
        `The address of language ${named} holds the ${lang} text of ${key}; it leads there.`,
      ),
    ];
  });
}
